"""What the evaluation counts, and what its page shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadRequest
from bot.training.evaluate import Report, as_reading, report
from bot.training.evaluation_page import as_page
from bot.training.evaluation_text import as_markdown, as_text
from bot.training.messages import Example, Lesson, read_lesson
from bot.training.reading import FALLBACK

TODAY = date(2026, 11, 22)


def answer(intent: str, *ranking: str, confidence: float = 0.9) -> dict[str, Any]:
    names = ranking or (intent,)
    return {
        "intent": intent,
        "confidence": confidence,
        "ranking": [{"name": name, "confidence": confidence} for name in names],
    }


def measured(*pairs: tuple[Example, dict[str, Any]]) -> Report:
    lesson = Lesson(tuple(example for example, _ in pairs), TODAY, annotated=True)
    return report(lesson, [as_reading(example, got, lesson) for example, got in pairs])


def test_a_fallback_is_wrong_to_act_upon_but_its_first_choice_is_counted() -> None:
    found = measured(
        (Example("你好", ("greet",)), answer("greet")),
        (Example("转人工", ("ask_human",)), answer(FALLBACK, FALLBACK, "ask_human")),
        (Example("嗯", ("affirm",)), answer("deny")),
    )

    assert found.accuracy == pytest.approx(0.6667)
    assert found.acted_right == pytest.approx(0.3333)
    assert found.fallbacks == 1
    assert [(miss.text, miss.reading.guess) for miss in found.misses] == [("嗯", "deny")]


def test_figures_per_purpose_under_the_names_that_staff_see() -> None:
    found = measured(
        (Example("甲", ("thanks",)), answer("thanks")),
        (Example("乙", ("thanks",)), answer("ask_mentor_cost")),
        (Example("丙", ("ask_fee",)), answer("ask_mentor_cost")),
    )

    by_name = {each.name: each for each in found.purposes}
    thanks, fee = by_name["thanks"], by_name["ask_fee"]
    assert (thanks.precision, thanks.recall, thanks.support) == (1.0, 0.5, 2)
    assert (fee.precision, fee.recall) == (0.5, 1.0)
    assert found.macro_f1 == pytest.approx(0.667)
    assert "thanks → ask_fee 0.90  乙" in as_text(found)
    assert "| thanks | 1.0 | 0.5 |" in as_markdown("甲", found)


def test_an_answer_is_read_in_the_place_where_it_was_given() -> None:
    said = Example("浙江宁波", ("inform",), asked="region")

    assert measured((said, answer("find_university"))).accuracy == 1.0


def test_several_purposes_count_as_found_where_all_are_shown() -> None:
    both = Example("专利归谁？费用多少？", ("ask_ip_terms", "ask_fee"), every=True)
    either = Example("不用了", ("deny", "skip"))

    found = measured(
        (both, answer("ask_fee", "ask_fee", "ask_ip_terms")),
        (both, answer("ask_fee")),
        (either, answer("skip")),
    )

    assert (found.accuracy, found.several, found.all_found) == (1.0, 2, 0.5)
    assert [miss.text for miss in found.halves] == [both.text]


def test_needs_that_are_sent_away_are_counted() -> None:
    need = Example("轴承发烫", ("submit_need",))

    found = measured(
        (need, answer("submit_need")), (need, answer("out_of_scope")),
        (Example("订酒店", ("out_of_scope",)), answer("out_of_scope")),
    )  # fmt: skip

    assert (found.needs_rejected, found.outside_recall) == (0.5, 1.0)


def test_facts_are_held_against_the_marks() -> None:
    marked = Example(
        "宿迁做酒瓶的，最多拿二十万，端午前弄好", ("submit_need",),
        facts={"region": "321300", "budget": "..200000", "deadline": "..2027-06-08"},
    )  # fmt: skip
    unmarked = Example("预算三十万", ("inform",))

    found = measured((marked, answer("submit_need")), (unmarked, answer("inform")))

    by_kind = {each.name: each for each in found.facts}
    assert (by_kind["region"].f1, by_kind["deadline"].f1) == (1.0, 1.0)
    assert (by_kind["budget"].precision, by_kind["budget"].recall) == (0.5, 1.0)
    assert [(miss.kind, miss.got) for miss in found.fact_misses] == [("budget", "300000")]


def test_the_page_draws_and_escapes() -> None:
    page = as_page("甲", measured((Example("<b>嗯", ("affirm",)), answer("deny"))))

    assert "<svg" in page
    assert "affirm → deny: 1" in page
    assert "&lt;b&gt;嗯" in page
    assert "<b>嗯" not in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("grouped.yml", "greet: |\n  你好\n  您好\n"),
        ("listed.yaml", "- {text: 你好, intent: greet}\n- {text: 您好, intent: greet}\n"),
        ("sequence.yml", "greet: [你好, 您好]\n"),
        (
            "marked.yml",
            "today: 2026-11-22\nmessages:\n- {say: 你好, is: greet}\n- {say: 您好, is: greet}\n",
        ),
        (
            "lines.jsonl",
            '{"text": "你好", "intent": "greet"}\n\n{"text": "您好", "intent": "greet"}\n',
        ),
        ("list.json", '[{"text": "你好", "intent": "greet"}, {"text": "您好", "intent": "greet"}]'),
        ("table.csv", "\ufefftext,intent\n你好,greet\n您好,greet\n"),
    ],
)
def test_every_format_reads_alike(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")

    expected = (Example("你好", ("greet",)), Example("您好", ("greet",)))
    assert read_lesson(file).examples == expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", "text,intent\n"),
        ("columns.csv", "sentence,label\n你好,greet\n"),
        ("broken.jsonl", "{text"),
        ("broken.yml", "greet: [你好"),
        ("scalar.yml", "你好"),
        ("misspelt.yml", "today: 2026-11-22\nmessages:\n- {say: 你好, is: greet, regoin: x}\n"),
        ("other.txt", "你好 greet"),
    ],
)
def test_what_is_no_list_of_examples_is_refused_in_one_line(
    tmp_path: Path, name: str, content: str
) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")

    with pytest.raises(BadRequest, match="评测文件"):
        read_lesson(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="评测文件"):
        read_lesson(tmp_path / "none.yml")
