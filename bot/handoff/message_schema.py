"""Shapes of the staff API: a message, what was understood, how it travelled, what came with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.handoff.shapes import AuthorName, DeliveryState, Shape, TurnState


class TurnView(Shape):
    state: TurnState
    attempts: int
    error: str | None


class DeliveryView(Shape):
    state: DeliveryState
    via: Literal["passive", "customer_service"] | None
    reason: str | None
    sent_at: datetime | None


class ButtonView(Shape):
    title: str


class CardView(BaseModel):
    """``facts``: labels and values, both to be shown. ``demo``: made up for demonstration."""

    kind: str
    id: str
    title: str
    subtitle: str
    reasons: list[str]
    facts: dict[str, str]
    demo: bool = False
    buttons: list[ButtonView]


class PurposeView(BaseModel):
    name: str
    confidence: float


class Understanding(BaseModel):
    """Of an owner's message: the purpose it was read as first, then what else it might be."""

    model_config = ConfigDict(extra="allow")

    purposes: list[PurposeView]
    entities: dict[str, Any]


class MediumView(Shape):
    """Something that was sent beside words. ``state`` waiting: it is still being fetched;
    ``url``: where it is once it is kept, as a download."""

    kind: Literal["image", "voice", "video", "file"]
    state: Literal["waiting", "kept", "failed", "erased"]
    reason: str | None
    content_type: str | None
    size: int | None
    name: str
    url: str | None


class MessageView(Shape):
    """``event`` names the change of owner that a system row tells of; ``rating``, 1 to 5, what the
    owner said of the service that it closed. ``pressed_card``: the title of the card whose button
    the owner pressed; the text is the button's."""

    seq: int
    rating: int | None = None
    pressed_card: str | None = None
    author: AuthorName
    author_name: str | None
    event: str | None
    text: str
    client_msg_id: str | None
    buttons: list[ButtonView]
    cards: list[CardView]
    understanding: Understanding | None
    turn: TurnView | None
    delivery: DeliveryView | None
    medium: MediumView | None = None
    created_at: datetime


class MessageQuery(Shape):
    """The first ``limit`` messages behind ``after``, or, with ``before``, the last before it."""

    after: int = Field(0, ge=0, le=2**31 - 1)
    before: int | None = Field(None, ge=1, le=2**31 - 1)
    limit: int = Field(200, ge=1, le=500)
