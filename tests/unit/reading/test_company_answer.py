"""The company in an answer that tells other things too."""

from __future__ import annotations

from datetime import date

import pytest

from bot.reading.facts import read

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("合肥科锐传感技术公司 高新企业 科小也是", "合肥科锐传感技术公司"),
        ("重庆江齿机械，国高", "重庆江齿机械"),
        ("杭州锐锋刀具厂，省专精特新", "杭州锐锋刀具厂"),
        ("叫恒发压铸，北仑的", "恒发压铸"),
        ("我们就一个小厂 恒发压铸", "恒发压铸"),
        ("给大厂配套的，叫崇州木语家具", "崇州木语家具"),
        ("没有公司，手工作坊，叫山西云剪坊", "山西云剪坊"),
        ("博士眼镜", "博士眼镜"),
        ("共创机械", "共创机械"),
        ("联合轴承", "联合轴承"),
        ("恒力塑胶的", "恒力塑胶"),
        ("海天", "海天"),
        ("晋江龙兴隆", "晋江龙兴隆"),
        ("绿野农业园", "绿野农业园"),
        ("赣州宏发纸品，电话13700001111", "赣州宏发纸品"),
        ("恒力塑胶，我姓谭，13700001111", "恒力塑胶"),
        ("五常稻丰米业，产地补贴那种项目能帮着申请吗", "五常稻丰米业"),
    ],
)
def test_a_name_stands_out_of_what_is_told_beside_it(answer: str, name: str) -> None:
    assert read(answer, today=TODAY, expecting="company").company == name


@pytest.mark.parametrize(
    "answer",
    [
        "不是襄阳，打错了，是襄汾，山西的",
        "写错了",
        *("委托开发", "共建实验室那种", "委托学校开发", "技术咨询", "一起开发吧"),
        *("20万以内吧，含税", "师傅指点一下就行", "1", "北仑的", "国高", "叫我老王"),
        *("客户要求的", "药企要求的", "领导定的", "甲方指定的", "国家规定的"),
        *("工业园里面", "科技园那边", "火车站旁边", "隔壁村的", "机械厂那边"),
        *("文洲龙湾", "东完长安", "漏水严重", "换过材料", "断骨", "出口欧洲", "看不懂"),
        *("做压铸的 气孔多", "没得公司名字，就是个小作坊", "找个老师，叫他来看看"),
    ],
)
def test_another_answer_is_no_name(answer: str) -> None:
    assert read(answer, today=TODAY, expecting="company").company is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("澄海宏达玩具厂", "澄海宏达玩具厂"),
        ("公司名怎么没写，我说了澄海宏达玩具厂", "澄海宏达玩具厂"),
        ("我们是东莞压铸厂", None),
        ("在温州开了皮鞋厂", None),
        ("宁波的轴承厂", None),
    ],
)
def test_a_works_named_after_its_town_is_a_firm_whatever_was_asked(
    text: str, name: str | None
) -> None:
    assert read(text, today=TODAY).company == name


def test_a_place_in_the_name_is_known_to_be_of_the_name() -> None:
    facts = read("重庆江齿机械，国高", today=TODAY, expecting="company")
    assert facts.place_by_company
    assert not read("在重庆，叫江齿机械", today=TODAY, expecting="company").place_by_company


@pytest.mark.parametrize("asked", [None, "company", "detail"])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("公司是台州恒达泵业", "台州恒达泵业"),
        ("我们公司叫台州恒达泵业，20万以内", "台州恒达泵业"),
        ("单位是恒力齿轮厂", "恒力齿轮厂"),
        ("公司是做水泵的", None),
        ("公司是生产五金", None),
        ("公司是一家食品", None),
        ("厂是老厂", None),
    ],
)
def test_what_the_firm_is_may_be_its_name(asked: str | None, text: str, name: str | None) -> None:
    assert read(text, today=TODAY, expecting=asked).company == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("深圳星膜科技，电话13600001111，我姓谭", "深圳星膜科技"),
        ("我们是常州华日电器", "常州华日电器"),
        # A place and a trade make no name.
        ("佛山陶瓷机械", None),
        ("宁波注塑模具机械，老坏", None),
    ],
)
def test_a_firm_is_heard_whatever_was_asked(text: str, name: str | None) -> None:
    assert read(text, today=TODAY, expecting="budget").company == name
