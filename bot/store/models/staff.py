"""Staff, their sessions, the audit trail, and secrets shared by all replicas."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, SerialKey, UuidKey


class Staff(UuidKey, Base):
    """``role``: agent | manager | admin."""

    __tablename__ = "staff"

    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(64))
    # Empty until the invitation was taken up.
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)
    # Whether conversations may be assigned to them; they may still take some by themselves.
    accepting: Mapped[bool] = mapped_column(default=True, server_default=true())
    # When a conversation was last assigned to them: whose turn it is.
    assigned_at: Mapped[datetime | None]
    # Of the second factor, from when it is set up; asked for once ``totp_since`` is set.
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_since: Mapped[datetime | None]
    # The time step of the code that was used last: none serves twice.
    totp_step: Mapped[int | None]
    created_at: Mapped[datetime]


class Invitation(Base):
    """A link with which a colleague chooses a password; only the SHA-256 of its token is kept."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class StaffSession(Base):
    """Only the SHA-256 of the token is kept."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    # The last sign of life: a request, or an open socket.
    seen_at: Mapped[datetime | None]


class Audit(SerialKey, Base):
    """Append-only: who did what to what, including reads of personal data."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject_kind", "subject_id"),
        Index("ix_audit_actor", "actor_id", "id"),
        Index("ix_audit_action", "action", "id"),
    )

    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(8))
    actor_id: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(48))
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class EntranceBinding:
    """Whom a colleague is known as elsewhere: a digest of who it is, never the name itself."""

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    person_hash: Mapped[str] = mapped_column(String(64), unique=True)
    bound_at: Mapped[datetime]


class EntranceTicket:
    """One try to come in by another way, or to bind it. Of its scene (or OAuth state) and of the
    browser only the SHA-256 are kept; it lives for minutes and lets one browser in once."""

    scene_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    # sign_in | bind | open (inside WeChat's own browser)
    purpose: Mapped[str] = mapped_column(String(8))
    # waiting | scanned (or come back) | confirmed | taken | refused
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    # Who is let in; while ``bind`` waits, for whom it is.
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class StaffWeChat(EntranceBinding, Base):
    __tablename__ = "staff_wechat"


class WeChatTicket(EntranceTicket, Base):
    __tablename__ = "wechat_tickets"
    __table_args__ = (Index("ix_wechat_tickets_person", "person_hash", "created_at"),)

    # Shown on the page and named on the phone, so that nobody confirms somebody else's.
    number: Mapped[str] = mapped_column(String(2))
    person_hash: Mapped[str | None] = mapped_column(String(64))


class StaffIdentity(EntranceBinding, Base):
    """At the institution's single sign-on: issuer and subject."""

    __tablename__ = "staff_identities"


class IdentityTicket(EntranceTicket, Base):
    __tablename__ = "identity_tickets"

    # The page of the console to go on to.
    page: Mapped[str] = mapped_column(String(500))
