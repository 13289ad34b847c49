"""The encoder that reads a whole message: what ships, and that it learns what it is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.matching.affinity import (
    MOST_RUNS,
    Encoder,
    load_encoder,
    read_encoder,
    runs_of,
    write_encoder,
)
from bot.matching.affinity_training import digest_of, read_examples, relations, train
from bot.matching.criteria import Query
from bot.matching.documents import PatentDocument
from bot.matching.lexicon import shipped_relations
from bot.matching.proposals import MOST_PROPOSED, PROPOSED_STRENGTH, propose
from bot.matching.segment import LONGEST, guard
from tests.unit.matching.conftest import TODAY, Build

ROOT = Path(__file__).resolve().parents[3]
# Titles that share no word with what is said; the first is the right one.
SAID = [
    ("摄像头一起雾画面白茫茫，人都认不出", ["视频去雾方法", "喷雾降尘装置", "一种雾化喷头"]),
    ("抛光车间铝灰飘得到处都是", ["一种车间废气的除尘装置", "一种电机转子", "铝合金型材"]),
    ("养甲鱼换出来的水乌漆麻黑", ["水产养殖废水处理工艺", "一种涂料及其制备方法", "玉米剥皮机"]),
    ("电缆皮一点着就滴油冒黑烟", ["无卤阻燃电缆料", "一种电缆固定夹", "一种柴油机"]),
    ("老人从床上抱到轮椅，腰都闪了", ["一种护理移位装置", "一种腰果脱壳机", "床单印花工艺"]),
]


@pytest.mark.parametrize(("message", "titles"), SAID)
def test_the_title_that_answers_is_nearer_than_those_that_share_characters(
    message: str, titles: list[str]
) -> None:
    right, *others = load_encoder().affinity(guard(message), [guard(t) for t in titles])
    assert right is not None
    assert all(other is not None and right > other for other in others)


def test_what_ships_learnt_from_the_examples_that_stand_here() -> None:
    """Fails when examples changed and ``python -m bot.matching.affinity_training`` was not run."""
    assert load_encoder().source == digest_of(read_examples(ROOT / "data" / "affinity"))


def test_examples_are_pairs_of_a_message_and_its_words() -> None:
    examples = read_examples(ROOT / "data" / "affinity")
    assert len(examples) > 10_000
    assert all(len(message) > 1 and words for message, words in examples)


@pytest.mark.parametrize("said", ["", "   ", "😀", "\ud800", "plc", "12345"])
def test_what_cannot_be_read_is_known_as_such_or_harmless(said: str) -> None:
    (nearness,) = load_encoder().affinity(guard(said), ["一种可编程控制柜"])
    assert nearness is None or 0 <= nearness <= 1


def test_a_title_of_unknown_runs_is_not_compared() -> None:
    assert load_encoder().affinity("机器太吵", ["𠀀𠀁", "降噪装置"])[0] is None


def test_huge_texts_are_read_to_a_bound() -> None:
    huge = guard("轴承转久了就烫" * LONGEST)
    (nearness,) = load_encoder().affinity(huge, ["一种轴承冷却装置"])
    assert nearness is not None
    assert nearness > load_encoder().affinity(huge, ["一种水稻育秧盘"])[0]  # type: ignore[operator]
    assert len(load_encoder().said._known(huge)) <= MOST_RUNS


def test_the_end_of_a_long_story_is_read_too() -> None:
    """A need is what an owner said over many messages; the trouble may stand last."""
    story = (
        "我们在镇上办厂十二年了，三个车间两条老线，原来一直给大厂做配套，去年行情不好自己出来接单，"
        "设备大半是二手市场淘来的，工人也换了好几茬，老师傅带徒弟全凭手感，订单倒是不少，就是交期老被催，"
        "仓库里原料和成品堆在一块儿，电费水费每个月都在涨，"
    )
    title = ["一种轴承冷却装置"]
    (without,) = load_encoder().affinity(guard(story), title)
    (with_end,) = load_encoder().affinity(guard(story + "轴承转久了就烫，烫了就卡"), title)
    assert without is not None
    assert with_end is not None
    assert with_end > without + 0.1


def test_runs_are_those_of_chinese_stretches_and_whole_latin_words() -> None:
    assert list(runs_of("一种plc柜，泵")) == ["plc", "柜", "泵"]
    assert list(runs_of("降噪声")) == ["降", "噪", "声", "降噪", "噪声", "降噪声"]


def test_it_learns_what_it_is_shown_and_the_same_twice(tmp_path: Path) -> None:
    examples = [
        (f"{who}{trouble}", words)
        for who in ["机床", "水泵", "电机", "风扇", "气泵", "冲床", "磨床", "锯床", "风机", "炉子"]
        for trouble, words in (("吵得很", "噪声 降噪 隔声"), ("烫手", "散热 冷却 降温"))
    ]
    first, second = (_trained(examples) for _ in range(2))
    near, far = first.affinity("水泵吵得很", ["降噪", "散热"])
    assert near is not None
    assert far is not None
    assert near > far + 0.3
    assert np.array_equal(first.said.rows, second.said.rows)
    write_encoder(first, tmp_path / "encoder.npz")
    again = read_encoder(tmp_path / "encoder.npz")
    assert again.affinity("水泵吵得很", ["降噪", "散热"]) == pytest.approx([near, far], abs=0.01)
    assert again.source == digest_of(examples)


def _trained(examples: list[tuple[str, str]]) -> Encoder:
    *_, encoder = train(examples, rounds=60)
    return encoder


def test_relations_of_the_thesaurus_are_examples_too() -> None:
    links = relations()
    assert len(links) == sum(len(r.terms) for r in shipped_relations())
    assert all(said and term for said, term in links)


def test_words_are_proposed_for_the_thing_said_that_they_answer() -> None:
    said = ["甲鱼", "乌漆麻黑", "温室"]
    found = propose("养甲鱼 温室 换出来 水 乌漆麻黑", said, lambda word: True)
    words = {word for more in found.values() for word in more}
    assert set(found) <= set(said)
    assert any("水" in word for word in words)
    assert 0 < len(words) <= MOST_PROPOSED
    assert all(0 < strength <= PROPOSED_STRENGTH for m in found.values() for strength in m.values())


def test_a_thing_is_not_answered_by_a_word_of_another_trade_for_one_letter() -> None:
    found = propose("腐竹 发脆 断条", ["腐竹"], lambda word: True)["腐竹"]
    assert found
    assert not {"竹纤维", "竹浆", "竹板", "竹材"} & set(found)


def test_only_what_is_wanted_is_proposed_and_nothing_for_nothing() -> None:
    assert propose("轴承 发烫", ["轴承"], lambda word: False) == {}
    assert propose("", ["轴承"], lambda word: True) == {}
    assert propose("𠀀", ["𠀀"], lambda word: True) == {}


def test_nothing_is_hung_on_a_bystander() -> None:
    assert propose("轴承 转久 发烫", ["邻居"], lambda word: True) == {}
    assert set(propose("轴承 转久 发烫", ["轴承", "邻居"], lambda word: True)) == {"轴承"}


def test_the_whole_message_orders_what_shares_a_word(build: Build) -> None:
    titles = ["一种雾化喷头的起雾装置", "视频图像的起雾区域去雾方法"]
    matcher = build(patent(str(number), title) for number, title in enumerate(titles))
    said = Query(text="监控摄像头一起雾画面白茫茫，人都认不出", today=TODAY)
    assert matcher.match(said).patents[0].title == titles[1]


def test_one_good_record_opens_a_list_that_is_poor_otherwise(build: Build) -> None:
    titles = ["轴承箱密封垫片", "轴承包装盒", "防止轴承高速运转发热卡死的冷却润滑装置"]
    matcher = build(patent(str(number), title) for number, title in enumerate(titles))
    course = matcher.follow(Query(text="轴承转久了就烫，烫了就卡", today=TODAY))
    (gathered,) = (each for each in course.gathered if each.kind == "patent")
    odds = sorted(candidate.odds for candidate in gathered.found)
    assert gathered.standing is not None
    assert gathered.standing.odds == odds[-1] > gathered.standing.floor > odds[0]
    assert course.matches.patents[0].title == titles[2]


def test_what_was_proposed_is_no_evidence_where_no_title_can_be_read(build: Build) -> None:
    text = "只说游隙，别无其他"
    documents = [patent("1", "工程机械的装配方法"), patent("2", "20261129")]
    matcher = build(replace(document, abstract=text) for document in documents)
    course = matcher.follow(Query(text="轴承转久了发烫", today=TODAY))
    assert any("游隙" in concept.proposed for concept in course.inquiry.concepts)
    found = (each for gathered in course.gathered for each in gathered.found)
    assert {each.id for each in found} == {"1"}


def patent(number: str, title: str) -> PatentDocument:
    return PatentDocument(number, number, title, owner_name="", declared=True)
