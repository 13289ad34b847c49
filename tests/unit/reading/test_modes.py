"""How an owner wants to work with a university."""

import pytest

from bot.reading.modes import MODES, is_mode_alone, read_mode


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("帮我们开发一套视觉系统", "委托开发"),
        ("整个包给学校做", "委托开发"),
        ("想跟高校一起研发", "合作开发"),
        ("联合攻关也可以", "合作开发"),
        ("我们想买断这个技术", "技术转让"),
        ("技术转让也行", "技术转让"),
        ("想买专利使用权", "技术许可"),
        ("办个开放许可", "技术许可"),
        ("找老师出个方案", "技术咨询"),
        ("帮我们做个检测", "技术服务"),
        ("给工人培训一下", "技术培训"),
        ("拟与高校共建研发中心", "共建"),
        ("想建个联合实验室", "共建"),
        ("请专家来厂里指导", "技术导师"),
        ("找个懂行的教授帮看看", "技术导师"),
        ("能不能安排两个博士到车间蹲点", "博士生"),
        ("不想技术转让，想合作开发", "合作开发"),
    ],
)
def test_modes(text: str, mode: str) -> None:
    assert read_mode(text) == mode


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_is_known_by_its_name(mode: str) -> None:
    assert read_mode(mode, expected=True) == mode


@pytest.mark.parametrize(
    "text",
    [
        "委托开发还是合作开发有啥区别，我选哪个",
        "技术许可和技术转让",
        "开放许可怎么弄",
        "技术导师要钱不",
        "许可合同备案要多久",
        "共建实验室是怎么操作的",
        "都行",
        "电机噪音大，怎么整",
        "",
    ],
)
def test_questions_and_other_talk_choose_nothing(text: str) -> None:
    assert read_mode(text) is None


def test_either_of_two_takes_the_first() -> None:
    assert read_mode("合作开发或者技术转让都行") == "合作开发"


def test_who_pays_and_sets_a_date_commissions() -> None:
    assert read_mode("想开发一款水性漆") is None
    assert read_mode("想开发一款水性漆", commissioned=True) == "委托开发"


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("一起合作开发", "合作开发"),
        ("委托", "委托开发"),
        ("那就咨询吧", "技术咨询"),
        ("和学校一起开发", "合作开发"),
        ("共建吧", "共建"),
    ],
)
def test_a_mode_and_nothing_else_is_one_whatever_was_asked(text: str, mode: str) -> None:
    assert read_mode(text) == mode
    assert is_mode_alone(text)


@pytest.mark.parametrize("text", ["专利", "合作社", "委托方老是拖着不给图纸", "一起床就停电"])
def test_a_word_of_a_mode_alone_chooses_none(text: str) -> None:
    assert read_mode(text) is None
    assert not is_mode_alone(text)
