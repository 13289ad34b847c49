"""What is to be deleted, and what is to stay."""

from __future__ import annotations

from datetime import date

import pytest

from bot.reading.deletion import Deletion, read_deletion
from bot.reading.facts import read


@pytest.mark.parametrize(
    "text",
    [
        "删掉我的手机号", "把我的手机号删了，需求留着", "电话删掉，需求别删", "不是，我只删电话",
        "电话不要留了，需求继续", "把我留的那个手机号从后台抹了", "请把我的手机从你们那里删掉",
        "把我的名字和电话清掉", "删除我的联系方式信息", "需求保留，号码给我去掉",
        "把我电话删了需求不动",
        "保留需求，把联系方式删了", "除了需求，电话都抹掉", "先把我电话删了", "别存我的微信号了",
        "技术的留着，姓名电话刪掉", "我的电话，删掉", "电话、姓名都删掉",
    ],
)  # fmt: skip
def test_only_how_to_be_reached(text: str) -> None:
    assert read_deletion(text) is Deletion.CONTACT


@pytest.mark.parametrize(
    "text",
    [
        "把我上次填的东西删了，电话也删掉", "删除我的资料", "我填过的需求和电话统统删了吧",
        "不合作了 我的号码公司名都清干净", "删号", "把我的电话和公司信息删了", "全部删掉",
        "注销我的账号", "我在这的痕迹都擦掉", "把聊天记录删了", "需求删了，电话也删了",
        "电话删了，别的也都删掉",
    ],
)  # fmt: skip
def test_everything(text: str) -> None:
    assert read_deletion(text) is Deletion.EVERYTHING


@pytest.mark.parametrize(
    "text",
    [
        "壁厚那句删掉", "配方不能外传这句删了", "没带执照那句删掉",
        "把刚才登记的那条里面配方不能外传这句删了", "把模温那句去掉", "预算那条删掉", "第二行划掉",
        "补充里电话那句删掉",
    ],
)  # fmt: skip
def test_a_part_of_what_was_told(text: str) -> None:
    assert read_deletion(text) is Deletion.SENTENCE


@pytest.mark.parametrize(
    "text",
    [
        "电话别删", "删掉我的电话，算了，先别删", "需求留着", "我的电话是多少", "预算改成20万",
        "不清楚", "清洗线老漏水",
    ],
)  # fmt: skip
def test_nothing(text: str) -> None:
    assert read_deletion(text) is None


def test_a_wish_for_secrecy_taken_away_is_none() -> None:
    today = date(2026, 11, 22)
    assert read("配方不能外传", today=today).secret
    assert not read("配方不能外传这句删了", today=today).secret
