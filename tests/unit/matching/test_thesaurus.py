"""The thesaurus that is shipped, and the program that keeps it sound."""

from __future__ import annotations

import pytest

from bot.matching.lexicon import Relation, build_lexicon, load_lexicon, shipped_relations
from bot.matching.matcher import Matcher
from bot.matching.thesaurus_check import find_common, find_faults


def codes(*relations: Relation, generic: tuple[str, ...] = ()) -> list[str]:
    return [
        fault.code for fault in find_faults(relations, build_lexicon(relations, generic=generic))
    ]


def test_the_shipped_thesaurus_has_no_faults() -> None:
    assert find_faults(shipped_relations(), load_lexicon()) == []


def test_no_shipped_answer_is_in_a_large_part_of_the_catalogue(demo_matcher: Matcher) -> None:
    snapshot = demo_matcher._index.snapshot()
    assert snapshot.size > 500
    assert find_common(shipped_relations(), snapshot.frequency, snapshot.size) == []


def test_it_is_as_broad_as_it_says() -> None:
    relations = shipped_relations()
    assert len(relations) >= 5_000
    assert {relation.kind for relation in relations} == {"误写", "同义", "表现", "下位", "对策"}


@pytest.mark.parametrize(
    ("relations", "code"),
    [
        ([Relation("烫", "表现", ("温升", "温升"))], "repeated"),
        ([Relation("马达", "同义", ("电机",)), Relation("电机", "同义", ("马达",))], "repeated"),
        ([Relation("烫手", "表现", ("烫手",))], "repeated"),
        ([Relation("马达", "下位", ("转子",)), Relation("转子", "下位", ("马达",))], "circle"),
        ([Relation("油漆", "同义", ("漆",))], "short"),
        ([Relation("ＵＶ漆", "同义", ("涂料",))], "unclean"),
        ([Relation("光亮-漆", "同义", ("涂料",))], "cut"),
    ],
)
def test_a_fault_is_found(relations: list[Relation], code: str) -> None:
    assert code in codes(*relations)


def test_an_answer_that_is_said_in_every_trade_is_found() -> None:
    assert codes(Relation("烫手", "表现", ("温度",)), generic=("温度",)) == ["generic"]


def test_sound_relations_have_no_faults() -> None:
    assert codes(Relation("马达", "同义", ("电机",)), Relation("烫手", "表现", ("温升",))) == []


def test_a_common_answer_is_found_by_its_share_of_the_records() -> None:
    relations = [Relation("烫手", "表现", ("温升", "装置"))]
    counts = {"温升": 5, "装置": 6}
    assert [f.word for f in find_common(relations, counts.__getitem__, 100)] == ["装置"]


def test_a_misspelling_stands_for_all_that_its_word_stands_for() -> None:
    lexicon = build_lexicon(
        [
            Relation("焊街", "误写", ("焊接",)),
            Relation("焊接", "下位", ("激光焊",)),
            Relation("烧焊", "同义", ("焊接",)),
        ]
    )
    assert lexicon.answers("焊街")["激光焊"] < lexicon.answers("焊街")["焊接"]
    assert "烧焊" in lexicon.answers("焊街")
    assert "焊街" not in lexicon.answers("焊接")


def test_a_complaint_reaches_the_remedies_of_its_defect_and_no_further() -> None:
    lexicon = build_lexicon(
        [
            Relation("粘成一坨", "表现", ("吸湿",)),
            Relation("吸湿", "对策", ("防潮",)),
            Relation("防潮", "对策", ("包衣",)),
        ]
    )
    assert lexicon.answers("粘成一坨") == {"吸湿": 0.7, "防潮": pytest.approx(0.35)}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("结坨", "吸湿"), ("焊峰", "焊缝"), ("啤机", "注塑机"), ("洋芋", "马铃薯"),
        ("夹水纹", "熔接线"), ("海蛎子", "防污"), ("抱轴", "润滑"), ("砼", "混凝土"),
        ("塌箱", "瓦楞"), ("粘冲", "压片"), ("瓦斯超限", "瓦斯抽采"), ("色花", "匀染"),
    ],
)  # fmt: skip
def test_what_owners_say_reaches_what_patents_write(said: str, answer: str) -> None:
    assert answer in load_lexicon().answers(said)
