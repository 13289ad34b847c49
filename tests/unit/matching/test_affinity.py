"""The encoder that reads a whole message: what ships, and that it learns what it is shown."""

from __future__ import annotations

from itertools import islice
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
from bot.matching.lexicon import shipped_relations
from bot.matching.proposals import MOST_PROPOSED, PROPOSED_STRENGTH, propose
from bot.matching.segment import LONGEST, guard

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
    assert sum(1 for _ in relations()) == sum(len(r.terms) for r in shipped_relations())
    assert all(said and term for said, term in islice(relations(), 100))


def test_words_are_proposed_for_the_thing_said_that_they_answer() -> None:
    said = ["甲鱼", "乌漆麻黑", "温室"]
    found = propose("养甲鱼 温室 换出来 水 乌漆麻黑", said, lambda word: True)
    words = {word for more in found.values() for word in more}
    assert set(found) <= set(said)
    assert any("水" in word for word in words)
    assert 0 < len(words) <= MOST_PROPOSED
    assert all(0 < strength <= PROPOSED_STRENGTH for m in found.values() for strength in m.values())


def test_only_what_is_wanted_is_proposed_and_nothing_for_nothing() -> None:
    assert propose("轴承 发烫", ["轴承"], lambda word: False) == {}
    assert propose("", ["轴承"], lambda word: True) == {}
    assert propose("𠀀", ["𠀀"], lambda word: True) == {}
