"""The owner is asked in the conversation whether the need may be listed, and is heeded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.store.models import Challenge, NeedEvent
from tests.fixtures.carrying import FIRM, NUMBER, Case, move, open_case, show, write
from tests.fixtures.colleagues import Answer, Colleague
from tests.fixtures.front_door import Door, Message

TERMS: dict[str, Any] = {
    "title": "降低压铸件气孔率", "summary": f"{FIRM}做铝合金压铸，电话13800138000",
    "targets": ["气孔率≤2%", "良率≥95%"], "reward_yuan": 80_000, "bids_until": "2099-01-31",
}  # fmt: skip


@pytest.fixture
async def case(door: Door, wang: Colleague) -> Case:
    """A need with its public words written."""
    opened = await open_case(door)
    assert (await write(wang, opened.need_id, "challenge", **TERMS))[0] == 200
    return opened


async def ask(colleague: Colleague, case: Case) -> int:
    path = f"/needs/{case.need_id}/agreement/question"
    return (await colleague.ask_raw("POST", path))[0]


async def refusal(colleague: Colleague, case: Case) -> str:
    status, problem = await colleague.ask("POST", f"/needs/{case.need_id}/agreement/question")
    assert status == 409
    return str(problem["detail"])


async def last(case: Case) -> Message:
    return (await case.owner.log())[-1]


async def answer(case: Case, title: str) -> str:
    """The last question of the log is pressed; what is said to that."""
    log = await case.owner.log()
    question = next(each for each in reversed(log) if "张榜，请高校来揭" in each["text"])
    seq = await case.owner.press_title(question, title)
    return str((await case.owner.reply_to(seq))["text"])


async def publishing(boss: Colleague, case: Case) -> Answer:
    for name in ("review_form", "review_technology"):
        await move(boss, case.need_id, name)
    return await move(boss, case.need_id, "publish")


async def test_the_owner_reads_all_that_everybody_would(wang: Colleague, case: Case) -> None:
    assert await ask(wang, case) == 204
    question = await last(case)
    for words in (NUMBER, "标题：降低压铸件气孔率", "指标：气孔率≤2%；良率≥95%", "赏金：8万元",
                  "揭榜截止：2099年1月31日"):  # fmt: skip
        assert words in question["text"]
    assert FIRM not in question["text"]
    assert "13800138000" not in question["text"]
    assert [each["title"] for each in question["buttons"]] == ["同意公开", "先不公开"]
    detail = await show(wang, case.need_id)
    assert detail["agreement"] is None
    assert (detail["question"]["declined"], detail["question"]["again"]) == (False, False)


@pytest.mark.parametrize("typed", ["同意公开", "可以，同意", "行"])
async def test_a_yes_is_on_record_and_it_may_be_listed(
    wang: Colleague, boss: Colleague, case: Case, typed: str
) -> None:
    await ask(wang, case)
    seq = await case.owner.say(typed)
    assert "您同意公开" in (await case.owner.reply_to(seq))["text"]
    detail = await show(wang, case.need_id)
    assert (detail["agreement"]["by"], detail["agreement"]["how"]) == (None, "")
    assert not detail["agreement"]["outdated"]
    assert detail["question"] is None
    consented = detail["history"][-1]
    assert (consented["event"], consented["actor"]) == ("publish_consented", "owner")
    assert await refusal(wang, case) == "企业主已经同意张榜"
    assert (await publishing(boss, case))[0] == 200


async def test_a_no_keeps_it_off_the_list_and_is_not_asked_again(
    wang: Colleague, boss: Colleague, case: Case
) -> None:
    await ask(wang, case)
    assert "先不公开" in await answer(case, "先不公开")
    assert (await show(wang, case.need_id))["question"]["declined"]
    assert (await refusal(wang, case)).startswith("企业主说了先不公开")
    status, problem = await publishing(boss, case)
    assert (status, problem["detail"]) == (409, "企业主说了先不公开")


async def test_below_the_answer_the_other_one_is_a_word_away(wang: Colleague, case: Case) -> None:
    await ask(wang, case)
    for title, words in (
        ("同意公开", "您同意公开"),
        ("先不公开", "好，先不公开"),
        ("同意公开", "您同意公开"),
    ):
        seq = await case.owner.say(title)
        assert words in (await case.owner.reply_to(seq))["text"]
    assert (await show(wang, case.need_id))["agreement"]["by"] is None


async def test_the_last_answer_counts(wang: Colleague, boss: Colleague, case: Case) -> None:
    await ask(wang, case)
    for title in ("同意公开", "先不公开", "先不公开", "同意公开"):
        await answer(case, title)
    events = [each["event"] for each in (await show(wang, case.need_id))["history"]]
    assert events[-4:] == [
        "publish_asked", "publish_consented", "publish_declined", "publish_consented",
    ]  # fmt: skip
    assert (await publishing(boss, case))[0] == 200


async def test_changed_words_are_asked_about_anew(
    wang: Colleague, boss: Colleague, case: Case
) -> None:
    await ask(wang, case)
    await answer(case, "先不公开")
    await write(wang, case.need_id, "challenge", title="换了标题")
    assert "刚改过" in await answer(case, "同意公开")
    detail = await show(wang, case.need_id)
    assert (detail["agreement"], detail["question"]["outdated"]) == (None, True)
    assert await ask(wang, case) == 204
    assert "标题：换了标题" in (await last(case))["text"]
    # Asked is not answered: the no stands.
    assert (await publishing(boss, case))[0] == 409
    await answer(case, "同意公开")
    assert (await move(boss, case.need_id, "publish"))[0] == 200


async def test_what_was_agreed_to_before_a_change_is_shown_as_such(
    wang: Colleague, case: Case
) -> None:
    await ask(wang, case)
    await answer(case, "同意公开")
    await write(wang, case.need_id, "challenge", title="换了标题")
    assert (await show(wang, case.need_id))["agreement"]["outdated"]


async def test_who_publishes_meanwhile_hears_of_the_no(
    wang: Colleague, boss: Colleague, case: Case
) -> None:
    for name in ("review_form", "review_technology"):
        await move(boss, case.need_id, name)
    await ask(wang, case)
    seen = (await show(boss, case.need_id))["updated_at"]
    await answer(case, "先不公开")
    wish = {"move": "publish", "updated_at": seen}
    assert (await boss.ask("POST", f"/needs/{case.need_id}/moves", json=wish))[0] == 409


async def test_who_does_not_answer_is_asked_once_more_the_next_day(
    door: Door, wang: Colleague, case: Case
) -> None:
    await ask(wang, case)
    assert (await refusal(wang, case)).startswith("已经问过了")
    async with door.database.write() as session:
        challenge = await session.get_one(Challenge, case.need_id)
        challenge.updated_at -= timedelta(days=2)
        await session.execute(update(NeedEvent).values(at=challenge.updated_at + timedelta(days=1)))
    assert (await show(wang, case.need_id))["question"]["again"]
    assert await ask(wang, case) == 204


async def test_there_must_be_words_to_show(door: Door, wang: Colleague) -> None:
    bare = await open_case(door)
    assert (await refusal(wang, bare)).startswith("先填好榜单")


async def note(colleague: Colleague, case: Case) -> int:
    path = f"/needs/{case.need_id}/agreement"
    return (await colleague.ask_raw("POST", path, how="今天电话里"))[0]


async def test_an_open_question_keeps_it_off_the_list_until_a_yes_is_noted(
    wang: Colleague, boss: Colleague, case: Case
) -> None:
    await ask(wang, case)
    status, problem = await publishing(boss, case)
    assert (status, "还没有回答" in problem["detail"]) == (409, True)
    assert await note(wang, case) == 204
    assert (await move(boss, case.need_id, "publish"))[0] == 200


async def test_a_yes_to_other_words_lists_nothing(
    wang: Colleague, boss: Colleague, case: Case
) -> None:
    await ask(wang, case)
    await answer(case, "同意公开")
    await write(wang, case.need_id, "challenge", title="换了标题")
    status, problem = await publishing(boss, case)
    assert (status, "榜单又改了" in problem["detail"]) == (409, True)


async def test_who_was_not_asked_was_promised_nothing(boss: Colleague, case: Case) -> None:
    assert (await publishing(boss, case))[0] == 200


async def test_a_no_that_comes_once_it_is_listed_reaches_staff(
    wang: Colleague, boss: Colleague, case: Case
) -> None:
    await ask(wang, case)
    await note(wang, case)
    await publishing(boss, case)
    for _ in range(2):
        assert "和您商量撤榜" in await answer(case, "先不公开")
    detail = await show(wang, case.need_id)
    assert (detail["state"], detail["question"]["declined"]) == ("published", True)
    assert [each["event"] for each in detail["history"]].count("publish_declined") == 1
    assert (await refusal(wang, case)).endswith("不用再问")
    # Taken off, it stays off.
    await move(boss, case.need_id, "unpublish", "企业主不愿意")
    assert (await move(boss, case.need_id, "publish"))[0] == 409


async def test_a_late_no_is_taken_back_by_the_owner_or_through_staff(
    wang: Colleague, boss: Colleague, case: Case
) -> None:
    await ask(wang, case)
    await answer(case, "同意公开")
    await publishing(boss, case)
    assert "不用再答" in await answer(case, "同意公开")
    assert await note(wang, case) == 409
    await answer(case, "先不公开")
    assert "照旧挂着" in await answer(case, "同意公开")
    assert (await show(wang, case.need_id))["question"] is None
    await answer(case, "先不公开")
    assert await note(wang, case) == 204
    assert (await show(wang, case.need_id))["question"] is None


async def test_once_it_is_over_an_old_answer_changes_nothing(
    wang: Colleague, boss: Colleague, case: Case
) -> None:
    await ask(wang, case)
    await move(boss, case.need_id, "withdraw", "电话里说的")
    assert "不用再答" in await answer(case, "先不公开")
    assert (await show(wang, case.need_id))["question"]["declined"] is False


async def test_nobody_answers_for_another_owner(door: Door, wang: Colleague, case: Case) -> None:
    await ask(wang, case)
    stranger = await door.visitor()
    (button, _) = (await last(case))["buttons"]
    status, _ = await stranger.post(button_id=button["id"], client_msg_id="x")
    assert status in {400, 404, 409, 422}
    assert (await show(wang, case.need_id))["agreement"] is None
