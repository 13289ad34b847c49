"""Questions about one card, and the wish for an exclusive licence."""

from __future__ import annotations

from datetime import date

import pytest

from actions.card_questions import asked_of_a_card
from actions.exclusivity import wants_exclusivity
from bot.matching.criteria import Matches
from bot.store.models import LicenceDeclaration, Mentor, Patent, University
from tests.unit.actions.desk import DOMAIN, NOON, Desk, suggest
from tests.unit.actions.need_form import record

FOUND = Matches(
    universities=(suggest("university", "u1", "示例大学"),),
    mentors=(suggest("mentor", "m1", "丁示例"), suggest("mentor", "m2", "吕样本")),
    patents=tuple(suggest("patent", f"p{n}", f"压铸专利{n}") for n in (1, 2)),
)


@pytest.fixture
async def shown(desk: Desk) -> Desk:
    """A desk whose recorded need was answered with two mentors and two patents of a university."""
    async with desk.database.write() as session:
        session.add(
            University(
                id="u1", name="示例大学", region_code="330100", province="浙江省", city="杭州市",
                tags=[], disciplines=[], strengths=[], is_demo=True, updated_at=NOON,
            )
        )  # fmt: skip
        await session.flush()
        session.add_all(
            [mentor("m1", "丁示例"), mentor("m2", "吕样本"), patent("p1"), patent("p2")]
        )
        await session.flush()
        session.add(
            LicenceDeclaration(
                patent_id="p2", fee_mode="一次总付", fee_yuan=30_000, state="active",
                term_from=date(2026, 1, 1), term_to=date(2029, 6, 30),
            )
        )  # fmt: skip
    desk.matcher.found = FOUND
    await record(desk)
    desk.loop = None
    return desk


def mentor(key: str, name: str) -> Mentor:
    return Mentor(
        id=key, university_id="u1", name=name, title="教授", field="铸造", industry_code="C33",
        directions=["压铸"], is_demo=True, updated_at=NOON,
    )  # fmt: skip


def patent(key: str) -> Patent:
    return Patent(
        id=key, patent_no=f"ZL20161027027{key[-1]}.7", title=f"压铸专利{key[-1]}", type="发明",
        owner_name="示例大学", is_demo=True, updated_at=NOON,
    )  # fmt: skip


async def ask(desk: Desk, text: str, intent: str = "ask_fee") -> str:
    said = await desk.write(text, intent)
    assert bool(desk.slots["answered"]) is (said not in ([], ["utter_card_unsaid"]))
    return " ".join(
        str(reply["custom"]["text"]) if reply.get("custom") else f"{reply['response']} {reply}"
        for reply in desk.said
    )


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("第二个专利多少钱", "“压铸专利2（演示数据）”的许可费："),
        ("第二个还能用几年", "许可期限：至2029-06-30"),
        ("第二个免费到什么时候", "许可期限：至2029-06-30"),
        ("第二个专利号多少", "专利号：ZL201610270272.7"),
        ("吕老师是哪个学校的", "“吕样本（演示数据）”的学校：示例大学"),
        ("第一位老师研究什么的", "研究方向：压铸"),
        ("这几个哪个最便宜", "压铸专利2（演示数据）”的许可费：一次总付3万元"),
        ("哪个便宜点", "压铸专利2（演示数据）”的许可费：一次总付3万元"),
        ("这个学校在哪个省", "“示例大学（演示数据）”的地区：浙江省杭州市"),
    ],
)
async def test_it_is_answered_from_that_record(shown: Desk, question: str, answer: str) -> None:
    assert answer in await ask(shown, question)


async def test_the_answer_comes_with_a_way_to_the_owner_of_the_card(shown: Desk) -> None:
    await ask(shown, "第二个专利多少钱")

    assert [each["title"] for each in shown.said[0]["custom"]["buttons"]] == ["想联系", "为什么"]


async def test_this_one_may_be_any_of_those_just_shown(shown: Desk) -> None:
    said = await ask(shown, "这个老师是哪个学校的", "find_university")

    assert "丁示例" in said
    assert "吕样本" in said


async def test_what_the_record_does_not_say_gets_the_general_answer_too(shown: Desk) -> None:
    assert "utter_card_unsaid" in await ask(shown, "第一个专利多少钱")
    assert shown.slots["answered"] is None


async def test_a_card_that_was_never_shown_is_not_made_up(shown: Desk) -> None:
    assert "utter_card_no_such" in await ask(shown, "第九个专利多少钱")


async def test_inside_a_form_it_is_no_answer_to_the_form(shown: Desk) -> None:
    await shown.write("喷漆起皮", "submit_need")
    shown.loop = "need_form"
    await shown.run("validate_need_form")
    await ask(shown, "第二个专利号多少", "inform")

    assert shown.slots["aside"] is True


