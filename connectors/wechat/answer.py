"""An answer as it goes out: in words, as a menu, or as a reply whose choices can be pressed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.outbox import Carried
from bot.store.deliveries import Parcel
from bot.store.models import Message
from connectors.wechat.packing import SEPARATOR, Bubble, Packed, size
from connectors.wechat.render import (
    Article,
    pressable,
    pressed_choices,
    sheet_link,
    spoken_choices,
)

# Items of a msgmenu; more are said in words.
MAX_MENU = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """Claimed and packed, not yet sent. Settle every one of them.

    ``sheet``: the suggestions had to be put briefly, and stand there in full; ``linked`` must go
    out, or the article and then ``text``. ``file``: the only row has one that goes out as a message
    of its own; ``text`` says it as a link, empty where it cannot.
    """

    text: str
    packed: Packed
    claimed: tuple[Bubble, ...]
    sheet: Article | None = None
    file: Message | None = None

    @property
    def conversation_id(self) -> str:
        return self.claimed[0].parcel.message.conversation_id

    @property
    def outcome(self) -> Carried:
        """What became of the parcels, once it was sent."""
        bubbles = {bubble.parcel.delivery_id: bubble for bubble in self.claimed}
        torn = [
            (parcel, bubbles[parcel.delivery_id].progress(chars))
            for parcel, chars in self.packed.torn
        ]
        return Carried(self.packed.whole, torn, self.packed.left)

    @property
    def linked(self) -> str:
        return self.text + (SEPARATOR + sheet_link(self.sheet) if self.sheet else "")

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        return tuple(bubble.parcel for bubble in self.claimed)

    @property
    def carried(self) -> tuple[Parcel, ...]:
        """All of which some is said."""
        return (*self.packed.whole, *(parcel for parcel, _ in self.packed.torn))

    def as_menu(self) -> tuple[str, list[tuple[str, str]]] | None:
        """Head and items (id, title), where what stands last offers buttons of its own."""
        row = self._offer()
        if row is None:
            return None
        items = pressable(row)
        head = self.text.removesuffix(spoken_choices(row)).strip()
        return (head, items) if head and 1 <= len(items) <= MAX_MENU else None

    def as_reply(self, limit: int) -> str:
        """``linked``, and the buttons that stand last can be pressed where there is room."""
        row = self._offer()
        pressed = pressed_choices(row) if row is not None else None
        if row is None or pressed is None:
            return self.linked
        spoken = spoken_choices(row)
        text = self.linked.replace(self.text, self.text.removesuffix(spoken) + pressed, 1)
        return text if self.text.endswith(spoken) and size(text) <= limit else self.linked

    def _offer(self) -> Message | None:
        """The row that stands last, where all of it is said and its buttons can be pressed."""
        last = self.claimed[-1]
        if self.packed.torn or self.packed.left or not last.choosable or last.start:
            return None
        return last.parcel.message
