"""Messages that want several things, and answers that come with a question."""

from __future__ import annotations

import yaml
from sqlalchemy import select

from actions.besides import READY
from bot.store.models import Message, Need
from tests.unit.actions.desk import ROOT, Desk
from tests.unit.actions.need_form import OPENING, answer, count, open_form, the_need


def rules() -> dict[str, tuple[str, ...]]:
    page = yaml.safe_load((ROOT / "data/rules/answers.yml").read_text("utf-8"))
    return {
        rule["steps"][0]["intent"]: tuple(step["action"] for step in rule["steps"][1:])
        for rule in page["rules"]
    }


def test_a_ready_answer_is_the_same_beside_others_as_alone() -> None:
    alone = rules()

    assert {name: alone[name] for name in READY} == READY


async def test_a_question_beside_a_need_is_answered_and_kept_out_of_the_problem(
    desk: Desk,
) -> None:
    said = await desk.write(
        "竹地板老起鼓，另外问问博士生能来住一阵不", "submit_need",
        parts={"submit_need": "竹地板老起鼓", "find_doctoral_team": "另外问问博士生能来住一阵不"},
    )  # fmt: skip

    assert said[-1] == "utter_doctoral_team"
    assert (await the_need(desk)).problem == "竹地板老起鼓"


async def test_a_need_told_in_figures_is_not_lost_to_the_question_behind_it(desk: Desk) -> None:
    told = "主梁焊接以后变形，10米的梁旁弯有12毫米，要求不超过5毫米，预算80万以内。"
    said = await desk.write(f"{told}另外想问问有没有补贴，合同怎么签？", "submit_need")

    need = await the_need(desk)
    assert any(each.startswith("utter_fact_") for each in said)
    assert (need.problem or "").startswith("主梁焊接以后变形，10米的梁旁弯有12毫米")
    assert "补贴" not in (need.problem or "")
    # What nothing was said to is kept for staff.
    assert "合同怎么签" in (need.problem or "")
    assert need.budget_max == 800_000


async def test_a_question_with_a_trade_before_it_opens_no_need(desk: Desk) -> None:
    await desk.write("我们厂是做轴承的，开放许可到期了怎么办", "submit_need")
    assert await count(desk, Need) == 0


async def test_two_questions_are_answered_by_hearing_and_rule(desk: Desk) -> None:
    said = await desk.write(
        "专利归谁？费用多少？", "ask_ip_terms",
        parts={"ask_ip_terms": "专利归谁", "ask_fee": "费用多少"},
    )  # fmt: skip

    assert said == list(READY["ask_fee"])
    assert await count(desk, Need) == 0


async def test_asking_for_a_person_needs_no_apology_beside_it(desk: Desk) -> None:
    said = await desk.write(
        "转人工，你们太差劲", "ask_human", parts={"ask_human": "转人工", "complaint": "你们太差劲"}
    )

    assert said == []


async def test_deleting_beside_exporting_still_asks_first(desk: Desk) -> None:
    await open_form(desk)
    desk.loop = None
    said = await desk.write(
        "把填的发我一份，另外全删了", "export_my_data",
        parts={"export_my_data": "把填的发我一份", "delete_my_data": "另外全删了"},
    )  # fmt: skip

    assert said == ["utter_confirm_delete"]
    assert desk.slots["pending"] == "delete"
    assert await count(desk, Need) == 1


async def test_a_deletion_called_off_beside_a_person_is_not_begun(desk: Desk) -> None:
    await open_form(desk)
    desk.loop = None
    said = await desk.write(
        "把我资料删了，算了先不删，叫个人来", "ask_human",
        parts={"ask_human": "叫个人来", "delete_my_data": "把我资料删了"},
    )  # fmt: skip

    assert said == []
    assert desk.slots.get("pending") is None


async def test_an_answer_beside_a_question_is_kept_while_the_rule_answers(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    said = await desk.write("宁波的，技术导师要钱不", "ask_mentor_cost")

    assert said == ["utter_noted"]
    assert desk.slots["aside"] is True
    assert (await the_need(desk)).region_code == "330200"


async def test_what_a_question_itself_mentions_is_no_answer(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await desk.write("宁波有什么对接活动吗", "events")

    assert (await the_need(desk)).region_code is None


async def test_staff_see_the_answer_in_its_place_first(desk: Desk) -> None:
    await open_form(desk)
    await answer(desk, "跳过", "skip")
    await desk.write("浙江宁波", "find_university")
    async with desk.database.read() as session:
        rows = list(await session.scalars(select(Message).order_by(Message.id)))

    assert rows[0].text == OPENING
    understood = rows[-1].understanding
    assert understood is not None
    assert understood["purposes"][0]["name"] == "inform"
