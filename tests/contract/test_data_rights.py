"""An owner's rights: to see, to delete, to take back. Over SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, String, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import local_coordination
from bot.clock import Clock
from bot.conversation.tracker_eraser import LOOK_AGAIN, TrackerEraser
from bot.errors import Conflict
from bot.messages import Author, Channel
from bot.programme.absorbing import Heard, absorb, correct_words
from bot.programme.carrying import Hand, Wish
from bot.programme.contacts import (
    ALL_FIELDS,
    PHONE_ONLY,
    GivenContact,
    contact_text,
    give_consent,
    keep_contact,
)
from bot.programme.course import carry_need
from bot.programme.data_rights import erase, erase_contact, list_holdings, withdraw_consent
from bot.programme.handover import carry_introduction, prepare_handover
from bot.programme.introductions import agree, ask_introduction
from bot.programme.licences import ask_licence
from bot.programme.needs import (
    give_up_draft,
    note_changes,
    record_need,
    summarise,
    withdraw_need,
)
from bot.programme.personal_data import WAYS, WITHOUT_OWNERS, Way
from bot.reading.facts import read
from bot.store.archive.trackers import EVENTS, make_trackers
from bot.store.conversations import NewMessage, append_message, messages_after, open_conversation
from bot.store.database import Database
from bot.store.introductions import begin_introduction
from bot.store.models import (
    Base,
    Contact,
    Conversation,
    Enterprise,
    Introduction,
    Lesson,
    LicenceDeclaration,
    Message,
    Need,
    Note,
    Patent,
    Rating,
    Staff,
    TrackerErasure,
    University,
)
from bot.store.needs import GOES_ALONG, HOLDS_BACK, add_event, new_draft
from bot.store.suggestions import NewSuggestion, add_suggestions
from bot.store.tracker_erasures import forget_dialogue

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TODAY = date(2026, 11, 22)
CONTACT = GivenContact("李建国", "13800138000", "ljg@boiler.example.cn")


async def begin(session: AsyncSession, *texts: str) -> Conversation:
    """A conversation in which the owner has written ``texts``."""
    conversation = await open_conversation(session, Channel.WEBCHAT, "visitor", NOW)
    for number, text in enumerate(texts):
        new = NewMessage(conversation.id, Author.USER, text, NOW, client_msg_id=str(number))
        await append_message(session, new)
    return conversation


async def leave_contact(session: AsyncSession, conversation_id: str) -> None:
    consent = await give_consent(session, conversation_id, ALL_FIELDS, NOW)
    await keep_contact(session, conversation_id, CONTACT, consent, NOW)


async def draft(session: AsyncSession, conversation_id: str, **values: str) -> Need:
    need = await new_draft(session, conversation_id, NOW)
    need.problem = "锅炉漏水，每天停机两小时"
    for name, value in values.items():
        setattr(need, name, value)
    await session.flush()
    return need


async def recorded(session: AsyncSession, conversation_id: str, **values: str) -> Need:
    need = await draft(session, conversation_id, **values)
    await record_need(session, need, today=TODAY, now=NOW, message_id=None)
    return need


async def stock(session: AsyncSession) -> None:
    session.add(University(
        id="u1", name="之江大学", region_code="330100", province="浙江省", city="杭州市",
        tags=[], disciplines=[], strengths=[], updated_at=NOW,
    ))  # fmt: skip
    session.add(Patent(
        id="p1", type="发明", patent_no="ZL201610270273.7", title="锅炉堵漏", owner_name="之江大学",
        keywords=[], updated_at=NOW,
    ))  # fmt: skip
    await session.flush()
    session.add(LicenceDeclaration(patent_id="p1", state="active", fee_mode="免费", stages=[]))


async def hand(session: AsyncSession) -> Hand:
    staff = Staff(
        id="s1", username="wang", display_name="王", password_hash="", role="manager",
        created_at=NOW,
    )  # fmt: skip
    session.add(staff)
    await session.flush()
    return Hand(staff, LATER, TODAY)


class TestDrafts:
    async def test_a_draft_with_a_request_on_it_is_no_dead_end(self, database: Database) -> None:
        """Stores of earlier versions have such drafts."""
        async with database.write() as session:
            conversation = await begin(session, "漏水")
            await stock(session)
            need = await draft(session, conversation.id, company="襄阳恒力锅炉厂")
            await begin_introduction(session, need.id, "university", "u1", "之江大学", NOW)
        async with database.write() as session:
            await erase(session, conversation.id, LATER)
        async with database.read() as session:
            (need,) = await session.scalars(select(Need))
            (row,) = await session.scalars(select(Introduction))
        assert (need.state, need.company, row.state) == ("withdrawn", None, "withdrawn")

    async def test_cancelled_it_is_withdrawn_where_something_hangs_on_it(
        self, database: Database
    ) -> None:
        async with database.write() as session:
            conversation = await begin(session)
            bare = await draft(session, conversation.id)
            await give_up_draft(session, bare, LATER)
            held = await draft(session, conversation.id)
            await begin_introduction(session, held.id, "university", "u1", "之江大学", NOW)
            await give_up_draft(session, held, LATER)
        async with database.read() as session:
            (left,) = await session.scalars(select(Need))
        assert (left.id, left.state) == (held.id, "withdrawn")

    async def test_nothing_is_begun_on_a_draft(self, database: Database) -> None:
        async with database.write() as session:
            conversation = await begin(session)
            await stock(session)
            need = await draft(session, conversation.id)
            with pytest.raises(Conflict):
                await ask_introduction(session, need, "university", "u1", NOW)
            with pytest.raises(Conflict):
                await ask_licence(session, need, "p1", await hand(session))

    def test_every_table_that_points_at_a_need_is_accounted_for(self) -> None:
        pointing = {
            table.name
            for table in Base.metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name == "needs"
        }
        assert pointing == {table.__tablename__ for table in (*GOES_ALONG, *HOLDS_BACK)}


PERSON = ("李建国", "欧阳", "13800138000", "138****8000", "ljg@boiler.example.cn")
FIRM = ("襄阳恒力锅炉厂", "91350100M000100Y43")


async def live_through_all(session: AsyncSession) -> str:
    """Person and firm in every place where they may come to stand."""
    told = (
        "我叫李建国，电话１３８００１３８０００，我们是襄阳恒力锅炉厂",
        "我姓欧阳，锅炉漏水，每天停机两小时",
        "发到ljg@boiler.example.cn",
    )
    conversation = await begin(session, *told)
    its = conversation.id
    staff = (await hand(session)).staff
    await leave_contact(session, its)
    need = await recorded(
        session, its, company=FIRM[0], uscc=FIRM[1], detail="李建国说襄阳恒力锅炉厂的老锅炉",
        public_summary="襄阳恒力锅炉厂漏水", confidential="李建国不让说",
    )  # fmt: skip
    need.metrics = [{"text": "李建国量的2毫米", "role": "current"}]
    own = [row.id for row in await messages_after(session, its, 0)]
    facts = {"company": FIRM[0], "uscc": FIRM[1]}
    await session.execute(
        update(Message).where(Message.id == own[0]).values(understanding={"entities": facts})
    )
    contact = await session.scalar(select(Contact))
    assert contact is not None
    card = {"kind": "need", "id": its, "title": "您的资料",
            "facts": {"联系方式": contact_text(contact), "公司": FIRM[0]}}  # fmt: skip
    shown = NewMessage(its, Author.BOT, "联系方式记好了：李建国，138****8000。", NOW, cards=[card])
    await append_message(session, shown)
    place = NewMessage(
        its, Author.USER, "襄阳市李建国路1号", NOW, client_msg_id="place",
        payload="/inform{\"value\": \"襄阳市李建国路1号\"}",
        meta={"type": "location", "latitude": 32.0, "longitude": 112.1},
    )  # fmt: skip
    await append_message(session, place)
    session.add_all([
        Note(conversation_id=its, staff_id=staff.id, text="李建国电话13800138000", created_at=NOW),
        Rating(conversation_id=its, seq=1, score=5, comment="谢谢，李建国", rated_at=NOW),
        Lesson(message_id=own[0], read_as="inform", confidence=0.4, noted_at=NOW,
               entities={"company": FIRM[0]}),
    ])  # fmt: skip
    reasons = ("都说襄阳恒力锅炉厂",)
    await add_suggestions(
        session, need.id, [NewSuggestion("patent", "p1", "堵漏", 0.5, reasons)], NOW
    )
    await add_event(
        session, need.id, "need_return", at=NOW, actor="staff:s1", reason="请李建国补充"
    )
    conversation.queue_reason = "李建国要找人"
    return its


async def traces(session: AsyncSession) -> list[str]:
    """Where in the whole store person or firm can still be read."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in (await session.execute(select(table))).mappings():
            for column, value in row.items():
                text = value if isinstance(value, str) else repr(value)
                found += [f"{table.name}.{column}: {w}" for w in (*PERSON, *FIRM) if w in text]
    return found