async def test_before_anything_was_shown_there_is_no_card(desk: Desk) -> None:
    assert await ask(desk, "第一个专利多少钱") == ""


@pytest.mark.parametrize("text", ["专利要多少钱", "这个服务要钱吗", "第一个老师要钱吗"])
async def test_general_questions_stay_general(shown: Desk, text: str) -> None:
    assert await ask(shown, text) == ""


async def test_what_solving_a_trouble_costs_is_no_question_about_a_card(shown: Desk) -> None:
    said = await ask(shown, "第一个问题多少钱能解决")
    assert "utter_fact_solving_cost" in said
    assert "一次总付" not in said


def test_a_third_number_is_that_of_the_third_patent() -> None:
    asked = asked_of_a_card("第三个专利号多少")

    assert asked is not None
    assert asked.pointing == "第三个专利"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("能独家给我们吗", True),
        ("买断要多少钱", True),
        ("这专利能不能别再许可给别人", True),
        ("我们独家代理的设备老坏，能修吗", False),
        ("合作开发的成果能独家归我们吗", False),
        ("我们不要独家，普通许可就行", False),
    ],
)
def test_who_wants_it_exclusively(text: str, wanted: bool) -> None:
    assert wants_exclusivity(text) is wanted


async def test_exclusivity_alone_is_refused_and_nothing_is_added(desk: Desk) -> None:
    assert await desk.write("能独家给我们吗", "ask_ip_terms") == ["utter_no_exclusive"]
    assert desk.slots["answered"] is True


async def test_beside_another_question_the_refusal_comes_first(shown: Desk) -> None:
    said = await shown.write(
        "第二个专利多少钱，能独家给我们吗", "ask_fee",
        parts={"ask_fee": "第二个专利多少钱", "ask_ip_terms": "能独家给我们吗"},
    )  # fmt: skip

    assert said[0] == "utter_no_exclusive"
    assert "的许可费：" in said[1]
    assert len(said) == 2


async def test_whom_results_belong_to_is_answered_beside_the_refusal(desk: Desk) -> None:
    said = await desk.write("独占许可行不行，成果归谁", "ask_ip_terms")

    assert desk.slots["answered"] is None
    assert said == []


@pytest.mark.parametrize("intent", ["pick", "affirm", "why", "nlu_fallback"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("第二个专利和第一个比呢", "utter_cards_compared"),
        ("第一个专利和第二个哪个好", "utter_cards_compared"),
        ("第二个专利详细说说", "utter_card_detail"),
        ("第二个专利的摘要给我看看", "utter_card_detail"),
        ("第二位老师年纪多大", "utter_card_unsaid"),
        ("第一个老师的简历发我", "utter_card_unsaid"),
        ("收藏第一个专利", "utter_card_kept"),
    ],
)
async def test_looking_at_a_card_is_answered_whatever_it_is_read_as(
    shown: Desk, words: str, said: str, intent: str
) -> None:
    await shown.write(words, intent)
    told = [DOMAIN["responses"][said][0]["text"][:4]]
    first = shown.said[0]
    assert first.get("response") == said or first["custom"]["text"][:4] in told
    assert shown.slots["answered"] is True


async def test_what_is_compared_stands_side_by_side(shown: Desk) -> None:
    await shown.write("第二个专利和第一个比呢", "affirm")
    assert [card["title"] for card in shown.cards] == ["压铸专利2", "压铸专利1"]
    await shown.write("第二个专利详细说说", "why")
    await shown.write("和第一个专利比呢", "affirm")
    assert [card["title"] for card in shown.cards] == ["压铸专利2", "压铸专利1"]
    assert all(not card["buttons"] for card in shown.cards), "no new list to choose from"
    await shown.write("你好", "greet")
    assert await shown.write("和第一个专利比呢", "affirm") == ["utter_compare_which"]


async def test_the_details_are_what_the_record_has(shown: Desk) -> None:
    async with shown.database.write() as session:
        (await session.get_one(Patent, "p2")).abstract = "一种减少气孔的压铸方法。"
    await shown.write("第二个专利详细说说", "why")
    assert shown.cards[0]["facts"]["摘要"] == "一种减少气孔的压铸方法。"
    assert shown.cards[0]["facts"]["专利号"].startswith("ZL")


async def test_he_is_the_one_looked_at(shown: Desk) -> None:
    await shown.write("第二个老师详细说说", "why")
    said = await ask(shown, "他是哪个学校的", "find_university")
    assert "吕样本" in said
    assert "丁示例" not in said


@pytest.mark.parametrize("words", ["第二个问题详细说说", "压铸机的比例阀", "具体多少钱说不好"])
async def test_what_points_at_no_card_is_left_to_its_rule(shown: Desk, words: str) -> None:
    await shown.write(words, "inform")
    assert shown.slots["answered"] is None
