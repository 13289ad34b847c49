"""Nothing is lost and nothing is torn apart where a text has a limit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.wechat.packing import Bubble, cut, pack, size
from tests.unit.wechat.rows import parcel, row

MORE = "（还有）"


def bubbles(texts: list[str], first_seq: int = 2) -> list[Bubble]:
    return [
        Bubble(parcel(row(text, seq=first_seq + index)), text) for index, text in enumerate(texts)
    ]


def test_what_fits_is_one_text() -> None:
    packed = pack([], bubbles(["一", "二"]), 1_800, MORE)
    assert packed.text == "一\n\n二"
    assert len(packed.whole) == 2
    assert not packed.torn
    assert not packed.left


def test_the_answer_at_hand_goes_before_leftovers() -> None:
    old = bubbles(["旧" * 700])
    new = bubbles(["新" * 300], first_seq=9)
    packed = pack(old, new, 1_800, MORE)
    assert "新" * 300 in packed.text
    assert packed.text.index("旧") < packed.text.index("新")
    assert packed.text.endswith(MORE)
    assert packed.whole == (new[0].parcel,)
    assert [each for each, _ in packed.torn] == [old[0].parcel]


def test_a_cut_prefers_the_end_of_a_card_to_the_middle_of_a_word() -> None:
    text = "甲" * 60 + "\n\n" + "乙" * 60
    assert text[: cut(text, 300)] == "甲" * 60 + "\n\n"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.integers(8, 400))
def test_a_cut_never_exceeds_the_limit(text: str, limit: int) -> None:
    taken = cut(text, limit)
    assert size(text[:taken]) <= limit
    assert taken > 0


def test_joined_emoji_and_accents_stay_whole() -> None:
    family = "👩‍👩‍👧‍👦"
    for limit in range(4, 60):
        text = "字" * 3 + family + "e\u0301" * 9
        head, tail = text[: cut(text, limit)], text[cut(text, limit) :]
        assert head.endswith(family) or family not in text or not head.endswith("\u200d")
        assert not tail.startswith(("\u200d", "\u0301"))


def test_an_endless_chain_of_marks_does_not_stop_the_rest() -> None:
    text = "x" + "\u0301" * 3_000
    assert size(text[: cut(text, 1_800)]) > 1_700


@given(
    st.lists(
        st.text(st.sampled_from("字a。\n😀，"), min_size=1, max_size=900), min_size=1, max_size=6
    )
)
def test_all_of_it_arrives_in_order_over_several_messages(texts: list[str]) -> None:
    waiting = bubbles([text for text in texts if text.strip()])
    expected = "".join("".join(bubble.text.split()) for bubble in waiting)
    arrived = ""
    for _ in range(60):
        if not waiting:
            break
        packed = pack([], waiting, 1_800, MORE)
        assert size(packed.text) <= 1_800
        arrived += "".join(packed.text.removesuffix(MORE).split())
        torn = dict(packed.torn)
        left = [*torn, *packed.left]
        assert len(packed.whole) + len(left) == len(waiting)
        waiting = [
            Bubble(bubble.parcel, bubble.text, torn.get(bubble.parcel, bubble.start))
            for bubble in waiting
            if bubble.parcel in left
        ]
    assert arrived == expected