class TestErasure:
    async def test_it_leaves_no_trace_anywhere(self, database: Database) -> None:
        async with database.write() as session:
            its = await live_through_all(session)
            before = await traces(session)
        assert {each.partition(".")[0] for each in before} >= {
            "messages", "notes", "ratings", "lessons", "needs", "contacts", "enterprises",
            "conversations", "suggestions", "need_events",
        }  # fmt: skip
        async with database.write() as session:
            erased = await erase(session, its, LATER)
        assert not any(word in erased.what for word in PERSON)
        async with database.read() as session:
            assert await traces(session) == []
            (need,) = await session.scalars(select(Need))
            texts = [row.text for row in await messages_after(session, its, 0)]
        assert (need.state, need.problem) == ("withdrawn", "锅炉漏水，每天停机两小时")
        assert "锅炉漏水，每天停机两小时" in texts[1]

    async def test_a_firm_that_others_wrote_about_stays(self, database: Database) -> None:
        async with database.write() as session:
            mine = await begin(session)
            await recorded(session, mine.id, company=FIRM[0], uscc=FIRM[1])
            other = await open_conversation(session, Channel.WEBCHAT, "somebody else", NOW)
            await recorded(session, other.id, company=FIRM[0], uscc=FIRM[1])
            await erase(session, mine.id, LATER)
        async with database.read() as session:
            assert await session.scalar(select(func.count()).select_from(Enterprise)) == 1

    async def test_what_was_only_written_is_deleted_too(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session, "我叫李建国，电话13800138000，先问问政策")).id
            assert not (await list_holdings(session, its)).is_empty
            await erase(session, its, LATER)
            assert (await list_holdings(session, its)).is_empty
        async with database.read() as session:
            assert await traces(session) == []

    async def test_nor_does_an_earlier_withdrawal_save_the_name(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session, "13800138000", "李建国")).id
            await leave_contact(session, its)
            await withdraw_consent(session, its, LATER)
            await erase(session, its, LATER)
        async with database.read() as session:
            assert await traces(session) == []

    def test_every_column_for_words_is_accounted_for(self) -> None:
        """A new column is put into the list, or its table is the institution's own."""
        tables = {table.name: table for table in Base.metadata.sorted_tables}
        assert set(WAYS) <= set(tables)
        assert set(tables) >= WITHOUT_OWNERS
        forgotten = [
            f"{table.name}.{column.name}"
            for table in tables.values()
            if table.name not in WITHOUT_OWNERS
            for column in table.columns
            if _holds_words(column.type) and column.name not in WAYS.get(table.name, {})
        ]
        assert forgotten == []

    def test_nothing_is_on_the_list_that_is_not_there(self) -> None:
        tables = {table.name: table for table in Base.metadata.sorted_tables}
        for name, ways in WAYS.items():
            assert set(ways) <= {column.name for column in tables[name].columns}
            assert all(isinstance(way, Way) for way in ways.values())


