"""Measured statements and the part each plays."""

import pytest

from bot.reading.metrics import Metric, read_metrics
from bot.reading.script import normalise


def read(text: str) -> list[tuple[str, str]]:
    return [(metric.text, metric.role) for metric in read_metrics(normalise(text))]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("废品率15%", "废品率15%"),
        ("良率现在70%不到", "良率现在70%不到"),
        ("合格率九成不到", "合格率九成不到"),
        ("现在出水150", "出水150"),
        ("循环800次就掉到70%了", "循环800次就掉到70%"),
        ("噪音88分贝", "噪音88分贝"),
        ("续航现在只有300公里", "续航现在只有300公里"),
        ("含量才0.06", "含量才0.06"),
        ("温升超过80度", "温升超过80度"),
        ("破碎率5%左右", "破碎率5%左右"),
        ("硬度HRC58-62", "硬度HRC58-62"),
        ("目前是百分之五", "目前是百分之五"),
        ("返工率高达千分之八", "返工率高达千分之八"),
        ("报废率两成三", "报废率两成三"),
        ("轴承只能用到800小时", "轴承只能用到800小时"),
    ],
)
def test_how_things_stand(text: str, metric: str) -> None:
    assert read(text) == [(metric, "current")]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("想开发一款耐盐雾800小时的涂层", "耐盐雾800小时"),
        ("线宽想做到25um", "线宽想做到25um"),
        ("漏检不能超过十万分之一", "漏检不能超过十万分之一"),
        ("抗拉强度不低于450MPa", "抗拉强度不低于450MPa"),
        ("含水率控制在14%以下", "含水率控制在14%以下"),
        ("精度要求±0.02mm", "精度要求±0.02mm"),
        ("收率从60%提高到80%", "收率从60%提高到80%"),
        ("6k一吨的成本压到5k2", "6k一吨的成本压到5k2"),
        ("COD从500mg/L降到50mg/L以下", "COD从500mg/L降到50mg/L以下"),
        ("寿命得五万次", "寿命得五万次"),
        ("固化时间要在30分钟内", "固化时间要在30分钟内"),
        ("从九千块降到七千块一吨", "从九千块降到七千块一吨"),
    ],
)
def test_what_is_wanted(text: str, metric: str) -> None:
    assert read(text) == [(metric, "target")]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("每分钟400瓶", "每分钟400瓶"),
        ("药典要求0.04", "药典要求0.04"),
        ("工作温度-40℃到85℃", "工作温度-40°C到85°C"),
        ("国标是100mg/L", "国标是100mg/L"),
    ],
)
def test_under_what_it_must_hold(text: str, metric: str) -> None:
    assert read(text) == [(metric, "condition")]


def test_each_clause_speaks_for_itself() -> None:
    assert read("皂苷才0.07，药典要求0.05，客户要0.11") == [
        ("皂苷才0.07", "current"),
        ("药典要求0.05", "condition"),
        ("客户要0.11", "target"),
    ]


@pytest.mark.parametrize(
    ("now", "wish"),
    [("废品率12%", "想降到3%"), ("盐雾只能扛到72小时", "想到300"), ("损耗两成三", "压到一成")],
)
def test_a_wish_behind_a_comma_leaves_how_things_stand(now: str, wish: str) -> None:
    assert read(f"{now}，{wish}") == [(now, "current"), (f"{now},{wish}", "target")]


def test_the_thing_measured_may_stand_one_clause_earlier() -> None:
    assert read("辣酱的保质期太短，想搞到18个月") == [("保质期太短,想搞到18个月", "target")]


@pytest.mark.parametrize(
    "text",
    [
        "试了七八条曲线都不行",
        *("漏水整了几道", "焊接变形，整了三道都不行", "修了5遍还是漏"),
        "说了三遍了",
        "找个离我近的二本",
        "我们员工50人，有3台设备",
        "Q235钢，M8螺栓",
        "5G模块",
        "2个问题",
        "3D打印尼龙粉末",
        "用了三年",
        "第3个方案",
        "电机噪音大，怎么整",
        "",
    ],
)
def test_numbers_that_measure_nothing(text: str) -> None:
    assert read(text) == []


def test_what_was_read_as_something_else_is_skipped() -> None:
    assert read_metrics("预算要50以内", [(0, 7)]) == ()


def test_a_statement_is_kept_once() -> None:
    assert read_metrics("废品率12%,废品率12%") == (Metric("废品率12%", "current"),)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("出现红锈，锈蚀面积比达到6.5%", ("锈蚀面积比达到6.5%", "current")),
        ("目前用钢量为38吨/MW", ("目前用钢量为38吨/MW", "current")),
        ("（3）用钢量≤33吨/MW", ("用钢量≤33吨/MW", "target")),
        ("2.临界失稳风速仅为22m/s", ("临界失稳风速仅为22m/s", "current")),
        ("要求衰减达到15%以下", ("要求衰减达到15%以下", "target")),
    ],
)
def test_a_specification_is_read_whole_and_its_defects_are_no_targets(
    text: str, statement: tuple[str, str]
) -> None:
    assert statement in read(text)


@pytest.mark.parametrize(
    ("text", "takes", "shall"),
    [
        ("发酵要180天，想缩到120天", "发酵要180天", "想缩到120天"),
        ("固化要8小时，想缩短到3小时", "固化要8小时", "想缩短到3小时"),
        ("换模要90分钟，希望30分钟", "换模要90分钟", "希望30分钟"),
        ("杀菌需要30分钟，要求15分钟以内", "杀菌需要30分钟", "要求15分钟以内"),
    ],
)
def test_what_it_takes_and_what_it_shall_take(text: str, takes: str, shall: str) -> None:
    (now, current), (then, target) = read(text)

    assert (now, current, target) == (takes, "current", "target")
    assert then.endswith(shall.removeprefix("想"))


def test_two_wishes_are_two_wishes() -> None:
    roles = [role for _, role in read("强度要600兆帕，伸长率想做到20%")]

    assert roles == ["target", "target"]
