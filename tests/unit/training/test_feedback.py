"""What staff labelled, as a page of the training sources that can be read and composed."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.programme.lessons import PURPOSES
from bot.training.feedback import PAGE, Taught, as_line, read_page, write_page
from bot.training.fingerprint import ROOT
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