def _holds_words(type_: Any) -> bool:
    """JSON, and text longer than ids, codes and states are."""
    return isinstance(type_, JSON) or (
        isinstance(type_, String) and (type_.length is None or type_.length >= 80)
    )


class TestContactAlone:
    async def test_the_need_stays_and_the_person_goes(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session, "我叫李建国，13800138000", "锅炉漏水")).id
            await stock(session)
            await leave_contact(session, its)
            need = await recorded(session, its, company=FIRM[0])
            asked = await ask_introduction(session, need, "university", "u1", NOW)
            assert asked is not None
            await agree(session, its, asked.introduction.id, NOW)
        async with database.write() as session:
            await erase_contact(session, its, LATER)
        async with database.read() as session:
            (need,) = await session.scalars(select(Need))
            (row,) = await session.scalars(select(Introduction))
            handover = await prepare_handover(session, row, need)
            left = await traces(session)
        assert (need.state, need.company, row.state) == ("recorded", FIRM[0], "requested")
        assert handover is not None
        assert (handover.name, handover.phone, handover.email) == (None, None, None)
        assert not any(word in each for each in left for word in PERSON)

    async def test_a_number_left_later_is_not_what_was_agreed_to(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await stock(session)
            await leave_contact(session, its)
            need = await recorded(session, its)
            asked = await ask_introduction(session, need, "university", "u1", NOW)
            assert asked is not None
            await agree(session, its, asked.introduction.id, NOW)
            await erase_contact(session, its, LATER)
            consent = await give_consent(session, its, ALL_FIELDS, LATER)
            await keep_contact(session, its, CONTACT, consent, LATER)
            handover = await prepare_handover(session, asked.introduction, need)
        assert handover is not None
        assert handover.phone is None

    async def test_a_narrower_consent_takes_the_name_away_again(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await leave_contact(session, its)
            consent = await give_consent(session, its, PHONE_ONLY, LATER)
            only = GivenContact(phone="13800138000", name_refused=True)
            await keep_contact(session, its, only, consent, LATER)
        async with database.read() as session:
            (contact,) = await session.scalars(select(Contact))
        assert (contact.name, contact.phone, contact.email) == (None, "13800138000", None)


class TestEndOfANeed:
    async def test_nothing_of_a_withdrawn_need_is_passed_on(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await stock(session)
            await leave_contact(session, its)
            need = await recorded(session, its)
            asked = await ask_introduction(session, need, "university", "u1", NOW)
            assert asked is not None
            row = asked.introduction
            await agree(session, its, row.id, NOW)
            await withdraw_need(session, need, LATER)
            assert row.state == "withdrawn"
            row.state = "requested"
            assert await prepare_handover(session, row, need) is None
            with pytest.raises(Conflict):
                await carry_introduction(
                    session, row, need, Wish("forward"), row.updated_at, await hand(session)
                )

    @pytest.mark.parametrize("move", ["give_up", "withdraw"])
    async def test_with_the_last_need_the_contact_goes(self, database: Database, move: str) -> None:
        """As the consent says: 需求办结后删除."""
        async with database.write() as session:
            its = (await begin(session, "我叫李建国，13800138000")).id
            await stock(session)
            await leave_contact(session, its)
            first, last = await recorded(session, its), await recorded(session, its)
            asked = await ask_introduction(session, last, "university", "u1", NOW)
            assert asked is not None
            staff = await hand(session)
            await carry_need(session, first, Wish(move, "不需要了"), first.updated_at, staff)
            assert await session.scalar(select(Contact)) is not None
            await carry_need(session, last, Wish(move, "不需要了"), last.updated_at, staff)
            late = await agree(session, its, asked.introduction.id, LATER)
            left = await traces(session)
        assert late is None
        assert left == []


class TestSummary:
    async def test_it_follows_the_need(self, database: Database) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            need = await recorded(session, its, company=FIRM[0])
            need.detail = "襄阳恒力锅炉厂的老炉子"
            correct_words(need, "不是漏水，是漏油")
            told = summarise(need)
        assert "漏油" in told
        assert "漏水" not in told
        assert FIRM[0] not in told

    async def test_what_staff_wrote_stands_until_it_is_to_stay_secret(
        self, database: Database
    ) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            need = await recorded(session, its)
            need.public_summary = "锅炉的密封问题"
            assert summarise(need) == "锅炉的密封问题"
            words = "这个要保密，别让同行知道"
            absorb(need, Heard(words, read(words, today=TODAY), insists=True))
            await note_changes(session, need, (), now=LATER, message_id=None, made_secret=True)
        assert "密封" not in summarise(need)


class TestTrackers:
    """What the engine noted of the dialogue, in a table of its own."""

    @pytest.fixture
    async def trackers(self, tmp_path: Path) -> AsyncIterator[Database]:
        opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'tracker.db'}")
        async with opened.engine.begin() as connection:
            await connection.run_sync(make_trackers)
        yield opened
        await opened.close()

    @staticmethod
    async def note(trackers: Database, sender: str, at: float) -> None:
        row = {"sender_id": sender, "type_name": "user", "timestamp": at, "data": "13800138000"}
        async with trackers.write() as session:
            await session.execute(insert(EVENTS).values(**row))

    @staticmethod
    async def noted(trackers: Database) -> list[tuple[str, float]]:
        async with trackers.read() as session:
            rows = await session.execute(
                select(EVENTS.c.sender_id, EVENTS.c.timestamp).order_by(EVENTS.c.id)
            )
            return [(sender, at) for sender, at in rows]

    async def test_erasure_reaches_them_and_looks_again(
        self, database: Database, trackers: Database
    ) -> None:
        async with database.write() as session:
            its = (await begin(session, "13800138000")).id
            await erase(session, its, NOW - timedelta(days=1))
        await self.note(trackers, its, 10.0)
        await self.note(trackers, "somebody else", 10.0)
        clock, leases = Clock(NOW), local_coordination().leases
        eraser = TrackerEraser(database, trackers, leases, clock, wall=lambda: 20.0)
        assert await eraser.erase_due() == 1
        assert await self.noted(trackers) == [("somebody else", 10.0)]
        assert await eraser.erase_due() == 0
        # A turn that was given up on is written down late; the owner has gone on meanwhile.
        await self.note(trackers, its, 10.0)
        await self.note(trackers, its, 30.0)
        later = TrackerEraser(database, trackers, leases, Clock(NOW + 2 * LOOK_AGAIN))
        assert await later.erase_due() == 1
        assert await self.noted(trackers) == [("somebody else", 10.0), (its, 30.0)]
        async with database.read() as session:
            assert await session.scalar(select(TrackerErasure)) is None

    async def test_what_failed_is_tried_again(
        self, database: Database, trackers: Database, tmp_path: Path
    ) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await forget_dialogue(session, its, NOW - timedelta(days=1))
        await self.note(trackers, its, 10.0)
        leases = local_coordination().leases
        (tmp_path / "broken.db").write_bytes(b"no database" * 500)
        broken = Database(f"sqlite+aiosqlite:///{tmp_path / 'broken.db'}")
        assert await TrackerEraser(database, broken, leases, Clock(NOW)).erase_due() == 0
        await broken.close()
        later = Clock(NOW + timedelta(minutes=1))
        assert await TrackerEraser(database, trackers, leases, later).erase_due() == 1
        assert await self.noted(trackers) == []

    async def test_it_waits_for_the_turn_that_is_under_way(
        self, database: Database, trackers: Database
    ) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await forget_dialogue(session, its, NOW - timedelta(days=1))
        leases = local_coordination().leases
        eraser = TrackerEraser(database, trackers, leases, Clock(NOW))
        async with leases.hold(f"turn:{its}"):
            erasing = asyncio.create_task(eraser.erase_due())
            await asyncio.sleep(0.05)
            await self.note(trackers, its, 10.0)
            assert not erasing.done()
        assert await erasing == 1
        assert await self.noted(trackers) == []

    async def test_an_engine_that_has_noted_nothing_is_no_fault(
        self, database: Database, tmp_path: Path
    ) -> None:
        async with database.write() as session:
            its = (await begin(session)).id
            await forget_dialogue(session, its, NOW - timedelta(days=1))
        empty = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
        eraser = TrackerEraser(database, empty, local_coordination().leases, Clock(NOW))
        assert await eraser.erase_due() == 1
        await empty.close()
