"""What an owner takes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.corrections import takes_back, without_retracted


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("不是襄阳,打错了,是襄汾", "襄阳", "襄汾"),
        ("不是常州,是无锡", "常州", "无锡"),
        ("不是特区,是太仓", "特区", "太仓"),
        ("预算不是20万,是20万美金", "是20万,", "20万美金"),
        ("50万,打错了,是60万", "50万", "60万"),
        ("预算20万打错了,是30万", "20万", "30万"),
        ("预算从20万改成30万", "20万", "30万"),
        ("刚才说的20万不对,是30万", "20万", "30万"),
        ("是襄汾,不是襄阳", "襄阳", "襄汾"),
        ("电话从13800138000换成13800138001", "13800138000", "13800138001"),
        ("不是12%是15%", "12%", "15%"),
        ("预算八万,呃不,十八万", "八万,呃", "十八万"),
        ("我们在宿迁,说错了,宿州", "宿迁", "宿州"),
        ("后年四月,不,六月", "后年四月", "六月"),
        ("在绍兴,不对是嘉兴", "绍兴", "嘉兴"),
    ],
)
def test_only_the_second_counts(text: str, gone: str, kept: str) -> None:
    left = without_retracted(text)
    assert gone not in left
    assert kept in left


@pytest.mark.parametrize(
    "text",
    [
        "是不是50万",
        "不是很急",
        "我们不是在东莞吗,做注塑的",
        "要不是没钱就搞了",
        "收率从60%提高到80%",
        "尺寸做出来,不对,差了0.2",
        "放在车间,不对外公开",
    ],
)
def test_nothing_is_taken_back(text: str) -> None:
    assert without_retracted(text) == text


@given(st.text(alphabet="不是打错了预算改成从到20万,。襄阳 ", max_size=60))
def test_every_other_character_stays_in_its_place(text: str) -> None:
    left = without_retracted(text)
    assert len(left) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, left, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "删除我的数据算了，先别删，转人工",
        "我要删除数据，算了，还是不删了",
        "把电话删了，算了",
        "删我的信息，等等，先别",
        "先不要把我的资料删掉",
        "撤回同意，算了先别撤",
    ],
)
def test_a_request_is_called_off(text: str) -> None:
    assert takes_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "太麻烦了，把我的数据删了算了",
        "算了，把我的数据删了吧",
        "先别删，算了，还是删了吧",
        "怎么还不删我的数据",
        "要是不删了我资料就举报",
        "别删错了，把电话删掉",
        "算了，别留我的信息了",
        "删不删",
    ],
)
def test_a_request_stands(text: str) -> None:
    assert not takes_back(text)
