"""Shapes of the staff API: signing in, and who is signed in."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from bot.handoff.shapes import Role, Shape


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


class Availability(Shape):
    """``accepting``: whether conversations may be assigned to me."""

    accepting: bool


class SessionView(Shape):
    """``token`` may be sent as ``Authorization: Bearer`` by clients that keep no cookies."""

    token: str
    expires_at: datetime
    staff: StaffView
