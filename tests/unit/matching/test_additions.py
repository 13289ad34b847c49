"""What staff took into the thesaurus acts at once, in an index that was cut without it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.matching.additions import FILE, Addition, as_text, build_additions, from_text, objection
from bot.matching.criteria import Query
from bot.matching.lexicon import build_lexicon, load_lexicon, read_relations
from tests.unit.matching.conftest import TODAY, Build
from tests.unit.matching.samples import DIE_CASTING, catalogue

LEXICON = build_lexicon(
    read_relations("泛碱 | 对策 | 硅烷浸渍\n马达 | 同义 | 电机"), generic=["装置"], filler=["我们"]
)


@pytest.mark.parametrize(
    ("said", "kind", "term", "why"),
    [
        ("出云朵斑", "表现", "泛碱", None),
        ("3d打印机", "下位", "挤出头", None),
        ("出云朵斑", "命令", "泛碱", "kind"),
        ("起 白花", "表现", "泛碱", "unclean"),
        ("出云朵斑", "表现", "泛", "unclean"),
        ("出云朵斑", "表现", "泛碱|对策", "unclean"),
        ("出云朵斑", "表现", "一句很长很长的完整的话不是词", "unclean"),
        ("出云朵斑", "表现", "13800138000", "unclean"),
        ("ABS", "同义", "树脂", "unclean"),
        ("电机", "同义", "马达", "known"),
        ("泛碱", "同义", "泛碱", "known"),
        ("出云朵斑", "对策", "装置", "generic"),
        ("我们", "表现", "泛碱", "generic"),
    ],
)
def test_what_may_not_stand_in_the_thesaurus(
    said: str, kind: str, term: str, why: str | None
) -> None:
    assert objection(Addition(said, kind, term), LEXICON) == why


def test_what_follows_from_it_in_the_thesaurus_follows() -> None:
    made = build_additions([Addition("出云朵斑", "表现", "泛碱")], LEXICON)
    assert made.answers("出云朵斑") == {"泛碱": 0.7, "硅烷浸渍": pytest.approx(0.35)}
    assert made.kinds_of("出云朵斑") == {"泛碱": "表现", "硅烷浸渍": "表现→对策"}
    assert made.complaints == {"出云朵斑"}


def test_a_synonym_goes_both_ways() -> None:
    made = build_additions([Addition("白霜病", "同义", "泛碱")], LEXICON)
    assert made.answers("泛碱") == {"白霜病": 0.9}
    assert "硅烷浸渍" in made.answers("白霜病")


def test_they_read_back_as_written() -> None:
    taken = [Addition("出云朵斑", "表现", "泛碱"), Addition("白霜病", "同义", "泛碱")]
    assert from_text(as_text(taken)) == sorted(taken)


def test_a_term_that_no_dictionary_knows_is_found_at_once(build: Build, tmp_path: Path) -> None:
    wanted = replace(DIE_CASTING, id="p-new", title="一种咔噗釉抑斑剂", abstract="", keywords=())
    matcher = build(catalogue(wanted))
    query = Query(text="老是冒芝麻点子", today=TODAY, kinds=frozenset({"patent"}))
    assert matcher.match(query).patents == ()
    new = Addition("冒芝麻点子", "表现", "咔噗釉抑斑剂")
    assert objection(new, load_lexicon()) is None
    (tmp_path / "index" / FILE).write_text(as_text([new]), "utf-8")
    (found,) = matcher.match(query).patents
    assert found.id == "p-new"
    (tmp_path / "index" / FILE).unlink()
    assert matcher.match(query).patents == ()
