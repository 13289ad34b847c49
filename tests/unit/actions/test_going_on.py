"""What owners say next after a list or in the middle of a form: nothing of it is lost."""

from __future__ import annotations

import pytest

from actions.topic import TOPIC_TOLD
from bot.matching.criteria import Matches
from bot.programme.interview import Field
from tests.unit.actions.desk import Desk, suggest
from tests.unit.actions.need_form import answer, go_to_contact, open_form, record, the_need

FOUND = Matches(mentors=(suggest("mentor", "m1", "丁示例"),))


@pytest.fixture
async def asked_for_topic(desk: Desk) -> Desk:
    """「想找哪方面的？」 was asked."""
    desk.matcher.found = FOUND
    await desk.write("我想找个老师", "find_mentor")
    assert await desk.run("action_find") == ["utter_ask_topic"]
    return desk


async def tell(desk: Desk, text: str, intent: str) -> list[str]:
    await desk.write(text, intent)
    return await desk.run("action_find")


async def go_on(desk: Desk, text: str, intent: str) -> None:
    await desk.write(text, intent)
    desk.loop = "need_form"
    await desk.run("validate_need_form")


@pytest.mark.parametrize("intent", ["submit_need", "out_of_scope"])
async def test_what_is_asked_for_is_searched_for_whatever_it_was_read_as(
    asked_for_topic: Desk, intent: str
) -> None:
    said = await tell(asked_for_topic, "做电缆的，外皮老是开裂", intent)

    assert asked_for_topic.slots[TOPIC_TOLD]
    assert said[-1] == "utter_next_steps_search"
    assert asked_for_topic.matcher.queries[-1].kinds == frozenset({"mentor"})


async def test_figures_to_reach_are_a_need_there_too(asked_for_topic: Desk) -> None:
    await go_on(asked_for_topic, "电缆料断裂伸长率120%，要到200%", "submit_need")

    assert not asked_for_topic.slots[TOPIC_TOLD]
    assert "断裂伸长率" in str((await the_need(asked_for_topic)).problem)


async def test_free_patents_asked_for_at_once_stay_free(desk: Desk) -> None:
    await desk.write("专利免费的有吗", "cheaper")
    assert await desk.run("action_cheaper") == ["utter_ask_topic"]
    desk.matcher.found = Matches(patents=(suggest("patent", "p1", "制冷专利"),))
    await tell(desk, "制冷方面的", "submit_need")

    assert desk.matcher.queries[-1].free_only
    assert desk.matcher.queries[-1].kinds == frozenset({"patent"})


async def test_figures_after_a_list_keep_what_they_are_figures_of(asked_for_topic: Desk) -> None:
    await tell(asked_for_topic, "汽车座椅的轻量化", "submit_need")
    await go_on(asked_for_topic, "现在18公斤，想做到15公斤以内", "submit_need")

    need = await the_need(asked_for_topic)
    assert need.problem == "汽车座椅的轻量化"
    assert need.detail == "现在18公斤，想做到15公斤以内"


async def test_a_brief_trouble_after_a_list_keeps_its_machine(asked_for_topic: Desk) -> None:
    await tell(asked_for_topic, "注塑机", "submit_need")
    await go_on(asked_for_topic, "锁模力不稳，飞边", "submit_need")

    assert (await the_need(asked_for_topic)).problem == "注塑机，锁模力不稳，飞边"


@pytest.mark.parametrize(
    "trouble", ["厂里污水氨氮超标", "我们还做豆腐的，豆腐放一天就馊，天热的时候放半天就不行了"]
)
async def test_another_trouble_after_a_list_stands_by_itself(
    asked_for_topic: Desk, trouble: str
) -> None:
    await tell(asked_for_topic, "注塑机", "submit_need")
    await go_on(asked_for_topic, trouble, "submit_need")

    assert (await the_need(asked_for_topic)).problem == trouble


@pytest.mark.parametrize("words", ["那就登记吧", "提交", "算了先记下来吧"])
async def test_a_list_is_made_a_need_by_a_word(asked_for_topic: Desk, words: str) -> None:
    await tell(asked_for_topic, "注塑机锁模力不稳", "submit_need")
    await tell(asked_for_topic, "有没有老师研究这个", "find_mentor")
    await desk_registers(asked_for_topic, words)

    assert (await the_need(asked_for_topic)).problem == "注塑机锁模力不稳"


async def desk_registers(desk: Desk, words: str) -> None:
    await desk.write(words, "affirm")
    await desk.run("action_affirm")


async def test_everything_told_at_once_is_said_back(desk: Desk) -> None:
    await desk.write("我是做宠物食品的，成型率70%，山东临沂，预算30万", "inform")
    assert await desk.run("action_pick_up") == ["utter_noted"]
    noted = str(desk.said[0])

    assert "山东省临沂市" in noted
    assert "30万元" in noted


async def test_nothing_recorded_is_said_to_whoever_would_change_it(desk: Desk) -> None:
    await desk.write("之前登记的那个，预算改成50万", "correct")
    assert await desk.run("action_pick_up") == ["utter_status_none"]


async def test_a_list_in_the_middle_of_a_need_goes_on(desk: Desk) -> None:
    await open_form(desk)
    desk.matcher.found = FOUND
    await desk.write("再来几个", "more")
    assert "utter_search_first" not in await desk.run("action_more")
    assert "气孔" in desk.matcher.queries[-1].text


async def test_nothing_more_to_tell_skips_the_question(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "没有别的了", "more")
    assert Field.DETAIL in (await the_need(desk)).skipped


async def test_nothing_more_to_tell_neither_agrees_nor_refuses(desk: Desk) -> None:
    await go_to_contact(desk)
    await answer(desk, "没有别的了", "deny")
    assert desk.slots["requested_slot"] == "contact"
    assert Field.CONTACT not in (await the_need(desk)).skipped


