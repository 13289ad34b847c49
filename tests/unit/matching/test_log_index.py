"""Full-text search over logs: any run of characters is found, exactly, newest first."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.log_index import (
    SHARD_SIZE,
    Entry,
    LogIndex,
    Question,
    occurrences,
    pairs_of,
    read_words,
)
from bot.matching.log_index_writer import LogIndexWriter
from tests.fixtures.full_disk import files_no_longer_than

TEXTS = {
    1: "压铸件气孔太多，废品率12%",
    2: "我們是做壓鑄件的，电话13800138000",
    3: "COD超标，氨氮也超标",
    4: "孔",
    5: "ＰＣＢ板翘曲 PCB",
    SHARD_SIZE + 1: "还是气孔",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LogIndex:
    path = tmp_path_factory.mktemp("log-index")
    writer = LogIndexWriter(path)
    writer.begin_anew("here", 0)
    for number in (0, 1):
        build = writer.begin_shard()
        build.add(
            Entry(id_, f"c{id_ % 2}", "user" if id_ < 4 else "staff", text)
            for id_, text in TEXTS.items()
            if id_ // SHARD_SIZE == number
        )
        writer.publish(number, build)
    return LogIndex(path)


def find(index: LogIndex, q: str, **limits: object) -> list[int]:
    return list(index.search(Question(read_words(q), **limits)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("气孔", [SHARD_SIZE + 1, 1]),
        ("压铸件", [2, 1]),
        ("鑄件", [2, 1]),
        ("铸气", []),
        ("压铸 废品率", [1]),
        ("孔", [SHARD_SIZE + 1, 4, 1]),
        ("cod超标", [3]),
        ("1380013", [2]),
        ("pcb", [5]),
        ("12%", [1]),
        ("超标超标", []),
        ("．*", []),
    ],
)
def test_found_wherever_it_stands(index: LogIndex, q: str, found: list[int]) -> None:
    assert find(index, q) == found if read_words(q) else not found


def test_limits(index: LogIndex) -> None:
    assert find(index, "孔", authors=("staff",)) == [SHARD_SIZE + 1, 4]
    assert find(index, "孔", before=SHARD_SIZE + 1) == [4, 1]
    assert find(index, "孔", before=4) == [1]
    assert find(index, "孔", conversation_id="c0") == [4]
    assert list(islice(index.search(Question(("孔",))), 1)) == [SHARD_SIZE + 1]


def test_more_than_one_batch_comes_in_order(tmp_path: Path) -> None:
    writer = LogIndexWriter(tmp_path)
    writer.begin_anew("here", 0)
    build = writer.begin_shard()
    build.add(Entry(id_, "c", "user", "气孔") for id_ in range(200))
    writer.publish(0, build)
    reader = LogIndex(tmp_path)
    assert find(reader, "气孔") == list(range(199, -1, -1))
    writer.append(0, [Entry(200, "c", "user", "又是气孔"), Entry(7, "c", "user", "改了")])
    assert find(reader, "气孔") == [200, *(id_ for id_ in range(199, -1, -1) if id_ != 7)]


def test_a_shard_written_anew_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    writer = LogIndexWriter(tmp_path)
    writer.begin_anew("here", 0)
    for text in ("canary4711", "masked"):
        build = writer.begin_shard()
        build.add([Entry(1, "c", "user", text)])
        writer.publish(0, build)
        written = {folder.name for folder in tmp_path.iterdir() if folder.is_dir()}
        assert written == {build.folder.name}
    assert find(LogIndex(tmp_path), "canary4711") == []
    assert find(LogIndex(tmp_path), "masked") == [1]


ODD = st.text(alphabet="压铸件气孔壓鑄，。 aB1Ａ％①㈱\u200b😀\U00020000", max_size=20)


@given(text=ODD, start=st.integers(0, 19), length=st.integers(1, 6))
def test_every_part_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    words = read_words(text[start : start + length])
    spans = occurrences(text, words)
    assert spans is not None
    assert all(0 <= at < to <= len(text) for at, to in spans)


@given(text=ODD)
def test_pairs_never_fail(text: str) -> None:
    assert all(len(pair) >= 1 and " " not in pair for pair in pairs_of(text))


def test_marks_are_places_in_the_text_as_written() -> None:
    assert occurrences("㈱壓鑄件", ("压铸",)) == [(1, 3)]
    assert occurrences("气孔气孔", ("气孔",)) == [(0, 4)]
    assert occurrences("气孔", ("气孔", "压铸")) is None


def test_messages_that_could_not_be_stored_are_not_taken_for_stored(tmp_path: Path) -> None:
    writer = LogIndexWriter(tmp_path)
    writer.begin_anew("here", 0)
    build = writer.begin_shard()
    build.add([Entry(1, "c1", "user", TEXTS[1])])
    writer.publish(0, build)
    late = Entry(7, "c1", "user", TEXTS[1])
    with files_no_longer_than(500), pytest.raises(ValueError, match="too large"):
        writer.append(0, [late])
    assert writer.highest(0) == 1
    writer.append(0, [late])
    assert find(LogIndex(tmp_path), "气孔") == [7, 1]
