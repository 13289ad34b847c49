"""``bot thesaurus``: what staff took becomes lines of the thesaurus, to be read and reviewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bot.app import ROOT, open_database
from bot.matching.additions import Addition
from bot.matching.lexicon import TAKEN, Relation, build_lexicon, read_relations, shipped_relations
from bot.matching.thesaurus_check import find_faults
from bot.running.preparing import Say
from bot.settings import Settings
from bot.store.migrate import migrate
from bot.store.term_proposals import taken_terms

FILE = ROOT / "bot" / "matching" / "words" / "thesaurus" / f"{TAKEN}.txt"
HEAD = "# What staff took of a model's proposals (bot thesaurus). Read it before committing.\n"


async def write_taken(settings: Settings, file: Path, say: Say) -> int:
    """How many links are in the file now. Lines that are there already stay; faults are told, each
    with what is wrong, and are for a person to mend."""
    async with open_database(settings) as database:
        await migrate(database)
        async with database.read() as session:
            taken = await taken_terms(session)
    shipped = shipped_relations(but=file.stem)
    links = _merged(file, taken, shipped)
    if not links:
        say("还没有收下的词")
        return 0
    _write(file, links)
    say(f"{len(links)} 条，写在 {file}：看过、提交后，重启时读入，检索索引随之重建")
    relations = (*shipped, *(each.as_relation() for each in links))
    for fault in find_faults(relations, build_lexicon(relations)):
        say(f"有问题：{fault.code} {fault.word}（{fault.detail}）")
    return len(links)


def _write(file: Path, links: Iterable[Addition]) -> None:
    file.write_text(HEAD + as_lines(links), "utf-8")


def as_lines(links: Iterable[Addition]) -> str:
    """One line for each word said and each kind, as in the other files."""
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in sorted(links):
        grouped[each.said, each.kind].append(each.term)
    return "".join(
        f"{said} | {kind} | {' '.join(terms)}\n" for (said, kind), terms in grouped.items()
    )


def _merged(file: Path, taken: Iterable[Addition], shipped: Iterable[Relation]) -> list[Addition]:
    known = {link for relation in shipped for link in _links(relation)}
    there = read_relations(file.read_text("utf-8"), file.name) if file.exists() else ()
    links = {link for relation in there for link in _links(relation)} | set(taken)
    return sorted(links - known)


def _links(relation: Relation) -> list[Addition]:
    return [Addition(relation.said, relation.kind, term) for term in relation.terms]
