"""How well the matcher ranks, beside plain engines, in one run. ``--scale`` adds its speed.

    python -m benchmarks.matching [--judged-only] [--earlier] [--held] [--next] [--last]
                                  [--reverse] [--every 10] [--scale 100000]

Ends with 1 where a goal against the peers is missed. Reads the data pack beside the repository;
where that is absent it says so and stops. bm25s and
jieba are an optional dependency group (bench): without them their rows are named as missing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial

from benchmarks.measures import mean, ndcg, reciprocal_rank, succeeds
from benchmarks.peers import (
    Engine,
    PeerMissing,
    open_bm25s,
    open_fts5,
    open_lists,
    open_ours,
    open_postgres,
    open_tantivy,
    open_tantivy_jieba,
    pairs_of,
    triples_of,
    words_of,
)
from benchmarks.scale import measure_scale
from benchmarks.shared_sets import (
    SHARED,
    Need,
    read_known_items,
    read_needs,
    read_reverse,
    read_titles,
)

OURS = "ours"
DEPTH = 10
# The half that words, weights and floor were chosen with, and the half for the figure.
SPLITS = ("wide", "wide_final")
# Smaller and looked at often: what earlier words and weights were made with.
EARLIER = ("tune", "final", "fresh")
# Looked at once a change is decided, never to decide one.
HELD, NEXT, LAST = "held", "next", "last"
KNOWN_ITEMS = ("csl_problem", "csl_keyword", "cmrc2018")
# Goals against the peers of the same run: nDCG@10 of the judged needs, MRR@10 of csl_problem.
GOAL_JUDGED, GOAL_PROBLEM = 2.0, 1.11

Openers = dict[str, Callable[[], AbstractContextManager[Engine]]]


def main() -> int:
    options = _options()
    if not SHARED.exists():
        print(f"../{SHARED.parent.name}/{SHARED.name} is absent: nothing to measure against.")
        return 0
    splits = [*SPLITS, *_more(options)]
    met = [print_judged(splits)]
    print_doubt(splits)
    if options.reverse:
        print_reverse()
    if not options.judged_only:
        met += [print_known_items(name, options.every) for name in KNOWN_ITEMS]
    if options.scale:
        measure_scale(options.scale)
    return 0 if all(met) else 1


def print_judged(splits: Sequence[str]) -> bool:
    """Whether the goal is reached in every part."""
    needs, titles = [n for n in read_needs() if n.split in splits], read_titles()
    answered = sum(need.has_answer for need in needs)
    print(f"\nJudged needs: {len(needs)} ({answered} with an answer), {len(titles)} titles")
    print(f"{'':24}" + "".join(f"{split:>30}" for split in splits))
    print(f"{'':24}" + f"{'nDCG@10':>10}{'succ@5':>10}{'nothing':>10}" * len(splits))
    peers: dict[str, dict[str, float]] = {}
    with _open_all(_judged_engines(titles)) as engines:
        for name, engine in engines.items():
            peers[name] = _print_judged_row(name, engine, needs, splits)
        for name in (OURS, "tantivy"):
            _print_judged_row(f"{name}, expert query", engines[name], needs, splits, expert=True)
    ours = peers.pop(OURS)
    ratios = []
    for split, value in ours.items():
        best = max(peers, key=lambda name: peers[name][split])
        ratios.append(value / peers[best][split])
        print(f"{split}: {ratios[-1]:.2f} x {best} (goal {GOAL_JUDGED:.2f})")
    return min(ratios) >= GOAL_JUDGED


def _print_judged_row(
    name: str,
    engine: Engine,
    needs: Sequence[Need],
    splits: Sequence[str],
    *,
    expert: bool = False,
) -> dict[str, float]:
    row, quality = f"{name:24}", {}
    for split in splits:
        part = [need for need in needs if need.split == split]
        found = {need.id: engine(need.expert if expert else need.text, DEPTH) for need in part}
        answered = [need for need in part if need.has_answer]
        quality[split] = mean(ndcg(found[need.id], need.grades, DEPTH) for need in answered)
        success = mean(succeeds(found[need.id], need.grades) for need in answered)
        silent = mean(not found[need.id] for need in part if not need.has_answer)
        row += f"{quality[split]:10.3f}{success:10.3f}{silent:10.3f}"
    print(row, flush=True)
    return quality


def print_doubt(splits: Sequence[str]) -> None:
    """How often a list helps that is shown as good, and one that is shown as doubtful; and of needs
    without an answer, to how many nothing is shown, or nothing that claims to be one."""
    titles, needs = read_titles(), read_needs()
    print(f"\n{'':24}{'good, helps':>20}{'doubtful, helps':>20}{'nothing':>10}{'no claim':>10}")
    with open_lists(titles, titled=True) as lists:
        for split in splits:
            part = [(need, lists(need.text, DEPTH)) for need in needs if need.split == split]
            row = f"{split:24}"
            for doubtful in (False, True):
                alike = [
                    (n, found) for n, found in part if found.ids and found.doubtful is doubtful
                ]
                helps = mean(succeeds(found.ids, need.grades) for need, found in alike)
                row += f"{len(alike):13}{helps:7.2f}"
            vain = [found for need, found in part if not need.has_answer]
            silent = mean(not found.ids for found in vain)
            quiet = mean(not found.ids or found.doubtful for found in vain)
            print(f"{row}{silent:10.3f}{quiet:10.3f}", flush=True)


def print_reverse() -> None:
    """How often a message written for a title brings that title, or another of the same words."""
    titles, messages = read_titles(), read_reverse()
    print(f"\nMessages written for a title: {len(messages)}, {len(titles)} titles")
    print(f"{'':24}{'R@10':>10}{'MRR@10':>10}{'nothing':>10}")
    with _open_all(_judged_engines(titles)) as engines:
        for name, engine in engines.items():
            found = {item: engine(text, DEPTH) for item, text in messages.items()}
            ranks = [
                reciprocal_rank([titles[one] for one in found[item]], titles[item])
                for item in messages
            ]
            recall, silent = mean(rank > 0 for rank in ranks), mean(not f for f in found.values())
            print(f"{name:24}{recall:10.3f}{mean(ranks):10.3f}{silent:10.3f}", flush=True)


def print_known_items(name: str, every: int) -> bool:
    """MRR@10 and recall@10 of finding the one text; ``every`` takes each n-th question. Whether
    the goal against the best peer is reached."""
    items = read_known_items(name)
    questions = list(items.answers)[::every]
    print(f"\n{name}: {len(questions)} questions, {len(items.texts)} texts")
    print(f"{'':24}{'MRR@10':>10}{'R@10':>10}")
    ranks: dict[str, float] = {}
    openers: Openers = {
        OURS: partial(open_ours, items.texts, titled=False),
        "bm25s, jieba": partial(open_bm25s, items.texts),
        "tantivy, jieba": partial(open_tantivy_jieba, items.texts),
    }
    with _open_all(openers) as engines:
        for engine_name, engine in engines.items():
            found = [
                reciprocal_rank(engine(items.questions[key], DEPTH), items.answers[key])
                for key in questions
            ]
            ranks[engine_name] = mean(found)
            recall = mean(rank > 0 for rank in found)
            print(f"{engine_name:24}{ranks[engine_name]:10.3f}{recall:10.3f}", flush=True)
    ours = ranks.pop(OURS)
    goal = GOAL_PROBLEM if name == "csl_problem" else 1.0
    for peer, value in ranks.items():
        print(f"{ours / value:.3f} x {peer} (goal {goal:.2f})")
    return ours >= goal * max(ranks.values(), default=0.0)


def _judged_engines(titles: dict[str, str]) -> Openers:
    return {
        OURS: partial(open_ours, titles, titled=True),
        "tantivy": partial(open_tantivy, titles),
        "bm25s, jieba": partial(open_bm25s, titles),
        "fts5, words": partial(open_fts5, titles, words_of),
        "fts5, pairs": partial(open_fts5, titles, pairs_of),
        "fts5, trigram": partial(open_fts5, titles, triples_of, "trigram"),
        "postgres ts_rank": partial(open_postgres, titles),
    }


@contextmanager
def _open_all(openers: Openers) -> Iterator[dict[str, Engine]]:
    """The engines that can be opened here; what is missing is printed."""
    with ExitStack() as stack:
        engines: dict[str, Engine] = {}
        for name, opener in openers.items():
            try:
                engines[name] = stack.enter_context(opener())
            except PeerMissing as missing:
                print(f"{name:24} missing: {missing}")
        yield engines


def _more(options: argparse.Namespace) -> list[str]:
    earlier = EARLIER if options.earlier else ()
    return [*earlier, *(split for split in (HELD, NEXT, LAST) if getattr(options, split))]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--judged-only", action="store_true", help="leave the known-item sets out")
    parser.add_argument("--earlier", action="store_true", help="the smaller, older halves too")
    parser.add_argument("--held", action="store_true", help="the half for a final figure as well")
    parser.add_argument("--next", action="store_true", help="the needs after those, as well")
    parser.add_argument("--last", action="store_true", help="and the last, for the figure only")
    parser.add_argument("--reverse", action="store_true", help="messages written for a title too")
    parser.add_argument("--every", type=int, default=1, help="take each n-th known-item question")
    parser.add_argument("--scale", type=int, default=0, help="also time an index of N patents")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
