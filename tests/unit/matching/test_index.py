"""The index: rebuilt when its form changes, followed by readers, whole after a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.matching.analysis import Analysts
from bot.matching.criteria import Query
from bot.matching.index import CatalogueIndex, IndexMissing, current_folder
from bot.matching.index_writer import IndexBusy, writing
from bot.matching.matcher import Matcher
from tests.unit.matching.conftest import TODAY
from tests.unit.matching.samples import DIE_CASTING, catalogue

ASKED = Query(text="压铸气孔", today=TODAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with writing(tmp_path) as writer:
        made = writer.build("1")
        made.add(catalogue(DIE_CASTING))
        made.finish()
    return tmp_path


def found(matcher: Matcher) -> list[str]:
    return [match.id for match in matcher.match(ASKED).patents]


def test_without_an_index_the_reader_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Matcher(tmp_path).match(ASKED)


def test_a_commit_is_seen_by_the_next_search(path: Path) -> None:
    matcher = Matcher(path)
    assert found(matcher) == ["p-1"]
    with writing(path) as writer:
        writer.apply([], [("patent", "p-1")], "2")
    assert found(matcher) == []
    with writing(path) as writer:
        writer.apply([replace(DIE_CASTING, id="p-5")], [], "3")
        assert writer.watermark() == "3"
    assert found(matcher) == ["p-5"]


def test_helpers_analyse_as_one_process_does() -> None:
    """The first hundred alone, the rest by helpers, in the order they came."""
    records = [replace(DIE_CASTING, id=f"p-{n:04}", title=f"{n}号压铸件") for n in range(1_100)]
    alone, shared = (
        [*analysts.analyse(records), *analysts.finish()]
        for analysts in (Analysts(len(records)), Analysts(100))
    )
    assert [fields["key"] for fields in shared] == [f"patent:{each.id}" for each in records]
    assert alone == shared


def test_applying_twice_is_applying_once(path: Path) -> None:
    for _ in range(2):
        with writing(path) as writer:
            writer.apply([DIE_CASTING], [], "2")
    assert found(Matcher(path)) == ["p-1"]


def test_a_rebuild_is_seen_by_an_open_reader_and_clears_up(path: Path) -> None:
    matcher = Matcher(path)
    before = current_folder(path)
    assert found(matcher) == ["p-1"]
    with writing(path) as writer:
        made = writer.build("9")
        made.add(catalogue(replace(DIE_CASTING, id="p-6")))
        assert found(matcher) == ["p-1"]
        made.finish()
    assert found(matcher) == ["p-6"]
    assert before is not None
    assert not before.exists()


def test_an_index_of_another_form_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.matching.index.SEGMENTER", 999)
    with pytest.raises(IndexMissing):
        CatalogueIndex(path).snapshot()
    with writing(path) as writer:
        assert writer.watermark() is None


@pytest.fixture
def other_writer(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the right to write, until it is told to go."""
    code = (
        "import sys; from pathlib import Path; from bot.matching.index_writer import writing\n"
        "with writing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_one_process_writes_and_a_dead_one_lets_go(
    path: Path, other_writer: subprocess.Popen[str]
) -> None:
    with pytest.raises(IndexBusy), writing(path):
        pass
    other_writer.kill()
    other_writer.wait()
    with writing(path) as writer:
        writer.apply([replace(DIE_CASTING, id="p-5", title="一种压铸气孔方法")], [], "2")
    assert len(found(Matcher(path))) == 2


def test_a_crash_before_the_commit_leaves_data_and_watermark_as_they_were(path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; import tantivy\n"
        "from bot.matching.index import current_folder\n"
        "index = tantivy.Index.open(str(current_folder(Path(sys.argv[1]))))\n"
        "writer = index.writer(15_000_000, 1)\n"
        "writer.delete_documents_by_term('key', 'patent:p-1')\n"
        "writer.delete_documents_by_term('key', 'meta:watermark')\n"
        "os._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False, env=os.environ)
    assert done.returncode == 1
    assert found(Matcher(path)) == ["p-1"]
    with writing(path) as writer:
        assert writer.watermark() == "1"
        writer.apply([], [("patent", "p-1")], "2")
    assert found(Matcher(path)) == []


def test_an_unfinished_build_is_not_read_and_is_cleared_by_the_next(path: Path) -> None:
    with writing(path) as writer:
        writer.build("5").add(catalogue())
    assert found(Matcher(path)) == ["p-1"]
    with writing(path) as writer:
        made = writer.build("6")
        made.add(catalogue())
        made.finish()
    assert sum(entry.is_dir() for entry in path.iterdir()) == 1
