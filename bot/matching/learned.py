"""What matching has learnt from people's verdicts: small corrections that anyone can read.

The counts come from the store (``bot.store.learned``) and stand as JSON beside the index. Each
correction is bounded, so that a few verdicts turn nothing upside down and many only so much.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

FILE = "learned.json"
Link = tuple[str, str]
# At most so much more or less for a link between a word said and a word of a record; as many
# verdicts as the doubt move it half the way.
_MOST_FOR_A_LINK, _DOUBT_ABOUT_A_LINK = 0.25, 4
# A feature that were the reason of every rejection would weigh twice as much.
_DOUBT_ABOUT_A_FEATURE = 20


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a link led to what was wanted, and to what was off the topic."""

    good: int = 0
    bad: int = 0

    @property
    def factor(self) -> float:
        """What the strength of the link is multiplied with: 0.75 to 1.25."""
        doubt = self.good + self.bad + _DOUBT_ABOUT_A_LINK
        return 1 + _MOST_FOR_A_LINK * (self.good - self.bad) / doubt


@dataclass(frozen=True)
class Learned:
    """``features`` counts how often each was the reason for a rejection, of ``judged`` verdicts.
    Verdicts before ``since`` were taken back by a reset."""

    links: Mapping[Link, Tally] = field(default_factory=lambda: MappingProxyType({}))
    features: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    judged: int = 0
    since: datetime | None = None

    def factor(self, said: str, found: str) -> float:
        tally = self.links.get((said, found))
        return tally.factor if tally is not None else 1.0

    def emphasis(self, feature: str) -> float:
        """How much more the feature weighs than unlearnt: 1 to 2."""
        return 1 + self.features.get(feature, 0) / (self.judged + _DOUBT_ABOUT_A_FEATURE)


NOTHING = Learned()


def as_text(learned: Learned) -> str:
    """For people first: each link with its counts and the factor that follows from them."""
    links = [
        {
            "said": said, "found": found, "good": tally.good, "bad": tally.bad,
            "factor": round(tally.factor, 3),
        }
        for (said, found), tally in sorted(learned.links.items())
    ]  # fmt: skip
    features = [
        {"name": name, "count": count, "emphasis": round(learned.emphasis(name), 3)}
        for name, count in sorted(learned.features.items())
    ]
    since = learned.since.isoformat() if learned.since else None
    return json.dumps(
        {"judged": learned.judged, "since": since, "features": features, "links": links},
        ensure_ascii=False,
        indent=1,
    )


def from_text(text: str) -> Learned:
    """Factors are counted anew: the counts are what is kept."""
    raw = json.loads(text)
    return Learned(
        links={(e["said"], e["found"]): Tally(e["good"], e["bad"]) for e in raw["links"]},
        features={each["name"]: each["count"] for each in raw["features"]},
        judged=raw["judged"],
        since=datetime.fromisoformat(raw["since"]) if raw["since"] else None,
    )


class LearnedFile:
    """Reader of the file below ``folder``, as it is now; nothing is learnt where there is none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._stamp: tuple[int, int] | None = None
        self._learned = NOTHING

    def read(self) -> Learned:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._learned = None, NOTHING
            return NOTHING
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            self._learned = from_text(self._path.read_text("utf-8"))
            self._stamp = stamp
        return self._learned
