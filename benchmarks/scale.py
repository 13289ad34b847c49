"""Speed of full matches, reasons included, over a large made-up catalogue.

    python -m benchmarks.scale 100000 [--keep FOLDER]

The index is built and asked in two processes, so that the memory of one is not counted for the
other; ``--keep`` leaves it in FOLDER, where a second run finds it and only asks. Records are
recombined from the demonstration catalogue: the title of one record, clauses and keywords of
others, so that words keep their kind while no two records are alike. Times are printed and never
asserted: they belong to the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import batched, chain
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.measures import percentile
from benchmarks.shared_sets import read_needs
from bot.clock import Clock
from bot.matching.criteria import Query
from bot.matching.documents import Document, MentorDocument, PatentDocument, UniversityDocument
from bot.matching.index_writer import writing
from bot.matching.matcher import Matcher
from bot.store.database import Database
from bot.store.demo_seed import seed_demo
from bot.store.search_rows import all_documents

TODAY = date(2026, 11, 22)
UNIVERSITIES = 3_000
_BATCH = 5_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("patents", type=int)
    parser.add_argument("--keep", type=Path, help="build here, or ask what was built here before")
    options = parser.parse_args()
    measure_scale(options.patents, options.keep)
    return 0


def measure_scale(patents: int, keep: Path | None = None) -> None:
    """Index ``patents`` patents, a fifth as many mentors and 3,000 universities, then match."""
    print(f"\n{patents} patents, {patents // 5} mentors, {UNIVERSITIES} universities")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="desk-scale-") as folder:
        index = keep or Path(folder) / "index"
        for work in (_build, _time_matches) if not index.exists() else (_time_matches,):
            process = get_context("spawn").Process(target=work, args=(index, patents))
            process.start()
            process.join()


def _build(index: Path, patents: int) -> None:
    with tempfile.TemporaryDirectory(prefix="desk-scale-") as folder:
        samples = asyncio.run(_read_samples(Path(folder)))
    started, before = perf_counter(), os.times()
    with writing(index) as writer:
        build = writer.build("1")
        for batch in batched(_make_catalogue(samples, patents), _BATCH):
            build.add(batch)
        build.finish()
    seconds, after = perf_counter() - started, os.times()
    worked = sum(after[:4]) - sum(before[:4])
    size = sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1_048_576
    print(f"built in {seconds:.1f} s by the clock, {worked:.1f} s of processor time", end="")
    print(f", {_megabytes('VmHWM'):.0f} MB at the peak, {size:.0f} MB on disk", flush=True)


def _time_matches(index: Path, _patents: int) -> None:
    matcher = Matcher(index)
    matcher.warm_up()
    texts = [need.text for need in read_needs()]
    # Warm: as a front desk that has been asked all day.
    for text in texts:
        matcher.match(Query(text=text, today=TODAY))
    took: dict[str, list[float]] = {"clock": [], "processor": []}
    for text in texts:
        started, worked = perf_counter(), process_time()
        matcher.match(Query(text=text, today=TODAY))
        took["clock"].append((perf_counter() - started) * 1_000)
        took["processor"].append((process_time() - worked) * 1_000)
    own, mapped = _megabytes("RssAnon"), _megabytes("RssFile")
    print(f"{len(texts)} matches of all kinds with reasons; memory {own:.0f} MB of its own", end="")
    print(f", {mapped:.0f} MB of mapped files; load average {os.getloadavg()[0]:.1f}")
    for by, values in took.items():
        p50, p95 = percentile(values, 0.5), percentile(values, 0.95)
        print(f"  by {by}: p50 {p50:.1f} ms, p95 {p95:.1f} ms", flush=True)


async def _read_samples(folder: Path) -> list[Document]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'demo.db'}")
    await database.create_all()
    await seed_demo(database, Clock(datetime(2026, 11, 22, tzinfo=UTC)))
    async with database.read() as session:
        batches = [batch async for batch in all_documents(session)]
    await database.close()
    return list(chain.from_iterable(batches))


def _make_catalogue(samples: list[Document], patents: int) -> Iterator[Document]:
    pick = random.Random(26)  # noqa: S311 - the same catalogue in every run
    universities = [s for s in samples if isinstance(s, UniversityDocument)]
    mentors = [s for s in samples if isinstance(s, MentorDocument)]
    inventions = [s for s in samples if isinstance(s, PatentDocument)]
    for number in range(UNIVERSITIES):
        yield replace(pick.choice(universities), id=f"u{number}")
    for number in range(patents // 5):
        yield _mentor(pick, mentors, number)
    for number in range(patents):
        yield _patent(pick, inventions, number)


def _mentor(pick: random.Random, mentors: list[MentorDocument], number: int) -> MentorDocument:
    one, other = pick.choice(mentors), pick.choice(mentors)
    return replace(
        one,
        id=f"m{number}",
        university_id=f"u{pick.randrange(UNIVERSITIES)}",
        directions=one.directions[:2] + other.directions[:1],
        keywords=one.keywords[:3] + other.keywords[:3],
        load=0,
    )


def _patent(pick: random.Random, inventions: list[PatentDocument], number: int) -> PatentDocument:
    one, other = pick.choice(inventions), pick.choice(inventions)
    half = len(other.abstract) // 2
    return replace(
        one,
        id=f"p{number}",
        patent_no=f"{number:012}",
        title=f"{one.title}（{number}）",
        abstract=one.abstract[: len(one.abstract) // 2] + other.abstract[half:],
        keywords=one.keywords[:2] + other.keywords[:2],
        university_id=f"u{pick.randrange(UNIVERSITIES)}",
        declared=True,
        term_to=TODAY + timedelta(days=pick.randrange(1, 2_000)),
    )


def _megabytes(name: str) -> float:
    """Of this process, as Linux counts it."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition(f"{name}:")[2].split()[0]) / 1_024


if __name__ == "__main__":
    sys.exit(main())
