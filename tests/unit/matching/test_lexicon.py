"""The word lists themselves, and how they are read."""

from __future__ import annotations

import pytest

from bot.matching.bridge import trade_of
from bot.matching.lexicon import (
    LexiconError,
    Relation,
    build_lexicon,
    load_lexicon,
    read_relations,
)
from bot.matching.places import place_names


def test_relations_are_read_with_comments_and_blanks() -> None:
    text = "# head\n\n砂眼 | 表现 | 夹砂  夹渣 # tail\n"
    assert list(read_relations(text)) == [Relation("砂眼", "表现", ("夹砂", "夹渣"))]


@pytest.mark.parametrize("line", ["砂眼 夹砂", "砂眼 | 也许 | 夹砂", "砂眼 | 表现 |"])
def test_a_bad_line_is_named(line: str) -> None:
    with pytest.raises(LexiconError, match="line 2"):
        list(read_relations(f"# ok\n{line}"))


def test_synonyms_answer_both_ways_other_links_one_way() -> None:
    lexicon = build_lexicon(
        [Relation("马达", "同义", ("电机",)), Relation("烫", "表现", ("温升",))]
    )
    assert lexicon.answers("电机") == {"马达": 0.9}
    assert lexicon.answers("温升") == {}
    assert lexicon.answers("烫")["温升"] < lexicon.answers("马达")["电机"]


def test_another_word_list_is_another_form_of_index() -> None:
    one = build_lexicon([Relation("烫", "表现", ("温升",))])
    two = build_lexicon([Relation("烫", "表现", ("发热",))])
    assert one.fingerprint != two.fingerprint


def test_the_shipped_lexicon_is_sound() -> None:
    lexicon = load_lexicon()
    assert len(lexicon.links) > 400
    for said, answers in lexicon.links.items():
        assert said not in answers, f"{said} answers itself"
        assert len(answers) <= 20, f"{said} is spread too thin"
    assert not lexicon.filler & set(lexicon.links)


def test_places_are_known_by_full_and_short_name() -> None:
    assert {"浙江", "浙江省", "内蒙古", "广西", "景德镇", "义乌", "襄阳市"} <= place_names()


def test_towns_that_are_also_materials_are_words() -> None:
    assert not {"白银", "日照", "开封"} & place_names()


def test_a_trade_is_found_from_a_code_of_any_depth() -> None:
    trade = trade_of("C3392")
    assert trade is not None
    assert "材料科学与工程" in trade.disciplines
    assert trade.works_in("B22D 17/14")
    assert not trade.works_in("")
    assert trade_of("Z99") is None
    assert trade_of(None) is None
