"""Other systems are told of all that happens to needs and conversations, and of nothing private."""

from __future__ import annotations

from sqlalchemy import select

from bot.clock import Clock
from bot.messages import Owner
from bot.programme.data_rights import erase
from bot.programme.introductions import agree, ask_introduction, decline
from bot.programme.needs import record_need
from bot.store.catalogue_writes import save_universities
from bot.store.conversations import change_owner
from bot.store.database import Database
from bot.store.models import Contact, Conversation, Need, University, new_id
from bot.store.needs import new_draft
from bot.store.webhook_events import tell_of_owner
from tests.fixtures.hook_receiver import Receiver
from tests.fixtures.waiting import until
from tests.fixtures.webhooks import NOW, TurnedClock, carrying, deliveries, happen, register

PRIVATE = ("13800138000", "宋建国", "song@example.cn", "宁波恒远建材", "泛碱", "烧成", "91330200")


async def live_through(database: Database, clock: Clock) -> str:
    """A need from its recording to its erasure, and its conversation; the conversation's id."""
    its = new_id()
    async with database.write() as session:
        session.add(Conversation(id=its, channel="webchat", address=its, owner="bot", owner_epoch=0,
                                 last_seq=0, created_at=NOW))  # fmt: skip
        universities = [
            University(id=each, name=each, region_code="330100", province="浙江省", city="杭州市")
            for each in ("u1", "u2")
        ]
        await save_universities(session, universities, NOW)
        session.add(Contact(id=new_id(), conversation_id=its, name="宋建国", phone="13800138000",
                            email="song@example.cn", created_at=NOW, updated_at=NOW))  # fmt: skip
        need = await new_draft(session, its, NOW)
        need.problem, need.detail = "瓷砖泛碱，烧成后出现，电话13800138000", "宋建国说的"
        need.company, need.uscc = "宁波恒远建材", "91330200MA2AGXXX0X"
        need.region_code, need.region_name = "330200", "浙江省宁波市"
        need.industry_code, need.industry_name = "C30", "宁波恒远建材做的瓷砖"
        await record_need(session, need, today=clock.today(), now=clock.now(), message_id=None)
        for item, answer in (("u1", agree), ("u2", decline)):
            asked = await ask_introduction(session, need, "university", item, clock.now())
            assert asked is not None
            await answer(session, its, asked.introduction.id, clock.now())
        for epoch, owner in enumerate((Owner.QUEUE, Owner.STAFF, Owner.BOT, Owner.CLOSED)):
            assert await change_owner(session, its, owner, seen_epoch=epoch, at=clock.now())
        await erase(session, its, clock.now())
    return its


class TestWhatIsTold:
    async def test_all_that_happens_and_nothing_private(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        await register(database, hook.url)
        conversation = await live_through(database, clock)
        async with carrying(database, clock):
            await until(lambda: len(hook.taken) == 7)
        assert hook.events == [
            "need.recorded", "introduction.requested", "conversation.queued",
            "conversation.claimed", "conversation.closed", "need.state_changed",
            "introduction.state_changed",
        ]  # fmt: skip
        whole = b"".join(hook.bodies).decode()
        assert [each for each in PRIVATE if each in whole] == []
        recorded, moved = hook.taken[0], hook.taken[5]
        async with database.read() as session:
            need = (await session.scalars(select(Need))).one()
        assert recorded["at"] == NOW.isoformat()
        assert recorded["data"] == {
            "need_id": need.id, "need_number": need.number, "need_state": "recorded",
            "conversation_id": conversation, "region_code": "330200", "region": "浙江省宁波市",
            "industry_code": "C30", "industry": "非金属矿物制品业",
        }  # fmt: skip
        assert moved["data"]["need_state"] == "withdrawn"
        assert hook.taken[6]["data"]["introduction_state"] == "withdrawn"
        assert len({each["id"] for each in hook.taken}) == 7

    async def test_only_what_was_asked_for_and_only_what_came_to_be(
        self, database: Database, clock: TurnedClock, hook: Receiver
    ) -> None:
        its = await register(database, hook.url, ("conversation.closed",))
        await happen(database, clock, Owner.QUEUE)
        async with database.write() as session:
            await tell_of_owner(session, "c1", Owner.CLOSED, clock.now())
            await session.rollback()
        assert await deliveries(database, its) == []
