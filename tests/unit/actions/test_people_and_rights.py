"""Persons, complaints, data rights, status."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import Clock
from bot.programme.needs import summarise
from bot.store.models import Audit, Consent, Contact, Message, Need
from tests.unit.actions.desk import NOON, Desk
from tests.unit.actions.need_form import answer, go_to_contact, open_form, record


def handoff(desk: Desk) -> dict[str, Any] | None:
    found = [r["custom"]["handoff"] for r in desk.said if "handoff" in (r.get("custom") or {})]
    return found[0] if found else None


async def recorded_with_contact(desk: Desk) -> None:
    await go_to_contact(desk)
    await answer(desk, '/affirm{"scope": "all"}', "affirm")
    await answer(desk, "我姓王，王建国，13800138012")
    await desk.write("提交", "affirm")
    await desk.run("action_close_need")
    desk.loop = None


async def test_asking_for_a_person_hands_over(desk: Desk) -> None:
    await desk.write("转人工", "ask_human")
    await desk.run("action_human")
    assert handoff(desk) == {"reason": "企业要求转人工", "urgent": False}


async def test_asking_for_the_third_time_is_urgent(desk: Desk) -> None:
    await desk.write("转人工！！！说了三遍了", "ask_human")
    await desk.run("action_human")
    assert (handoff(desk) or {})["urgent"]


async def test_one_apology_then_a_person(desk: Desk) -> None:
    await desk.write("你这机器人是个傻子", "complaint")
    assert await desk.run("action_complaint") == ["utter_complaint"]
    await desk.write("净答非所问", "complaint")
    await desk.run("action_complaint")
    assert handoff(desk) is not None


async def test_the_furious_are_handed_over_at_once(desk: Desk) -> None:
    await desk.write("气死我了，什么垃圾", "complaint")
    assert await desk.run("action_complaint") == [
        "对不起，让您费口舌了。前面的对话工作人员都能看到，不用重说。"
    ]
    assert (handoff(desk) or {})["urgent"]


async def test_the_second_miss_offers_a_person(desk: Desk) -> None:
    await desk.write("呃这个那个", "nlu_fallback", confidence=0.3)
    assert await desk.run("action_narrow") == ["utter_narrow"]
    await desk.write("就是那个嘛", "nlu_fallback", confidence=0.3)
    assert await desk.run("action_narrow") == ["utter_narrow_again"]


async def test_an_unclear_message_with_figures_is_taken_as_a_need(desk: Desk) -> None:
    await desk.write("硅碳负极循环500次就掉到75%了 help", "nlu_fallback", confidence=0.3)
    await desk.run("action_narrow")
    assert desk.follows == ["need_form"]


async def test_a_miss_that_was_understood_next_is_forgotten(desk: Desk) -> None:
    await desk.write("呃", "nlu_fallback")
    await desk.run("action_narrow")
    await desk.write("你好", "greet")
    assert desk.slots["misses"] is None


async def test_status_lists_what_was_recorded(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("我以前提的需求到哪一步了", "check_status")
    await desk.run("action_status")
    (card,) = desk.cards
    assert card["subtitle"] == "QX20261122-0001"
    assert card["facts"]["进度"] == "已登记，等待审核"


async def test_status_of_nothing_offers_a_person(desk: Desk) -> None:
    await desk.write("到哪一步了", "check_status")
    assert await desk.run("action_status") == ["utter_status_none"]


async def test_deletion_waits_for_a_yes_and_reaches_the_log(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("把我上次填的东西删了，电话也删掉", "delete_my_data")
    assert await desk.run("action_delete_data") == ["utter_confirm_delete"]
    async with desk.database.read() as session:
        assert await session.scalar(select(Contact)) is not None
    assert await desk.write("确定删除", "affirm") == ["utter_deleted"]
    async with desk.database.read() as session:
        assert await session.scalar(select(Contact)) is None
        need = (await session.scalars(select(Need))).one()
        texts = list(await session.scalars(select(Message.text)))
        consent = (await session.scalars(select(Consent))).one()
        audit = (await session.scalars(select(Audit))).one()
    assert (need.state, need.company, need.contact_id) == ("withdrawn", None, None)
    assert not any("13800138012" in text or "王建国" in text for text in texts)
    assert consent.withdrawn_at is not None
    assert audit.action == "erase"


async def test_a_no_deletes_nothing(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("删除我的资料", "delete_my_data")
    await desk.run("action_delete_data")
    await desk.write("不删了", "deny")
    await desk.run("action_deny")
    await desk.write("好", "affirm")
    assert await desk.run("action_affirm") == ["utter_nothing_pending"]
    async with desk.database.read() as session:
        assert await session.scalar(select(Contact)) is not None


async def test_a_deletion_called_off_for_a_person_hands_over(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("删除我的数据算了，先别删，转人工", "delete_my_data")
    await desk.run("action_delete_data")
    assert [each["custom"]["handoff"]["reason"] for each in desk.said] == ["企业要求转人工"]
    assert desk.slots.get("pending") is None


async def test_a_deletion_called_off_at_once_is_not_asked_about(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("删掉我的信息，等等，先别删", "delete_my_data")
    assert await desk.run("action_delete_data") == ["utter_not_deleted"]
    assert desk.slots.get("pending") is None


async def test_a_withdrawal_called_off_leaves_the_consent(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("撤回同意，算了先别撤", "withdraw_consent")
    assert await desk.run("action_withdraw_consent") == ["utter_nothing_pending"]
    async with desk.database.read() as session:
        consent = (await session.scalars(select(Consent))).one()
    assert consent.withdrawn_at is None


async def test_a_question_in_between_lets_the_pending_deletion_lapse(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("删除我的资料", "delete_my_data")
    await desk.run("action_delete_data")
    await desk.write("开放许可怎么办", "ask_open_licence_process")
    await desk.write("好的", "affirm")
    assert await desk.run("action_affirm") == ["utter_nothing_pending"]


async def test_deleting_nothing_is_said(desk: Desk) -> None:
    await desk.write("删除我的资料", "delete_my_data")
    assert await desk.run("action_delete_data") == ["utter_delete_nothing"]


async def test_an_export_shows_everything_and_masks_the_number(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("把我填过的导出来", "export_my_data")
    await desk.run("action_export_data")
    need, own = desk.cards
    assert need["facts"]["问题"].startswith("我们厂做铝合金压铸的")
    assert own["facts"]["联系方式"] == "王建国，138****8012"
    assert any(label.startswith("同意") for label in own["facts"])


async def test_withdrawing_takes_the_contact_along_and_leaves_the_need(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("撤回同意", "withdraw_consent")
    assert await desk.run("action_withdraw_consent") == ["utter_consent_withdrawn"]
    async with desk.database.read() as session:
        assert await session.scalar(select(Contact)) is None
        need = (await session.scalars(select(Need))).one()
    assert need.state == "recorded"
    assert await desk.run("action_withdraw_consent") == ["utter_consent_none"]


async def test_a_draft_without_a_form_is_offered_again(desk: Desk) -> None:
    await open_form(desk)
    desk.loop = None
    await desk.write("进度怎么样了", "check_status")
    assert await desk.run("action_status") == ["utter_status_draft"]


async def test_an_answer_to_nothing_counts_as_a_miss_too(desk: Desk) -> None:
    await desk.write("枇杷拐角那边十七", "inform")
    assert await desk.run("action_pick_up") == ["utter_narrow"]
    await desk.write("左边那个", "nlu_fallback", confidence=0.3)
    assert await desk.run("action_narrow") == ["utter_narrow_again"]


async def test_taking_back_without_a_consent_means_the_need(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("撤回同意", "withdraw_consent")
    await desk.run("action_withdraw_consent")
    await desk.write("撤回吧，不要了", "withdraw_consent")
    assert await desk.run("action_withdraw_consent") == ["utter_confirm_withdraw_need"]
    # No rule goes on behind another action: the owner would hear besides that nothing was heard.
    assert desk.follows == []


async def test_what_was_noted_so_far_is_shown_in_the_middle_of_the_form(desk: Desk) -> None:
    await open_form(desk)
    await desk.write("你都记了些啥", "check_status")
    assert await desk.run("action_status") == ["这条需求现在记的是："]
    assert "气孔" in desk.cards[0]["facts"]["问题"]


async def test_leave_taking_closes_the_form_and_keeps_the_draft(desk: Desk) -> None:
    await open_form(desk)
    await desk.write("先忙了，回头说", "goodbye")
    assert await desk.run("action_goodbye") == ["utter_goodbye"]
    assert {"event": "active_loop", "timestamp": None, "name": None} in desk.returned
    desk.loop = None
    await desk.write("接着上次的", "resume")
    assert await desk.run("action_pick_up") == ["utter_resumed"]


async def test_what_was_done_three_times_is_no_fury(desk: Desk) -> None:
    await desk.write("模具都改了三遍了还是不行，烦死了", "complaint")
    assert await desk.run("action_complaint") == ["utter_complaint"]


async def test_taking_back_inside_the_form_asks_nothing_that_the_form_would_swallow(
    desk: Desk,
) -> None:
    await recorded_with_contact(desk)
    await desk.write("撤回同意", "withdraw_consent")
    await desk.run("action_withdraw_consent")
    await open_form(desk)
    await desk.write("撤回吧，不要了", "withdraw_consent")
    assert await desk.run("action_withdraw_consent") == ["utter_consent_none"]


async def stored(desk: Desk) -> tuple[Need, Contact | None, list[str]]:
    async with desk.database.read() as session:
        need = (await session.scalars(select(Need))).one()
        texts = list(await session.scalars(select(Message.text)))
        return need, await session.scalar(select(Contact)), texts


@pytest.mark.parametrize("words", ["把我的手机号删了，需求留着", "删掉我的手机号"])
async def test_only_the_contact_goes_where_only_that_is_named(desk: Desk, words: str) -> None:
    await recorded_with_contact(desk)
    await desk.write(words, "delete_my_data")
    assert await desk.run("action_delete_data") == ["utter_confirm_delete_contact"]
    assert await desk.write("确定删除", "affirm") == ["utter_contact_deleted_need_kept"]
    need, contact, texts = await stored(desk)
    assert (need.state, need.contact_id, contact) == ("recorded", None, None)
    assert not any("13800138012" in text or "王建国" in text for text in texts)


async def test_keeping_the_need_is_no_word_against_deleting_the_number(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("电话删掉，需求别删", "delete_my_data")
    assert await desk.run("action_delete_data") == ["utter_confirm_delete_contact"]
    assert await desk.write("算了", "deny") == ["utter_not_deleted"]
    assert (await stored(desk))[1] is not None


async def test_a_wish_that_was_read_as_something_else_is_heard(desk: Desk) -> None:
    await recorded_with_contact(desk)
    said = await desk.write("电话不要留了，需求继续", "resume")
    assert said == ["utter_confirm_delete_contact"]
    assert (desk.slots["pending"], desk.slots["answered"]) == ("delete_contact", True)
    await desk.write("对", "affirm")
    assert await desk.run("action_affirm") == ["utter_contact_deleted_need_kept"]


async def test_what_was_only_written_in_the_chat_is_deleted_too(desk: Desk) -> None:
    await desk.write("我叫李建国，电话13800138000，先问问政策", "ask_policy")
    await desk.write("删除我的资料", "delete_my_data")
    assert await desk.run("action_delete_data") == ["utter_confirm_delete_person"]
    assert await desk.write("确定删除", "affirm") == ["utter_deleted"]
    async with desk.database.read() as session:
        texts = list(await session.scalars(select(Message.text)))
    assert not any("李建国" in text or "13800138000" in text for text in texts)
    await desk.write("删除我的资料", "delete_my_data")
    assert await desk.run("action_delete_data") == ["utter_delete_nothing"]


@pytest.mark.parametrize("words", ["壁厚那句删掉", "配方不能外传这句删了"])
async def test_one_sentence_is_no_reason_to_delete_everything(desk: Desk, words: str) -> None:
    await recorded_with_contact(desk)
    await desk.write(words, "delete_my_data")
    assert await desk.run("action_delete_data") == ["utter_change_not_delete"]
    assert desk.slots.get("pending") is None


async def test_the_contact_goes_with_the_last_need(desk: Desk) -> None:
    await recorded_with_contact(desk)
    await desk.write("取消", "cancel")
    await desk.run("action_cancel")
    await desk.write("是", "affirm")
    assert await desk.run("action_affirm") == ["utter_need_withdrawn", "utter_contact_ended"]
    assert (await stored(desk))[1] is None


async def test_secrecy_told_late_is_said_back_and_withholds(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    before = (await stored(desk))[0].updated_at
    desk.clock = Clock(NOON + timedelta(hours=1))
    desk.__post_init__()
    await desk.write("不对，不是气孔，是裂纹", "correct")
    await desk.run("action_pick_up")
    need = (await stored(desk))[0]
    assert "裂纹" in summarise(need)
    await desk.write("不对，这个要保密，别让同行知道", "correct")
    assert await desk.run("action_pick_up") == ["utter_kept_secret"]
    need = (await stored(desk))[0]
    assert need.confidential is not None
    assert need.updated_at > before
    assert "裂纹" not in summarise(need)
