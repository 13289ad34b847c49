"""What cannot come back goes on plain words only: drafts, needs on record, the consent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.models import Contact, Need
from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import OPENING, answer, count, open_form, record, the_need
from tests.unit.actions.test_people_and_rights import recorded_with_contact

BEARING = "我们做轴承的，噪声65分贝，要降到58分贝"


async def _ask_whether_to_give_up(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "撤回需求", "cancel")
    assert desk.slots["requested_slot"] == "abandoned"


async def _record_two_with_contact(desk: Desk) -> None:
    await recorded_with_contact(desk)
    desk.slots = {}
    await desk.write(BEARING, "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    await answer(desk, "就这样提交", "affirm")
    await desk.write("提交", "affirm")
    await desk.run("action_close_need")
    desk.loop, desk.slots = None, {}
    assert await count(desk, Need) == 2


async def _needs(desk: Desk) -> dict[str, str]:
    async with desk.database.read() as session:
        return {str(n.problem)[:6]: n.state for n in await session.scalars(select(Need))}


@pytest.mark.parametrize(
    "words", ["不撤了", "不撤", "不放弃了", "别撤", "没说要放弃", "还是不撤了"]
)
@pytest.mark.parametrize("intent", ["cancel", "affirm", "deny"])
async def test_a_no_keeps_the_draft_whatever_it_was_read_as(
    desk: Desk, words: str, intent: str
) -> None:
    await _ask_whether_to_give_up(desk)
    assert await answer(desk, words, intent) == ["utter_kept"]
    assert desk.slots["abandoned"] is None
    assert (await the_need(desk)).problem == OPENING


@pytest.mark.parametrize(
    ("words", "intent"),
    [("撤回吧", "withdraw_consent"), ("放弃", "affirm"), ("不填了", "cancel"), ("对", "affirm")],
)
async def test_a_yes_gives_the_draft_up(desk: Desk, words: str, intent: str) -> None:
    await _ask_whether_to_give_up(desk)
    await desk.write(words, intent)
    assert desk.slots["abandoned"] == "yes"
    assert await count(desk, Need) == 0


@pytest.mark.parametrize(("words", "intent"), [("算了", "cancel"), ("放弃会怎样", "cancel")])
async def test_what_may_be_of_either_is_asked_again(desk: Desk, words: str, intent: str) -> None:
    await _ask_whether_to_give_up(desk)
    await answer(desk, words, intent)
    assert desk.slots["requested_slot"] == "abandoned"
    assert await count(desk, Need) == 1


async def test_a_bare_word_in_the_form_takes_no_consent(desk: Desk) -> None:
    await recorded_with_contact(desk)
    desk.slots = {}
    await desk.write(BEARING, "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    await answer(desk, "撤回", "withdraw_consent")
    assert desk.slots["requested_slot"] == "abandoned"
    assert await count(desk, Contact) == 1


@pytest.mark.parametrize(
    ("words", "intent", "said", "left"),
    [
        ("不放弃了", "cancel", "utter_draft_kept", 1),
        ("先不清掉", "affirm", "utter_draft_kept", 1),
        ("放弃吧", "withdraw_consent", "utter_discarded", 0),
    ],
)
async def test_a_draft_left_for_a_while_goes_by_its_words(
    desk: Desk, words: str, intent: str, said: str, left: int
) -> None:
    await open_form(desk)
    desk.loop = None
    await desk.write("取消", "cancel")
    assert await desk.run("action_cancel") == ["utter_confirm_cancel_draft"]
    assert await desk.write(words, intent) == [said]
    assert desk.slots["pending"] is None
    assert await count(desk, Need) == left


async def test_a_guessed_yes_that_speaks_against_it_is_asked_again(desk: Desk) -> None:
    await open_form(desk)
    desk.loop = None
    await desk.write("取消", "cancel")
    await desk.run("action_cancel")
    await desk.write("留着吧", "affirm")
    assert await desk.run("action_affirm") == ["utter_confirm_cancel_draft"]
    assert await count(desk, Need) == 1


async def test_a_no_to_no_question_asks_none(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("不撤了", "cancel")
    assert await desk.run("action_cancel") == ["utter_nothing_pending"]


async def test_a_no_keeps_the_need_on_record(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("撤回需求", "cancel")
    assert await desk.write("不撤了", "cancel") == ["utter_not_withdrawn"]
    assert desk.slots["pending"] is None
    assert (await the_need(desk)).state == "recorded"


@pytest.mark.parametrize(
    ("words", "intent"),
    [("撤回", "withdraw_consent"), ("撤了吧", "goodbye"), ("撤回吧，不要了", "cancel")],
)
async def test_a_bare_word_asks_whether_the_need_or_the_consent_is_meant(
    desk: Desk, words: str, intent: str
) -> None:
    await recorded_with_contact(desk)
    assert await desk.write(words, intent) == ["您要撤哪一个？"]
    titles = [button["title"] for button in desk.said[0]["custom"]["buttons"]]
    assert [title[:3] for title in titles] == ["撤回“", "撤回留"]
    assert await count(desk, Contact) == 1
    need = desk.said[0]["custom"]["buttons"][0]["payload"]
    await desk.write(need, "cancel")
    assert await desk.run("action_cancel") == ["utter_confirm_withdraw_need"]
    assert await desk.write("撤", "withdraw_consent") == [
        "utter_need_withdrawn", "utter_contact_ended",
    ]  # fmt: skip


async def test_the_consent_is_taken_back_where_it_is_chosen(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("撤回", "withdraw_consent")
    consent = desk.said[0]["custom"]["buttons"][-1]["payload"]
    await desk.write(consent, "withdraw_consent")
    assert await desk.run("action_withdraw_consent") == ["utter_consent_withdrawn"]
    assert await count(desk, Contact) == 0
    assert (await the_need(desk)).state == "recorded"


@pytest.mark.parametrize("words", ["轴承那个撤了吧", "撤回轴承那条"])
async def test_a_need_is_meant_by_its_words(desk: Desk, words: str) -> None:
    await _record_two_with_contact(desk)
    assert await desk.write(words, "pick") == ["utter_confirm_withdraw_need"]
    assert await desk.write("撤回", "withdraw_consent") == ["utter_need_withdrawn"]
    assert await _needs(desk) == {OPENING[:6]: "recorded", BEARING[:6]: "withdrawn"}
    assert await count(desk, Contact) == 1


async def test_the_second_is_the_second_of_those_asked_about(desk: Desk) -> None:
    await _record_two_with_contact(desk)
    assert await desk.write("第二个撤了吧", "pick") == ["您要撤哪一个？"]
    assert await desk.write("好", "affirm") == ["您要撤哪一个？"]
    assert await desk.write("第二个", "pick") == ["utter_confirm_withdraw_need"]
    await desk.write("撤", "withdraw_consent")
    assert await _needs(desk) == {OPENING[:6]: "withdrawn", BEARING[:6]: "recorded"}


async def test_what_is_with_staff_is_said_to_be(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    async with desk.database.write() as session:
        (await session.scalars(select(Need))).one().state = "tech_review"
    assert await desk.write("撤了吧", "affirm") == ["utter_need_with_staff"]


@pytest.mark.parametrize("words", ["确认删除", "删吧", "是的，删"])
async def test_a_deletion_is_confirmed_in_natural_words(desk: Desk, words: str) -> None:
    await recorded_with_contact(desk)
    await desk.write("删除我的资料", "delete_my_data")
    await desk.run("action_delete_data")
    assert await desk.write(words, "delete_my_data") == ["utter_deleted"]
    assert await count(desk, Contact) == 0


@pytest.mark.parametrize(
    ("words", "said"), [("不删了", ["utter_not_deleted"]), ("怎么删我的数据", [])]
)
async def test_a_no_and_a_question_delete_nothing(desk: Desk, words: str, said: list[str]) -> None:
    await recorded_with_contact(desk)
    await desk.write("删除我的资料", "delete_my_data")
    await desk.run("action_delete_data")
    assert await desk.write(words, "delete_my_data") == said
    assert await count(desk, Contact) == 1
