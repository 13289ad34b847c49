"""A suggestion by a person: found in the catalogue, sent as a card, pressed by the owner."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Channel
from bot.programme.contacts import GivenContact, give_consent, keep_contact
from bot.store.catalogue_writes import save_mentors, save_platforms, save_universities
from bot.store.conversations import find_conversation
from bot.store.models import (
    Conversation,
    Introduction,
    Mentor,
    Need,
    Suggestion,
    University,
)
from bot.store.models import Platform as Centre
from bot.store.needs import discard_draft, new_draft
from bot.store.search import SearchIndex
from tests.fixtures.colleagues import Colleague, audited, hire, turns_end
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door
from tests.fixtures.wechat_platform import Platform
from tests.integration.desk.test_exports import take
from tests.integration.test_wechat_front_door import ACCOUNT, OPENID, post

OWN_REASON = "去年帮同类厂把气孔率压到了 2%"


@pytest.fixture
async def need(visitor: Visitor) -> Need:
    """Recorded, with a catalogue and an index that the action server would have built."""
    door = visitor.door
    async with door.database.write() as session:
        need = await stock(session, visitor.conversation_id, door.settings.clock.now())
        need.state = "recorded"
    await SearchIndex(door.database, door.settings.bot_data_dir / "index").sync()
    return need


async def stock(session: AsyncSession, conversation_id: str, now: datetime) -> Need:
    """A draft, and two mentors of whom one has something to do with it."""
    await save_universities(session, [University(
        id="u1", name="钱塘大学", region_code="330100", province="浙江省", city="杭州市"
    )], now)  # fmt: skip
    await save_mentors(session, [
        Mentor(id="m1", university_id="u1", name="甲某", title="教授", field="铸造",
               industry_code="C33", directions=["铝合金压铸", "气孔缺陷控制"], is_demo=True),
        Mentor(id="m2", university_id="u1", name="乙某", title="副教授", field="园艺",
               industry_code="A01", directions=["茶树栽培"]),
    ], now)  # fmt: skip
    need = await new_draft(session, conversation_id, now)
    need.problem = "铝合金压铸件气孔多，想降低气孔缺陷"
    return need


async def suggest(
    colleague: Colleague, need: Need, item_id: str = "m1", kind: str = "mentor"
) -> dict[str, Any]:
    body = {"kind": kind, "item_id": item_id, "reasons": [OWN_REASON]}
    status, row = await colleague.ask("POST", f"/needs/{need.id}/suggestions", json=body)
    assert status == 201, row
    return row


async def send(
    colleague: Colleague, conversation_id: str, row: dict[str, Any], client_msg_id: str = "c1"
) -> dict[str, Any]:
    status, message = await colleague.act(
        conversation_id, "card", client_msg_id=client_msg_id, suggestion_id=row["id"]
    )
    assert status == 200, message
    return message


async def introduced(door: Door) -> list[tuple[str, bool]]:
    async with door.database.read() as session:
        rows = await session.scalars(select(Introduction))
        return [(row.state, row.consent_id is not None) for row in rows]


async def press(visitor: Visitor, card: dict[str, Any], title: str) -> list[dict[str, Any]]:
    """Press a button of a card or message; all that answers it."""
    seq = await visitor.press_title(card, title)
    await visitor.reply_to(seq)
    return [each for each in await visitor.log() if each["reply_to"] == seq]


async def test_the_catalogue_is_searched_with_the_need_in_mind(wang: Colleague, need: Need) -> None:
    path = f"/needs/{need.id}/candidates"
    (fitting,) = (await wang.get(f"{path}?kind=mentor"))["items"]
    assert (fitting["item_id"], fitting["demo"], fitting["suggested"]) == ("m1", True, False)
    assert "气孔" in "".join(fitting["reasons"])

    named = (await wang.get(f"{path}?q=钱塘"))["items"]
    assert [(each["kind"], each["title"]) for each in named] == [("university", "钱塘大学")]
    # Nothing that fits is invented for somebody who was only asked for by name.
    (tea,) = (await wang.get(f"{path}?q=乙某"))["items"]
    assert (tea["item_id"], tea["reasons"]) == ("m2", [])

    await suggest(wang, need)
    (fitting,) = (await wang.get(f"{path}?kind=mentor"))["items"]
    assert fitting["suggested"]


async def test_a_platform_is_found_and_sent_and_explains_itself(
    visitor: Visitor, wang: Colleague, need: Need
) -> None:
    door = visitor.door
    centre = Centre(
        id="c1", name="轻合金工程研究中心", level="教育部工程研究中心", university_id="u1",
        field="铸造", industry_code="C33", directions=["铝合金压铸气孔缺陷控制"],
        services=["中试放大"], is_demo=True,
    )  # fmt: skip
    async with door.database.write() as session:
        await save_platforms(session, [centre], door.settings.clock.now())
    await SearchIndex(door.database, door.settings.bot_data_dir / "index").sync()
    path = f"/needs/{need.id}/candidates"
    (fitting,) = (await wang.get(f"{path}?kind=platform"))["items"]
    (named,) = (await wang.get(f"{path}?q=轻合金&kind=platform"))["items"]
    assert (fitting["item_id"], named["item_id"], named["demo"]) == ("c1", "c1", True)
    assert "气孔" in "".join(fitting["reasons"])

    await wang.claim(visitor.conversation_id)
    row = await suggest(wang, need, "c1", "platform")
    await send(wang, visitor.conversation_id, row)
    (card,) = (await visitor.log())[-1]["cards"]
    assert (card["title"], card["facts"]["提供"]) == ("轻合金工程研究中心", "中试放大")
    # It has nobody of its own to be put in touch with.
    assert [button["title"] for button in card["buttons"]] == ["为什么"]
    (why,) = await press(visitor, card, "为什么")
    assert (why["cards"][0]["reasons"], why["cards"][0]["demo"]) == ([OWN_REASON], True)


async def test_names_are_found_while_there_is_no_index(visitor: Visitor, wang: Colleague) -> None:
    async with visitor.door.database.write() as session:
        need = await stock(session, visitor.conversation_id, visitor.door.settings.clock.now())
    assert (await wang.get(f"/needs/{need.id}/candidates"))["items"] == []
    (found,) = (await wang.get(f"/needs/{need.id}/candidates?q=甲某"))["items"]
    assert (found["item_id"], found["reasons"]) == ("m1", [])


async def test_only_the_holder_sends_a_card_and_the_same_press_sends_it_once(
    visitor: Visitor, wang: Colleague, li: Colleague, need: Need
) -> None:
    row = await suggest(wang, need)
    body = {"client_msg_id": "c1", "suggestion_id": row["id"]}
    assert (await wang.act(visitor.conversation_id, "card", **body))[0] == 409
    await wang.claim(visitor.conversation_id)
    assert (await li.act(visitor.conversation_id, "card", **body))[0] == 409
    first = await send(wang, visitor.conversation_id, row)
    assert (await send(wang, visitor.conversation_id, row))["seq"] == first["seq"]
    other = {**body, "client_msg_id": "c2", "suggestion_id": "made-up"}
    assert (await wang.act(visitor.conversation_id, "card", **other))[0] == 404

    (message,) = [each for each in await visitor.log() if each["cards"]]
    (card,) = message["cards"]
    assert (message["author"], card["title"], card["demo"]) == ("staff", "甲某", True)
    assert card["reasons"] == [OWN_REASON]
    assert card["facts"]["学校"] == "钱塘大学"
    (kept,) = (await wang.get(f"/needs/{need.id}"))["suggestions"]
    assert (kept["origin"], kept["sent_at"] is not None) == ("staff", True)
    assert "suggestion_sent" in await audited(visitor.door, row["id"])


async def test_the_owner_asks_why_and_is_put_in_touch_while_a_person_has_the_conversation(
    visitor: Visitor, wang: Colleague, boss: Colleague, need: Need, engine: FakeEngine
) -> None:
    row = await suggest(wang, need)
    await wang.claim(visitor.conversation_id)
    await send(wang, visitor.conversation_id, row)
    (card,) = (await visitor.log())[-1]["cards"]

    # The words of the one card in view are a press too.
    assert "推荐“甲某”" in (await visitor.reply_to(await visitor.say("为什么")))["text"]
    (why,) = await press(visitor, card, "为什么")
    assert (why["author"], why["cards"][0]["reasons"]) == ("bot", [OWN_REASON])

    picked, question = await press(visitor, card, "想联系")
    assert "钱塘大学 甲某" in picked["text"]
    assert "不含电话" in question["text"]
    assert await introduced(visitor.door) == [("awaiting_consent", False)]
    (no,) = await press(visitor, question, "不同意")
    assert "什么都没有发出去" in no["text"]
    assert await introduced(visitor.door) == [("declined", False)]
    # These words stand on every card: colleagues read which was pressed, and so does the file.
    case = f"/conversations/{visitor.conversation_id}"
    pressed = [(m["text"], m["pressed_card"]) for m in (await wang.get(case))["messages"]]
    assert pressed.count(("为什么", "甲某")) == 2
    assert ("想联系", "甲某") in pressed
    assert ("不同意", None) in pressed
    _, told = await take(boss, f"{case}/export?form=txt")
    assert "想联系（甲某）" in told

    # Asked again, with a number that may be passed on now; a person still has the conversation.
    async with visitor.door.database.write() as session:
        now = visitor.door.settings.clock.now()
        consent = await give_consent(session, visitor.conversation_id, ("phone",), now)
        given = GivenContact(None, "13800138000", None)
        await keep_contact(session, visitor.conversation_id, given, consent, now)
    _, question = await press(visitor, card, "想联系")
    assert "138****8000" in question["text"]
    (done,) = await press(visitor, question, "同意")
    assert "已登记" in done["text"]
    assert await introduced(visitor.door) == [("requested", True)]
    (again,) = await press(visitor, card, "想联系")
    assert "已经登记过" in again["text"]

    (kept,) = (await wang.get(f"/needs/{need.id}"))["suggestions"]
    assert kept["reaction"] == "picked"
    assert set(await turns_end(visitor.door, visitor.conversation_id)) == {"answered"}
    assert engine.calls == []


async def test_a_pick_records_the_draft_that_it_is_for(
    visitor: Visitor, wang: Colleague, need: Need
) -> None:
    async with visitor.door.database.write() as session:
        (await session.get_one(Need, need.id)).state = "draft"
    row = await suggest(wang, need)
    await wang.claim(visitor.conversation_id)
    await send(wang, visitor.conversation_id, row)
    (card,) = (await visitor.log())[-1]["cards"]
    await press(visitor, card, "想联系")
    recorded = await wang.get(f"/needs/{need.id}")
    assert (recorded["state"], bool(recorded["number"])) == ("recorded", True)


async def test_a_discarded_draft_takes_what_was_suggested_for_it_along(
    visitor: Visitor, wang: Colleague, need: Need
) -> None:
    await suggest(wang, need)
    async with visitor.door.database.write() as session:
        await discard_draft(session, await session.get_one(Need, need.id))
    async with visitor.door.database.read() as session:
        assert await session.scalar(select(Suggestion)) is None


async def test_a_wechat_owner_reads_the_card_in_words_and_presses_it(
    engine: FakeEngine, sqlite_stores: SqliteStores
) -> None:
    platform = Platform()
    async with open_door(
        engine, sqlite_stores.migrated(), bot_desk_hours="always", **ACCOUNT
    ) as door:
        wang = await hire(door, "小王")
        await say(door, platform, "你好")
        async with door.database.write() as session:
            conversation = await find_conversation(session, Channel.WECHAT, OPENID)
            assert isinstance(conversation, Conversation)
            need = await stock(session, conversation.id, door.settings.clock.now())
            need.state = "recorded"
        row = await suggest(wang, need)
        await wang.claim(conversation.id)
        message = await send(wang, conversation.id, row)

        # An account that is not verified can only answer: the card comes with the next reply.
        shown = await say(door, platform, "有老师吗")
        assert "甲某【演示数据】" in shown
        assert OWN_REASON in shown
        pick = f"{message['seq']}.0"
        assert f'msgmenuid={pick}">想联系</a>' in shown

        question = await say(door, platform, "想联系", bizmsgmenuid=pick)
        assert "钱塘大学 甲某" in question
        # The words of a button that is in view are a press.
        assert "已登记" in await say(door, platform, "同意")
        assert await introduced(door) == [("requested", True)]


async def say(door: Door, platform: Platform, text: str, **more: Any) -> str:
    """What the owner's phone shows for it."""
    status, body = await post(door, platform.secure(platform.text(OPENID, text, **more)))
    assert status == 200
    return platform.open_reply(body)["Content"]
