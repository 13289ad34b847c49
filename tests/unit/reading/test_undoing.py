"""Yes and no to what cannot be undone, and what a bare 「撤了」 is of."""

from __future__ import annotations

import pytest

from bot.reading.taking_back import TakingBack, read_taking_back, read_which
from bot.reading.undoing import (
    confirms_deletion,
    gives_up,
    may_be_a_yes,
    refuses,
    refuses_deletion,
)


@pytest.mark.parametrize(
    "text",
    [
        "不撤了", "不撤", "不放弃了", "别撤", "先不撤回", "还是不撤了", "甭撤", "我不想放弃",
        "没说要撤", "别清掉", "取消撤回", "千万别取消", "唔好撤", "莫撤", "还不撤", "别给我撤了",
        "不放弃，接着填", "先别删", "我还不想删", "別撤",
    ],
)  # fmt: skip
def test_any_no_before_the_act_is_a_no(text: str) -> None:
    assert refuses(text)
    assert not gives_up(text)
    assert not may_be_a_yes(text)
    assert not confirms_deletion(text, contact_only=False)


@pytest.mark.parametrize(
    "text",
    [
        "撤了吧", "放弃", "不填了，放弃吧", "不要了，清掉", "不得不放弃", "要不撤了吧",
        "不好意思，撤回", "没事，撤吧", "没用了，删了吧", "不需要了删吧", "不想弄了撤了吧",
        "算了不弄了", "取消", "不弄了",
    ],
)  # fmt: skip
def test_who_gives_up_may_say_no_to_something_else(text: str) -> None:
    assert gives_up(text)
    assert not refuses(text)


@pytest.mark.parametrize("text", ["算了", "唉，算了吧", "好的继续填", "先留着", "不"])
def test_a_yes_that_may_be_of_either_wipes_nothing(text: str) -> None:
    assert not gives_up(text)
    assert not may_be_a_yes(text)


@pytest.mark.parametrize("text", ["好", "对头", "中", "没错", "没问题"])
def test_a_plain_yes_stays_one(text: str) -> None:
    assert may_be_a_yes(text)


@pytest.mark.parametrize(
    ("text", "contact_only"),
    [
        ("确认删除", False), ("删吧", False), ("是的，删", False), ("都删了", False),
        ("删除我的资料", False), ("赶紧给我删了", False), ("删掉", True), ("电话删掉", True),
    ],
)  # fmt: skip
def test_the_word_of_the_question_confirms_the_deletion(text: str, contact_only: bool) -> None:
    assert confirms_deletion(text, contact_only=contact_only)
    assert not refuses_deletion(text)


@pytest.mark.parametrize(
    "text", ["怎么删我的数据", "删了会怎样", "明天再删", "删之前先导出", "确定吗"]
)
def test_who_asks_of_the_deletion_has_not_confirmed_it(text: str) -> None:
    assert not confirms_deletion(text, contact_only=False)
    assert not refuses_deletion(text)


def test_all_is_more_than_the_contact() -> None:
    assert not confirms_deletion("全删了", contact_only=True)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("撤回", TakingBack()),
        ("撤了吧", TakingBack()),
        ("撤回吧，不要了", TakingBack()),
        ("撤回需求", TakingBack(of_need=True)),
        ("我要把刚才那条撤了", TakingBack(of_need=True)),
        ("这次的需求撤掉吧", TakingBack(of_need=True)),
        ("第二个撤了吧", TakingBack(of_need=True, nth=2)),
        ("把第二条撤掉", TakingBack(of_need=True, nth=2)),
        ("第二条不要了，撤了吧", TakingBack(of_need=True, nth=2)),
        ("后面那个撤了", TakingBack(of_need=True, nth=-1)),
        ("轴承那个撤了吧", TakingBack(of_need=True, words="轴承")),
        ("撤回轴承那条", TakingBack(of_need=True, words="轴承")),
    ],
)
def test_what_is_to_be_taken_back(text: str, wish: TakingBack) -> None:
    assert read_taking_back(text) == wish


@pytest.mark.parametrize(
    "text", ["撤回同意", "电话撤回", "不撤了", "怎么撤回", "能撤回吗", "撤了会怎样？", "我先撤了"]
)
def test_consents_questions_and_a_no_are_no_such_wish(text: str) -> None:
    assert read_taking_back(text) is None


def test_which_one_may_be_said_by_itself() -> None:
    assert read_which("第二个吧") == TakingBack(of_need=True, nth=2)
    assert read_which("轴承那个") == TakingBack(of_need=True, words="轴承")
