"""What an owner's text is about: the things said, and what of them is looked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.matching.lexicon import load_lexicon
from bot.matching.trades import weighed_trades

# Generic engineering words (温度, 检测) rank a little and prove nothing.
GENERIC_WEIGHT = 0.25


@dataclass(frozen=True)
class Concept:
    """One thing said, ``shown`` as the owner typed it.

    ``answers`` maps each word that answers it to how far it does (0 to 1), the said word itself at
    1; ``telling`` words can justify a suggestion, generic ones cannot; ``known`` ones stand in the
    thesaurus, and a ``complaint`` names there what is wrong, not only a thing. ``through`` are
    words by which the index finds answers that it was cut without. A ``sole`` one is a noun that no
    list knows, and one record of many alone holds it. ``proposed`` are the answers that the encoder
    found for the whole message.
    """

    said: str
    shown: str
    weight: float
    answers: dict[str, float]
    telling: bool
    known: bool = False
    complaint: bool = False
    sole: bool = False
    proposed: frozenset[str] = frozenset()
    through: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Inquiry:
    """The text, understood. ``pairs`` are the neighbouring characters of what was kept, and
    ``literal`` all its words, as they were said. ``institutions`` are the universities named that
    the catalogue knows, ``unlisted`` those that it lacks, which are sought as words. ``text`` is
    the matter of what was said, without what asks, greets or counts."""

    concepts: tuple[Concept, ...]
    institutions: tuple[str, ...]
    pairs: tuple[str, ...]
    truncated: bool
    literal: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    text: str = ""

    @cached_property
    def weight(self) -> float:
        return sum(concept.weight for concept in self.concepts)

    @cached_property
    def known(self) -> float:
        """The share of what was said, by weight, that the thesaurus holds."""
        known = sum(concept.weight for concept in self.concepts if concept.known)
        return known / self.weight if self.weight else 0.0

    @cached_property
    def unproposed(self) -> tuple[Concept, ...]:
        """The concepts without what the encoder proposed."""
        return tuple(
            replace(
                concept,
                answers={w: s for w, s in concept.answers.items() if w not in concept.proposed},
            )
            for concept in self.concepts
        )

    @cached_property
    def words(self) -> dict[str, float]:
        """Every word to look up, with its weight in the search."""
        found: dict[str, float] = {}
        for concept in self.concepts:
            scale = 1.0 if concept.telling else GENERIC_WEIGHT
            for word, strength in (*concept.answers.items(), *concept.through.items()):
                found[word] = max(found.get(word, 0.0), scale * strength)
        return found

    @cached_property
    def complaints(self) -> frozenset[str]:
        """What was said of a fault, known words only."""
        return frozenset(c.said for c in self.concepts if c.complaint)

    @cached_property
    def trades(self) -> dict[str, float]:
        said = ((c.said, c.weight) for c in self.concepts if c.telling)
        return weighed_trades(said, load_lexicon())

    @property
    def is_telling(self) -> bool:
        return any(concept.telling for concept in self.concepts)
