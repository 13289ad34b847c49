"""The phone's part of a sign-in by WeChat: it scans, is told what it would confirm, and answers."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import CHINA, Clock
from bot.handoff.entrance.wechat_side import Doorway, Words
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.entrances import WECHAT, bind, move_ticket, staff_of_person
from bot.store.models import Staff, WeChatTicket
from bot.store.visitor_sessions import digest
from bot.store.wechat_tickets import claim_scene, ticket_of_person

# Scenes of staff begin with this; no owner's scene may.
PREFIX = "staff-"
YES = {"sign_in": "确认登录", "bind": "确认绑定"}
NO = "不是我"
ANSWERS = frozenset({*YES.values(), NO})
CLOSED = Words("这个二维码不能用：工作台没有开启微信登录。")
GONE = Words("二维码已经用过或过期了，请在网页上换一个再扫。")
UNKNOWN = Words("这个微信没有绑定工作台账号。请先用密码登录工作台，在“设置 → 我的账号”里绑定。")
TAKEN = Words("这个微信已经绑定了另一个工作台账号，请先在那个账号里解除绑定。")
REFUSED = Words("好的，这次登录已作废。如果有人催您扫码，请告诉管理员。")
BOUND = Words("绑定好了。以后可以用这个微信扫码登录工作台。")
CONFIRMED = Words("已确认，请看网页。")


class EntrancePhone:
    """``person`` is a digest throughout."""

    def __init__(self, database: Database, doorway: Doorway, clock: Clock) -> None:
        self._database = database
        self._doorway = doorway
        self._clock = clock

    async def scanned(self, scene: str, person: str) -> Words:
        if self._doorway.side is None:
            return CLOSED
        now = self._clock.now()
        async with self._database.write() as session:
            staff = await staff_of_person(session, WECHAT, person)
            ticket = await claim_scene(session, digest(scene), person, now)
            if ticket is None:
                return GONE
            if ticket.purpose == "bind":
                staff = await session.get(Staff, ticket.staff_id)
            if staff is None:
                await move_ticket(session, ticket, "scanned", "refused", now)
                return UNKNOWN
        return _question(ticket, staff)

    async def answered(self, person: str, text: str, pressed: str) -> Words | None:
        """None where the phone has nothing to confirm and the text is for the desk.

        ``pressed``: the id of the choice, which names its own ticket: an old message's button
        confirms nothing new.
        """
        async with self._database.read() as session:
            ticket = await ticket_of_person(session, person, self._clock.now())
        if ticket is None or (pressed and pressed.partition(":")[2] != _mark(ticket)):
            return GONE if pressed else None
        said = text.strip()
        if said not in (YES[ticket.purpose], NO, ticket.number):
            return None
        async with self._database.write() as session:
            if said == NO:
                return await self._refuse(session, ticket)
            return await self._confirm(session, ticket, person)

    async def _confirm(self, session: AsyncSession, ticket: WeChatTicket, person: str) -> Words:
        """WeChat may deliver an answer three times; each time it is told the same."""
        done = BOUND if ticket.purpose == "bind" else CONFIRMED
        if ticket.state in ("confirmed", "taken"):
            return done
        now = self._clock.now()
        if ticket.purpose == "bind":
            return await self._bind(session, ticket, person)
        staff = await staff_of_person(session, WECHAT, person)
        if staff is None:
            return UNKNOWN
        moved = await move_ticket(session, ticket, "scanned", "confirmed", now, staff.id)
        return done if moved is not None else GONE

    async def _bind(self, session: AsyncSession, ticket: WeChatTicket, person: str) -> Words:
        now, staff_id = self._clock.now(), ticket.staff_id or ""
        if await move_ticket(session, ticket, "scanned", "taken", now) is None:
            return GONE
        if not await bind(session, WECHAT, staff_id, person, now):
            await move_ticket(session, ticket, "taken", "refused", now)
            return TAKEN
        await self._remember(session, "wechat_bound", staff_id)
        return BOUND

    async def _refuse(self, session: AsyncSession, ticket: WeChatTicket) -> Words:
        if ticket.state in ("taken", "refused"):
            return GONE
        now = self._clock.now()
        staff = await staff_of_person(session, WECHAT, ticket.person_hash or "")
        if await move_ticket(session, ticket, ticket.state, "refused", now) is None:
            return GONE
        if staff is not None:
            await self._remember(session, "wechat_refused", staff.id)
        return REFUSED

    async def _remember(self, session: AsyncSession, action: str, staff_id: str) -> None:
        await record_audit(
            session, at=self._clock.now(), actor=("staff", staff_id), action=action,
            subject=("staff", staff_id),
        )  # fmt: skip


def is_answer(text: str, pressed: str) -> bool:
    """Whether a text can be an answer at all: no other costs a look at the store."""
    said = text.strip()
    short = len(said) == 2 and said.isascii() and said.isdigit()
    return short or said in ANSWERS or pressed.startswith(PREFIX)


def _question(ticket: WeChatTicket, staff: Staff) -> Words:
    at = ticket.created_at.astimezone(CHINA).strftime("%-m月%-d日 %H:%M:%S")
    what = "把这个微信绑定到工作台账号" if ticket.purpose == "bind" else "登录工作台账号"
    yes, mark = YES[ticket.purpose], _mark(ticket)
    text = (
        f"有人正在网页上{what}“{staff.display_name}”。\n"
        f"时间：{at}\n网页上的数字：{ticket.number}\n\n"
        f"是您本人、而且您眼前的网页显示同样的数字，才点“{yes}”，或回复这个数字。"
        "二维码是别人发来的，请点“不是我”。"
    )
    return Words(text, ((f"{PREFIX}yes:{mark}", yes), (f"{PREFIX}no:{mark}", NO)))


def _mark(ticket: WeChatTicket) -> str:
    return ticket.scene_hash[:16]
