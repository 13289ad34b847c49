"""A model fits its sources exactly: whatever training reads changes the fingerprint."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.training.fingerprint import SOURCES, fingerprint


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in SOURCES:
        path = tmp_path / name
        if path.suffix:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("one\n")
        else:
            path.mkdir(parents=True)
            (path / "page.yml").write_text("one\n")
    return tmp_path


@pytest.mark.parametrize("name", SOURCES)
def test_a_change_in_any_source_asks_for_another_model(root: Path, name: str) -> None:
    before = fingerprint(root)
    path = root / name
    target = path if path.is_file() else path / "page.yml"

    target.write_text("two\n")

    assert fingerprint(root) != before


def test_a_renamed_or_added_page_counts(root: Path) -> None:
    before = fingerprint(root)
    page = root / "data" / "page.yml"
    renamed = page.rename(page.with_name("other.yml"))
    after = fingerprint(root)
    assert after != before

    renamed.rename(page)
    (root / "data" / "more.yml").write_text("")
    assert fingerprint(root) not in {before, after}


def test_compiled_python_does_not_count(root: Path) -> None:
    before = fingerprint(root)
    cache = root / "engine" / "components" / "__pycache__"
    cache.mkdir()
    (cache / "script.cpython-310.pyc").write_bytes(b"\0")

    assert fingerprint(root) == before
