"""An index that is written to while it is read (reference checks 13, 14 and 20)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.matching.criteria import Query
from bot.matching.documents import Document
from bot.matching.index_writer import IndexBusy, writing
from bot.matching.matcher import Matcher
from tests.unit.matching.conftest import TODAY
from tests.unit.matching.samples import DIE_CASTING, MENTOR, catalogue

ASKED = (
    "铝合金压铸件气孔率太高",
    "茶叶杀青温度不稳",
    "印染废水颜色去不掉",
    "玉米脱粒脱不干净",
    "陶瓷坯体干燥开裂",
    "竹子发霉",
    "电池隔膜涂不匀",
    "纺纱老断头",
)


def answers(folder: Path) -> list[list[str]]:
    matcher = Matcher(folder)
    found = [matcher.match(Query(text=text, today=TODAY, limit=50)) for text in ASKED]
    return [[m.id for m in (*f.universities, *f.mentors, *f.patents)] for f in found]


def build(folder: Path, documents: Sequence[Document]) -> Path:
    with writing(folder) as writer:
        made = writer.build("1")
        made.add(documents)
        made.finish()
    return folder


def test_deltas_answer_as_a_full_rebuild_does(tmp_path: Path) -> None:
    final = catalogue(
        MENTOR, DIE_CASTING, replace(DIE_CASTING, id="p-2", title="一种压铸模的排气结构")
    )
    stale = [replace(DIE_CASTING, id="x-105", title="一种风机叶轮"), *final[:6]]
    grown = build(tmp_path / "grown", stale)
    with writing(grown) as writer:
        for at, document in enumerate(final, start=2):
            writer.apply([document], [], str(at))
        writer.apply([replace(MENTOR, id="m-gone")], [], "90")
        writer.apply([], [("mentor", "m-gone")], "91")
    assert answers(grown) == answers(build(tmp_path / "whole", final))
    assert any(answers(grown))


def test_insert_update_and_delete_show_in_the_very_next_search(tmp_path: Path) -> None:
    folder = build(tmp_path, catalogue())
    matcher = Matcher(folder)

    def found() -> list[str]:
        query = Query(text=ASKED[0], today=TODAY, kinds=frozenset({"patent"}))
        return [match.title for match in matcher.match(query).patents]

    changed = replace(DIE_CASTING, title="一种压铸件气孔的封堵方法")
    steps: list[tuple[list[Document], list[tuple[str, str]], list[str]]] = [
        ([DIE_CASTING], [], [DIE_CASTING.title]),
        ([changed], [], [changed.title]),
        ([], [("patent", DIE_CASTING.id)], []),
    ]
    with writing(folder) as writer:
        for at, (documents, deletions, expected) in enumerate(steps, start=2):
            writer.apply(documents, deletions, str(at))
            assert found() == expected


@pytest.mark.parametrize(("writers", "readers", "commits"), [(2, 4, 15)])
def test_two_writers_and_four_readers_do_not_meet(
    tmp_path: Path, writers: int, readers: int, commits: int
) -> None:
    folder = build(tmp_path, catalogue(replace(DIE_CASTING, id="p-0")))
    done = threading.Event()

    def write(number: int) -> int:
        written = 0
        while written < commits:
            try:
                with writing(folder) as writer:
                    changed = replace(DIE_CASTING, id=f"p-{number}", fee_yuan=written * 100)
                    writer.apply([changed], [], f"{number}.{written}")
                    written += 1
            except IndexBusy:
                # Asking without a pause would take the time that the others need.
                done.wait(0.001)
        return written

    def read() -> int:
        matcher, searches = Matcher(folder), 0
        while not done.is_set() or not searches:
            query = Query(text=ASKED[0], today=TODAY, kinds=frozenset({"patent"}), limit=9)
            titles = [match.title for match in matcher.match(query).patents]
            # One of a family is shown: a torn index would show none, or two of one record.
            assert titles == [DIE_CASTING.title]
            searches += 1
        return searches

    with ThreadPoolExecutor(writers + readers) as pool:
        reading = [pool.submit(_guarded(read, done)) for _ in range(readers)]
        written = [each.result() for each in [pool.submit(write, n) for n in range(writers)]]
        done.set()
        assert all(each.result() for each in reading)
    assert written == [commits] * writers


def _guarded(work: Callable[[], int], done: threading.Event) -> Callable[[], int]:
    def run() -> int:
        try:
            return work()
        finally:
            # One reader that fails ends the others too.
            done.set()

    return run
