"""What staff labelled, as a page of the training sources that can be read and composed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from bot.programme.lessons import PURPOSES
from bot.training.comparison_page import as_comparison
from bot.training.evaluate import Reading, Report, report
from bot.training.feedback import PAGE, Taught, as_line, read_page, write_marked, write_page
from bot.training.fingerprint import ROOT
from bot.training.marks import read_marks
from bot.training.messages import Example, Lesson
from engine.training import compose


def test_each_text_stands_once_under_what_was_said_last(tmp_path: Path) -> None:
    page = tmp_path / "feedback.yaml"
    first = [Taught(1, "submit_need", "灰太大了咋整"), Taught(2, "complaint", "太慢了")]

    assert write_page(page, first) == 2
    assert write_page(page, [Taught(3, "ask_human", "太慢了"), first[0]]) == 1

    assert dict(read_page(page)) == {"submit_need": ["灰太大了咋整"], "ask_human": ["太慢了"]}
    assert page.read_text("utf-8").startswith("# What staff labelled")


def test_a_page_of_any_words_can_be_composed(tmp_path: Path) -> None:
    text = as_line("  # [甲]: {x}\n打13800138000 'ok' - 行  ")
    write_page(tmp_path / "feedback.yaml", [Taught(1, "submit_need", text)])
    page = yaml.safe_load((tmp_path / "feedback.yaml").read_text("utf-8"))

    part = compose.read_part(page["intents"]["submit_need"], {})

    assert part.lines == ("# [甲]: {x} 打〔联系方式〕 'ok' - 行",)


def test_it_lies_among_the_sources_and_every_purpose_can_be_trained() -> None:
    assert PAGE.parent == compose.SOURCES
    trained = {path.stem for path in (ROOT / "data" / "nlu").glob("*.yml")}
    assert set(PURPOSES) == trained


def test_marked_words_are_kept_for_review_and_held_against_what_is_read(tmp_path: Path) -> None:
    said = "我们在绍兴做印染，预算50来万"
    marked = Taught(1, "submit_need", said, {"budget": "50来万", "product": "印染"})
    page = tmp_path / "marked.yaml"
    assert write_marked(page, [marked, Taught(2, "complaint", "太慢了")]) == 1
    assert write_marked(page, [Taught(3, "greet", "你好")]) == 0
    assert yaml.safe_load(page.read_text("utf-8")) == [{"say": said, "marks": marked.entities}]

    money, product = read_marks([marked], date(2026, 11, 22))
    assert money.found
    assert "500000" in str(money.within)
    # No reader is made for products: whoever keeps the dictionary decides.
    assert (product.alone, product.found) == (None, False)


def test_the_page_tells_which_messages_are_read_otherwise_now() -> None:
    texts = ("<b>太慢了</b>", "你好", "灰太大了咋整")
    wanted = ("complaint", "greet", "submit_need")
    lesson = Lesson(
        tuple(Example(text, (name,)) for text, name in zip(texts, wanted, strict=True)),
        date(2026, 11, 22), annotated=False,
    )  # fmt: skip

    def read_as(*names: str) -> list[tuple[str, Report]]:
        readings = [Reading(name, (name,), 0.9) for name in names]
        return [("标注过的句子", report(lesson, readings))]

    before = read_as("greet", "greet", "submit_need")
    after = read_as("complaint", "greet", "greet")
    page = as_comparison(before, after, [], ["engine/training/sources/feedback.yaml"])
    mended, broken = page.index("改对了"), page.index("变错了")
    assert page.index("&lt;b&gt;太慢了") < mended < page.index("灰太大了咋整") < broken
    assert "<td>你好" not in page
    assert "git diff engine/training/sources/feedback.yaml" in page
