"""Shapes of the staff API: signing in by WeChat or by a single sign-on, and binding them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from pydantic import ConfigDict, Field

from bot.handoff.shapes import Shape
from bot.store.models import WeChatTicket

type TicketState = Literal["none", "waiting", "scanned", "confirmed", "taken", "refused"]


class WeChatCode(Shape):
    """``text``: what the QR code holds. ``number``: shown beside it; the phone names the same."""

    text: str
    number: str
    expires_at: datetime


class WeChatEntry(Shape):
    """``offered``: whether staff may sign in by WeChat here. ``state``: of what this browser asked
    for last; none also where that has run out."""

    offered: bool
    state: TicketState


class SecondFactor(Shape):
    """``code``: of the authenticator, where the account asks for it (second_factor_needed)."""

    code: str | None = Field(None, max_length=12)


class WeChatBinding(WeChatEntry):
    bound_at: datetime | None


class OpenQuery(Shape):
    """``next``: the console's page to go on to."""

    next: str = Field("", max_length=500)


class ReturnQuery(OpenQuery):
    code: str = Field("", max_length=256)
    state: str = Field("", max_length=128)


class IdentityEntry(Shape):
    """``name``: what the single sign-on is called here; null where there is none."""

    name: str | None


class IdentityBinding(IdentityEntry):
    bound_at: datetime | None


class IdentityWay(Shape):
    """``url``: where the browser has to go to say who it is."""

    url: str


class IdentityReturn(Shape):
    """Services add words of their own (error, iss, session_state, …)."""

    model_config = ConfigDict(extra="ignore")

    code: str = Field("", max_length=4_000)
    state: str = Field("", max_length=128)


def state_of(ticket: WeChatTicket | None) -> TicketState:
    if ticket is None:
        return "none"
    return cast("TicketState", ticket.state)
