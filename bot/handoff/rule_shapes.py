"""The rules of the desk that managers may change: working hours, service times, assignment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from bot.errors import SettingsInvalid
from bot.handoff.hours import read_hours, read_stretches
from bot.handoff.shapes import ChannelName, Shape

# A year of public holidays with the working days that make up for them, and some to spare.
MOST_SPECIAL_DAYS = 120
MOST_POLICIES = 20
LONGEST_MINUTES = 30 * 24 * 60


def _readable_week(text: str) -> str:
    try:
        read_hours(text)
    except SettingsInvalid as error:
        raise ValueError("应如 1-5 09:00-12:00,13:30-17:30; 6 09:00-12:00，或 always") from error
    return text


def _readable_day(text: str) -> str:
    try:
        read_stretches(text)
    except SettingsInvalid as error:
        raise ValueError("应如 09:00-12:00,13:30-17:30；休息则留空") from error
    return text


type Name = Annotated[str, Field(min_length=1, max_length=40)]
type Minutes = Annotated[int, Field(ge=1, le=LONGEST_MINUTES)]
type Ids = Annotated[list[str], Field(max_length=50)]
type RegionCode = Annotated[str, Field(pattern=r"^\d{6}$")]
type IndustryCode = Annotated[str, Field(pattern=r"^[A-T]\d{0,4}$")]


class SpecialDay(Shape):
    """``hours``: 09:00-12:00,13:30-17:30; empty = closed all day."""

    day: date
    hours: Annotated[str, Field(max_length=100), AfterValidator(_readable_day)]
    note: str = Field("", max_length=40)


class HoursRule(Shape):
    """``week``: 1-5 09:00-12:00,13:30-17:30; 6 09:00-12:00 on Chinese time, 1 = Monday, or always;
    null = as the setting BOT_DESK_HOURS says."""

    week: Annotated[str, Field(max_length=300), AfterValidator(_readable_week)] | None = None
    special: list[SpecialDay] = Field(default_factory=list, max_length=MOST_SPECIAL_DAYS)


class ServicePolicy(Shape):
    """Minutes of working time until a person should have answered; null = no limit. The conditions
    that are given must all hold; empty lists and null mean any."""

    name: Name
    urgent: bool | None = None
    channels: list[ChannelName] = Field(default_factory=list, max_length=3)
    label_ids: Ids = Field(default_factory=list)
    first_minutes: Minutes | None
    next_minutes: Minutes | None


class ServiceRule(Shape):
    """The first policy that fits a conversation holds for it."""

    policies: list[ServicePolicy] = Field(max_length=MOST_POLICIES)


class AssignmentCase(Shape):
    """Whose conversations go to whom. ``regions``: GB/T 2260 codes, with all below them;
    ``industries``: beginnings of GB/T 4754 codes. Empty lists mean any, for ``staff_ids``
    everybody who is there."""

    name: Name
    channels: list[ChannelName] = Field(default_factory=list, max_length=3)
    regions: list[RegionCode] = Field(default_factory=list, max_length=60)
    industries: list[IndustryCode] = Field(default_factory=list, max_length=60)
    label_ids: Ids = Field(default_factory=list)
    staff_ids: Ids = Field(default_factory=list)


class AssignmentRule(Shape):
    """``automatic``: whoever queues is assigned at once, in turn, to those who are there, accept
    conversations and have fewer than ``most`` in hand. The first case that fits decides who may be
    asked; where none of them is free, or no case fits, the conversation waits in the queue."""

    automatic: bool = False
    most: int = Field(8, ge=1, le=200)
    cases: list[AssignmentCase] = Field(default_factory=list, max_length=MOST_POLICIES)


class Ruled[Rule: BaseModel](Shape):
    """``version`` is sent back with a change; 0 and nulls where nothing was ever changed."""

    value: Rule
    version: int
    updated_at: datetime | None
    updated_by: str | None

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[object], ...]) -> str:
        return f"{params[0].__name__}Setting"


class RuleChange[Rule: BaseModel](Shape):
    """``version`` as it was read: refused where somebody changed the rule since."""

    value: Rule
    version: int = Field(ge=0)

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[object], ...]) -> str:
        return f"{params[0].__name__}Change"


USUAL_SERVICE = ServiceRule(
    policies=[
        ServicePolicy(name="优先", urgent=True, first_minutes=3, next_minutes=5),
        ServicePolicy(name="一般", first_minutes=5, next_minutes=10),
    ]
)