async def test_agreeing_and_submitting_in_a_breath_agrees(desk: Desk) -> None:
    await go_to_contact(desk)
    await answer(desk, "我叫王建国，电话15888888888")
    await answer(desk, "同意提交", "affirm")

    assert (await the_need(desk)).contact_id is not None
    assert desk.slots["requested_slot"] == "confirmed"


@pytest.mark.parametrize("words", ["就这些", "就这些了，没有了", "好的，也就这些"])
async def test_that_was_all_ends_the_questions(desk: Desk, words: str) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, words)
    assert desk.slots["requested_slot"] == "confirmed"
    assert (await the_need(desk)).company is None


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("一天装5000台，要20个工人", "out_of_scope"),
        ("人工越来越贵", "inform"),
        ("矫顽力要提升到35kOe", "inform"),
        ("十万棒坏了三万", "inform"),
    ],
)
async def test_more_of_the_trouble_is_kept_whichever_question_it_follows(
    desk: Desk, words: str, intent: str
) -> None:
    await open_form(desk)
    for text in ("跳过", "浙江宁波"):
        await answer(desk, text, "skip" if text == "跳过" else "inform")
    assert desk.slots["requested_slot"] in {"company", "mode"}
    said = await answer(desk, words, intent)
    need = await the_need(desk)

    assert "utter_not_read" not in said
    assert words in str(need.detail)
    assert need.company is None
    assert need.budget_text is None


async def test_figures_told_while_something_else_is_asked_never_vanish(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await answer(desk, "废品率三千多，要降到五百以下")
    await answer(desk, "刚才说错了，是八百以下")
    await answer(desk, "模具温度也控制不住，忽高忽低", "submit_need")

    lines = str((await the_need(desk)).detail).splitlines()
    assert lines == [
        "废品率三千多，要降到五百以下",
        "刚才说错了，是八百以下",
        "模具温度也控制不住，忽高忽低",
    ]


async def test_yes_is_no_trade(desk: Desk) -> None:
    await desk.write("小龙虾怎么清洗", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    await answer(desk, "跳过", "skip")
    await answer(desk, "江苏盱眙，预算20万，半年内，不留电话")
    assert desk.slots["requested_slot"] == "industry"
    await answer(desk, "是的", "affirm")
    assert (await the_need(desk)).industry_name is None


async def test_a_question_before_leaving_is_answered_and_the_draft_stays(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "我放弃", "cancel")
    assert desk.slots["requested_slot"] == "abandoned"
    assert await answer(desk, "等一下，放弃了还能再来吗", "more") == ["utter_can_come_back"]
    await answer(desk, "那许可费怎么算", "ask_fee")

    assert desk.slots["aside"]
    assert desk.slots["requested_slot"] == "abandoned"
    assert (await the_need(desk)).state == "draft"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("这个月能来不", ["utter_visit_when"]),
        ("老师什么时候能过来？", ["utter_visit_when"]),
        ("模具是上个月来的", []),
    ],
)
async def test_when_a_teacher_comes_only_the_teacher_knows(
    desk: Desk, words: str, said: list[str]
) -> None:
    await open_form(desk)
    heard = await desk.write(words, "complaint" if said else "inform")
    assert [each for each in heard if each == "utter_visit_when"] == said


async def test_a_word_of_the_trouble_is_put_right(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "一开机就漏水")
    await answer(desk, "浙江宁波")
    assert desk.slots["requested_slot"] == "company"
    said = await answer(desk, "不是漏水，是漏油", "correct")

    assert said == ["utter_corrected"]
    assert (await the_need(desk)).detail == "一开机就漏油"
    assert (await the_need(desk)).company is None


async def test_a_matter_too_long_to_tell_is_asked_for(desk: Desk) -> None:
    await go_on(desk, "我这边情况比较复杂，跟你说不清", "submit_need")

    assert desk.slots["requested_slot"] == "problem"
    assert (await the_need(desk)).problem is None


async def test_a_word_is_put_right_after_the_need_was_recorded(desk: Desk) -> None:
    await record(desk)
    desk.loop = None
    await desk.write("不是气孔，是缩孔", "correct")

    assert await desk.run("action_pick_up") == ["utter_need_corrected"]
    assert "“气孔”改为“缩孔”" in str(desk.said)
    assert "缩孔老是超标" in str((await the_need(desk)).problem)


@pytest.mark.parametrize("intent", ["correct", "deny", "inform"])
async def test_a_number_at_the_summary_is_asked_about_whatever_it_was_read_as(
    desk: Desk, intent: str
) -> None:
    await go_to_contact(desk)
    await answer(desk, "先不留", "deny")
    assert desk.slots["requested_slot"] == "confirmed"
    await answer(desk, "打13800138075，叫我老焦", intent)
    assert desk.slots["requested_slot"] == "contact"


async def test_a_sum_put_right_is_the_budget_though_the_problem_names_it_too(desk: Desk) -> None:
    await desk.write("橡胶密封件耐油性不够，预算20万", "submit_need")
    desk.loop = "need_form"
    await desk.run("validate_need_form")
    await answer(desk, "不是20万，是30万", "correct")

    assert (await the_need(desk)).budget_max == 300_000


async def test_a_number_told_with_the_trouble_is_heard_whatever_it_is_read_as(desk: Desk) -> None:
    told = "做注塑模具的，顶针磨损快，想做到30万模次，联系人张工13800138000"
    await desk.write(told, "inform")
    said = [each["response"] for each in desk.said]
    said += await desk.run("action_pick_up")
    assert "utter_contact_later" in said
