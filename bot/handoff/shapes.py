"""What the shapes of the staff API share: their base, lists and the words of the trade."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MAX_PAGE = 200

type Role = Literal["agent", "manager", "admin"]
type OwnerName = Literal["bot", "queue", "staff", "closed"]
type ChannelName = Literal["webchat", "wechat", "wecom"]
type AuthorName = Literal["user", "bot", "staff", "system"]
type NeedState = Literal[
    "draft", "recorded", "form_review", "tech_review", "returned", "published", "bidding",
    "evaluating", "announced", "contracted", "delivering", "accepted", "matched", "closed",
    "withdrawn",
]  # fmt: skip
type IntroductionState = Literal[
    "awaiting_consent", "requested", "forwarded", "answered", "met", "contracted", "no_result",
    "declined", "withdrawn",
]  # fmt: skip
type TurnState = Literal["waiting", "running", "answered", "silent", "failed", "stale"]
type DeliveryState = Literal["waiting", "claimed", "sent", "held", "failed"]
# How the owner's wait for a person began: the first answer of a visit, or one after it.
type WaitKind = Literal["first", "next"]
type Colour = Literal["gray", "red", "orange", "yellow", "green", "teal", "blue", "purple"]


def shaped(pattern: str, words: str) -> AfterValidator:
    """A text of this form; ``words`` say what is right where it is not."""

    def check(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise ValueError(words)
        return text

    return AfterValidator(check)


class Shape(BaseModel):
    """What is answered always has all its members, so its defaults are described as required."""

    model_config = ConfigDict(
        from_attributes=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class Nothing(Shape):
    """An empty object, or no body at all."""


class Items[Row: BaseModel](Shape):
    """All of a short list."""

    items: list[Row]

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[Any], ...]) -> str:
        return f"{params[0].__name__}s"


class Listing[Row: BaseModel](Shape):
    """One page of a list; ``total`` counts all rows that match the filters."""

    items: list[Row]
    total: int
    page: int
    page_size: int

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[Any], ...]) -> str:
        return f"{params[0].__name__}Listing"


class Trail[Row: BaseModel](Shape):
    """A stretch of a long list; ``next_cursor`` reads on behind it, null at the end."""

    items: list[Row]
    next_cursor: str | None

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[Any], ...]) -> str:
        return f"{params[0].__name__}Trail"


class PageQuery(Shape):
    page: int = Field(1, ge=1, le=1_000_000)
    page_size: int = Field(50, ge=1, le=MAX_PAGE)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size


class TrailQuery(Shape):
    cursor: str | None = Field(None, max_length=400)
    limit: int = Field(50, ge=1, le=MAX_PAGE)
