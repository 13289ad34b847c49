"""Many bubbles into one text within WeChat's byte limit; what does not fit waits for the next."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.store.deliveries import Parcel

SEPARATOR = "\n\n"
# Breaks are looked for in this order, and only in the last part of what fits.
BREAKS = ("\n\n", "\n", "。", "；", "，")
LAST_PART = 0.5
# Less room than this is not worth a torn bubble.
MIN_ROOM = 240
# Longer chains of marks are noise; a family of emoji has seven characters.
MAX_CLUSTER = 32
JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Bubble:
    """A claimed row in words. ``start`` characters of ``text`` were sent earlier; ``lead`` names
    the question; ``choosable`` and ``brief`` say in which of its forms the row was rendered."""

    parcel: Parcel
    text: str
    start: int = 0
    lead: str = ""
    choosable: bool = True
    brief: bool = False

    @property
    def rest(self) -> str:
        return self.lead + self.text[self.start :].lstrip()

    def progress(self, chars: int) -> dict[str, Any]:
        """What has to be known to go on behind so many characters, in the form begun."""
        return {"chars": chars, "choosable": self.choosable, "brief": self.brief}


@dataclass(frozen=True, slots=True)
class Packed:
    """``torn`` holds the one bubble of each part that was cut, and the characters now sent."""

    text: str = ""
    whole: tuple[Parcel, ...] = ()
    torn: tuple[tuple[Parcel, int], ...] = ()
    left: tuple[Parcel, ...] = ()


def size(text: str) -> int:
    return len(text.encode())


def pack(old: Sequence[Bubble], new: Sequence[Bubble], limit: int, more: str) -> Packed:
    """``old`` was waiting, ``new`` answers the message at hand: it stands last and goes first
    when the room is short. ``limit`` in UTF-8 bytes; ``more`` says that something is left."""
    every = [*old, *new]
    text = SEPARATOR.join(bubble.rest for bubble in every)
    if size(text) <= limit:
        return Packed(text, tuple(bubble.parcel for bubble in every))
    room = limit - size(SEPARATOR + more)
    later = _fill(new, room)
    spare = room - size(later.text + SEPARATOR) if later.text else room
    earlier = _fill(old, spare) if spare >= MIN_ROOM else _nothing(old)
    parts = [part for part in (earlier.text, later.text, more) if part]
    return Packed(
        SEPARATOR.join(parts),
        earlier.whole + later.whole,
        earlier.torn + later.torn,
        earlier.left + later.left,
    )


def cut(text: str, limit: int) -> int:
    """How many characters of ``text`` fit in ``limit`` bytes, ended at a natural break."""
    end = len(text.encode()[: max(limit, 0)].decode(errors="ignore"))
    if end == len(text):
        return end
    for mark in BREAKS:
        found = text.rfind(mark, int(end * LAST_PART), end)
        if found > 0:
            return found + len(mark)
    for place in range(end, max(end - MAX_CLUSTER, 0), -1):
        if not _belongs_together(text[place - 1], text[place]):
            return place
    return end


def _fill(bubbles: Sequence[Bubble], room: int) -> Packed:
    texts: list[str] = []
    whole: list[Parcel] = []
    for index, bubble in enumerate(bubbles):
        spare = room - size(SEPARATOR.join([*texts, ""]))
        if size(bubble.rest) <= spare:
            texts.append(bubble.rest)
            whole.append(bubble.parcel)
            continue
        behind = tuple(each.parcel for each in bubbles[index + 1 :])
        taken = _tear(bubble, spare) if spare >= MIN_ROOM or not texts else 0
        if not taken:
            return Packed(SEPARATOR.join(texts), tuple(whole), (), (bubble.parcel, *behind))
        texts.append(bubble.lead + bubble.text[bubble.start : taken].strip())
        return Packed(SEPARATOR.join(texts), tuple(whole), ((bubble.parcel, taken),), behind)
    return Packed(SEPARATOR.join(texts), tuple(whole))


def _tear(bubble: Bubble, spare: int) -> int:
    """The place up to which the bubble is sent now; 0 where nothing of it fits."""
    taken = cut(bubble.text[bubble.start :], spare - size(bubble.lead))
    return bubble.start + taken if taken > 0 else 0


def _nothing(bubbles: Sequence[Bubble]) -> Packed:
    return Packed(left=tuple(bubble.parcel for bubble in bubbles))


def _belongs_together(before: str, after: str) -> bool:
    """Accents, skin tones, selectors and joined emoji stay with what they change."""
    tone = "\U0001f3fb" <= after <= "\U0001f3ff"
    joined = JOINER in (before, after)
    return tone or joined or bool(unicodedata.combining(after)) or "\ufe00" <= after <= "\ufe0f"
