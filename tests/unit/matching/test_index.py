"""The index: rebuilt when its form changes, followed by readers, whole after a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.matching.analysis import Analysts
from bot.matching.criteria import Query
from bot.matching.index import CatalogueIndex, IndexMissing, current_folder
from bot.matching.index_writer import IndexBusy, IndexWriter, writing
from bot.matching.matcher import Matcher
from bot.matching.records import FILE, Records, RecordWriter
from tests.fixtures.full_disk import files_no_longer_than
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
    assert [each.fields["key"] for each in shared] == [f"patent:{record.id}" for record in records]
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
    """The records of the change are on the disk by then: the next change cuts them off."""
    records = current_folder(path)
    assert records is not None
    before = (records / FILE).stat().st_size
    code = (
        "import os, sys; from pathlib import Path\n"
        "from bot.matching import index_writer\n"
        "from tests.unit.matching.samples import DIE_CASTING\n"
        "index_writer._keep_note = lambda *_: os._exit(1)\n"
        "with index_writer.writing(Path(sys.argv[1])) as writer:\n"
        "    writer.apply([DIE_CASTING] * 9, [('patent', 'p-1')], '2')"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False, env=os.environ)
    assert done.returncode == 1
    assert (records / FILE).stat().st_size > before
    assert found(Matcher(path)) == ["p-1"]
    with writing(path) as writer:
        assert writer.watermark() == "1"
        writer.apply([], [("patent", "p-1")], "2")
    assert found(Matcher(path)) == []
    assert (records / FILE).stat().st_size == before


def _full_for_records(writer: IndexWriter) -> None:
    with files_no_longer_than(0):
        writer.apply([replace(DIE_CASTING, id="p-5")], [("patent", "p-1")], "2")


def _full_for_the_commit(writer: IndexWriter) -> None:
    """Nothing is appended; tantivy's list of segments is longer than this."""
    with files_no_longer_than(1_000):
        writer.apply([], [("patent", "p-1")], "2")


@pytest.mark.parametrize("change", [_full_for_records, _full_for_the_commit])
def test_a_full_disk_is_told_and_leaves_everything_as_it_was(
    path: Path, change: Callable[[IndexWriter], None]
) -> None:
    with writing(path) as writer:
        with pytest.raises((OSError, ValueError)):
            change(writer)
        assert writer.watermark() == "1"
        assert found(Matcher(path)) == ["p-1"]
        writer.apply([replace(DIE_CASTING, id="p-5")], [("patent", "p-1")], "2")
    assert found(Matcher(path)) == ["p-5"]


def test_a_build_that_fails_gives_its_room_back(path: Path) -> None:
    with writing(path) as writer:
        made = writer.build("2")
        with files_no_longer_than(0), pytest.raises(OSError, match="too large"):
            made.add(catalogue())
        made.abandon()
    assert sum(entry.is_dir() for entry in path.iterdir()) == 1
    assert found(Matcher(path)) == ["p-1"]


def _lose(file: Path) -> None:
    file.unlink()


def _tear(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _garble(file: Path) -> None:
    """Same length, other content: only who reads a record notices."""
    file.write_bytes(bytes(byte ^ 1 for byte in file.read_bytes()))


@pytest.mark.parametrize("harm", [_lose, _tear, _garble])
def test_records_that_cannot_be_read_are_not_taken_for_no_answer(
    path: Path, harm: Callable[[Path], None]
) -> None:
    """The reader says that it cannot answer, and the writer that the index must be built."""
    folder = current_folder(path)
    assert folder is not None
    harm(folder / FILE)
    with pytest.raises(IndexMissing):
        found(Matcher(path))
    with writing(path) as writer:
        assert writer.watermark() is None
        made = writer.build("1")
        made.add(catalogue(DIE_CASTING))
        made.finish()
        assert writer.watermark() == "1"
    assert found(Matcher(path)) == ["p-1"]


def test_records_are_packed_by_what_they_share_and_read_by_who_came_before(tmp_path: Path) -> None:
    few = [("patent", f"一种第{n}号压铸件排气装置".encode()) for n in range(9)]
    many = [("patent", f"{n}号：一种压铸件气孔的封堵方法".encode() * 9) for n in range(300)]
    writer = RecordWriter(tmp_path)
    places = writer.append(few)
    reader = Records(tmp_path)
    places += writer.append(many)
    assert reader.read(places) == [record for _, record in few + many]
    assert sum(place.size for place in places[9:]) < sum(len(each) for _, each in many) / 4
    later = RecordWriter(tmp_path, writer.end)
    assert reader.read(later.append(many[:1])) == [many[0][1]]


def test_an_unfinished_build_is_not_read_and_is_cleared_by_the_next(path: Path) -> None:
    with writing(path) as writer:
        writer.build("5").add(catalogue())
    assert found(Matcher(path)) == ["p-1"]
    with writing(path) as writer:
        made = writer.build("6")
        made.add(catalogue())
        made.finish()
    assert sum(entry.is_dir() for entry in path.iterdir()) == 1
