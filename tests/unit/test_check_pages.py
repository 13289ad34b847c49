"""The pages of acceptance checks name tests that exist, for each check one or more."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Pages whose checks are counted, with how many there are.
COUNTED = {"WECHAT-CHECKS.md": 41, "MATCHING-CHECKS.md": 20}
PAGES = {name: (ROOT / "docs" / name).read_text() for name in COUNTED}
ROWS = [
    (name, number, shown)
    for name, page in PAGES.items()
    for number, shown in re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", page, re.MULTILINE)
]
# Shown by a command that measures, which no test may run.
MEASURED = {("MATCHING-CHECKS.md", "19")}
CHAT_PAGE = (ROOT / "docs" / "CHAT-CHECKS.md").read_text()
CHAT_NAMES = re.findall(r"`((?:\w+/)+test_\w+\.py)(?:::([\w:]+))?`", CHAT_PAGE)
NAME = re.compile(r"\b([a-z_]+)((?:::\w+)+)")


def files(page: str) -> dict[str, Path]:
    found = {
        name.strip(): ROOT / path.replace("NAME", name.strip())
        for names, path in re.findall(r"^- (.+) = (\S+)$", page, re.MULTILINE)
        for name in names.split(",")
    }
    assert all(path.is_file() for path in found.values())
    return found


def names_in(path: Path) -> set[str]:
    """``test_x``, ``TestY`` and ``TestY::test_x`` of a file."""
    tree = ast.parse(path.read_text())
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            inner = (
                each
                for each in node.body
                if isinstance(each, ast.AsyncFunctionDef | ast.FunctionDef)
            )
            found |= {node.name, *(f"{node.name}::{each.name}" for each in inner)}
        elif isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
            found.add(node.name)
    return found


@pytest.mark.parametrize("name", COUNTED)
def test_all_of_them_are_listed(name: str) -> None:
    listed = [int(number) for page, number, _ in ROWS if page == name]
    assert listed == list(range(1, COUNTED[name] + 1))


@pytest.mark.parametrize(("page", "number", "shown"), ROWS)
def test_each_is_shown_by_tests_that_exist(page: str, number: str, shown: str) -> None:
    named = NAME.findall(shown)
    assert named or (page, number) in MEASURED, number
    places = files(PAGES[page])
    for file, name in named:
        assert name.removeprefix("::") in names_in(places[file]), (number, file + name)


@pytest.mark.parametrize(("file", "name"), CHAT_NAMES)
def test_the_chats_page_names_what_exists(file: str, name: str) -> None:
    path = ROOT / "tests" / file
    assert path.is_file()
    assert not name or name in names_in(path)
