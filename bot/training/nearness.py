"""How near a text stands to the nearest of many: evaluation must not repeat what was trained."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence


class Nearness:
    def __init__(self, texts: Sequence[str]) -> None:
        self._pairs = [pairs_of(text) for text in texts]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for at, pairs in enumerate(self._pairs):
            for pair in pairs:
                self._holders[pair].append(at)

    def of(self, text: str) -> float:
        """Shared pairs of characters over all pairs, with the nearest text: 0 none, 1 the same."""
        pairs = pairs_of(text)
        shared = Counter(at for pair in pairs for at in self._holders.get(pair, ()))
        return max((n / len(pairs | self._pairs[at]) for at, n in shared.items()), default=0.0)


def pairs_of(text: str) -> frozenset[str]:
    letters = re.sub(r"\W", "", text.lower())
    return frozenset(letters[at : at + 2] for at in range(len(letters) - 1)) or frozenset([letters])
