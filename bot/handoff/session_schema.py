"""Shapes of the staff API: signing in, and who is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.handoff.shapes import Role, Shape


def _stated(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise ValueError("请写一个名字")
    return name.strip()


class Credentials(Shape):
    """``code``: of the authenticator, where the account asks for it (second_factor_needed)."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=256)
    code: str | None = Field(None, max_length=12)


class StaffView(Shape):
    id: str
    username: str
    display_name: str
    role: Role
    accepting: bool


class OwnEdit(Shape):
    """What is left out stays. ``accepting``: whether conversations may be assigned to me;
    ``display_name``: as colleagues and owners read it."""

    accepting: bool | None = None
    display_name: Annotated[str, Field(max_length=64), AfterValidator(_stated)] | None = None


class SessionView(Shape):
    """``token`` may be sent as ``Authorization: Bearer`` by clients that keep no cookies."""

    token: str
    expires_at: datetime
    staff: StaffView
