"""Whoever is in danger is told whom to call; a technical matter that burns is a need."""

from __future__ import annotations

import pytest

from bot.reading.danger import Danger, read_danger


@pytest.mark.parametrize(
    "text",
    [
        "厂子要倒了，欠了一屁股债，我不想活了",
        "活不下去了",
        "我真的想自杀",
        "我想死",
        "真想从楼上跳下去",
        "有时候觉得不如死了算了",
        "我哋頂唔順，唔通要去跳樓，我想跳樓",
    ],
)
def test_who_does_not_want_to_live_is_heard(text: str) -> None:
    assert read_danger(text) is Danger.LIFE


@pytest.mark.parametrize(
    "text",
    [
        "车间着火了",
        "着火了！！",
        "着火了怎么办",
        "反应釜爆炸了，有人受伤怎么办",
        "氯气泄漏了",
        "液氨罐漏了怎么办",
        "有个工人触电了，没呼吸",
        "工人被卷进机器了，快来人",
        "救命",
        "仓库塌了",
    ],
)
def test_an_accident_that_is_happening_is_heard(text: str) -> None:
    assert read_danger(text) is Danger.ACCIDENT


@pytest.mark.parametrize(
    "text",
    [
        "我们锂电池老着火，想找人看看",
        "手机电池爆炸了，客户投诉",
        "粉尘爆炸怎么防",
        "去年车间着火了，想做个报警系统",
        "液压油泄漏",
        "阀门泄漏率降不下来",
        "怕工人触电，想上个漏电监测",
        "工人容易中毒，想改成水性漆",
        "厂子快活不下去了",
        "苗一移栽就活不下去",
        "虾苗不想活动，趴底",
        "热得想死",
        "这系统想死循环一样",
        "跳楼价处理一批设备",
        "有没有自杀基因的菌种",
        "电机老是烧，烧了三台",
        "产品有活性炭，不想活化怎么办",
        "窑炉爆炸以后想改造燃烧系统",
        "员工搬运容易受伤，想上机械臂",
        "锅炉房想装防爆设备",
        "一个是气孔，一个是裂纹",
        "死了三成鱼",
        "",
        "着火" * 300,
    ],
)
def test_a_matter_to_be_solved_is_none(text: str) -> None:
    assert read_danger(text) is None
