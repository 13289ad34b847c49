"""Which sentences put a need right, and what they put in which place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.amending import Act, Amendment, read_amendments


def _read(text: str, *, at_rest: bool = True) -> tuple[Amendment, ...]:
    return read_amendments(text, at_rest=at_rest)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("公司改成台州恒远塑料有限公司", "company", "台州恒远塑料有限公司"),
        ("公司名称写错了，改成恒远塑料", "company", "恒远塑料"),
        ("公司名填错了 是恒远塑料", "company", "恒远塑料"),
        ("合作方式改为技术咨询", "mode", "技术咨询"),
        ("行业不对，是宠物食品", "industry", "宠物食品"),
        ("行业写错了，应该是造纸", "industry", "造纸"),
        ("行业不是纺织，是造纸", "industry", "造纸"),
        ("问题那里写的不对，应该是泡沫板起鼓", "problem", "泡沫板起鼓"),
        ("指标改成含水率从12%降到8%", "detail", "含水率从12%降到8%"),
        ("把预算提到30万", "budget", "30万"),
        ("预算说错了，改成25万", "budget", "25万"),
        ("预算不是800，800是去年的，这回是300万左右", "budget", "300万左右"),
        ("时间改到明年三月", "deadline", "明年三月"),
        ("地址打错了，是嘉兴平湖", "region", "嘉兴平湖"),
        ("联系人改成周建国", "person", "周建国"),
    ],
)
@pytest.mark.parametrize("at_rest", [True, False])
def test_a_named_field_takes_the_value_without_the_words_that_steer(
    text: str, field: str, value: str, at_rest: bool
) -> None:
    (found,) = _read(text, at_rest=at_rest)
    assert (found.act, found.field, found.value) == (Act.SET, field, value)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("合作方式加上共建", "mode", "共建"),
        ("合作方式漏了一个，联合实验室也可以", "mode", "联合实验室"),
        ("指标加上浊度5以下", "detail", "浊度5以下"),
        ("加一个指标，酸价0.3", "detail", "酸价0.3"),
        ("漏了一个，水温25度", None, "水温25度"),
        ("再加上技术培训", None, "技术培训"),
        ("浊度5也要写上", None, "浊度5"),
        ("安丰镇东坞村，地址写上", "region", "安丰镇东坞村"),
        ("我补充一下，壁厚3毫米", None, "壁厚3毫米"),
        ("对了硬度要求HRC58，我前面没说", None, "硬度要求HRC58"),
        ("忘了说，两班倒", None, "两班倒"),
    ],
)
def test_what_was_left_out_is_added(text: str, field: str | None, value: str) -> None:
    (found,) = _read(text)
    assert (found.act, found.field, found.value) == (Act.ADD, field, value)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("不是预算，15万立方是产量", "budget", "15万立方是产量"),
        ("15万立方不是预算，是产量", "budget", "产量"),
        ("预算15万是错的，那是产量", "budget", "产量"),
        ("不是预算问题，3万是一年的产值", "budget", "3万是一年的产值"),
        ("8个月不是时间，是保质期", "deadline", "保质期"),
    ],
)
def test_a_figure_that_was_taken_for_another_field_is_denied(
    text: str, field: str, value: str
) -> None:
    (found,) = _read(text, at_rest=False)
    assert (found.act, found.field, found.value) == (Act.DENY, field, value)


@pytest.mark.parametrize(
    ("text", "old", "value"),
    [
        ("不是漏水，是漏油", "漏水", "漏油"),
        ("搞错了，不是地板，是竹筷子，筷子发霉", "地板", "竹筷子"),
        ("算了还是花椒，核桃以后再说", "核桃", "花椒"),
        ("年底前改成后年年底", "年底前", "后年年底"),
        ("泡沫板厚度改成40毫米", "泡沫板厚度", "40毫米"),
        ("起鼓写错了，应该是起皮", "起鼓", "起皮"),
    ],
)
def test_words_are_put_in_the_place_of_others(text: str, old: str, value: str) -> None:
    (found,) = _read(text, at_rest=False)
    assert (found.act, found.old, found.value) == (Act.SWAP, old, value)


@pytest.mark.parametrize("at_rest", [True, False])
@pytest.mark.parametrize(
    ("text", "old", "value"),
    [
        ("等下，上面说错了，是蝶阀不是球阀", "球阀", "蝶阀"),
        ("刚才打错了，是蝶阀，不是球阀", "球阀", "蝶阀"),
        ("不好意思写错字了，我们做的是花生油不是花生酱", "花生酱", "花生油"),
        ("应该是铝的不是铜的", "铜", "铝"),
        ("是卧式的，不是立式的", "立式", "卧式"),
        ("主要是裂纹，而不是变形", "变形", "裂纹"),
        ("是温州不是台州", "台州", "温州"),
    ],
)
def test_the_right_words_may_come_before_the_wrong_ones(
    text: str, old: str, value: str, at_rest: bool
) -> None:
    assert _read(text, at_rest=at_rest) == (Amendment(Act.SWAP, None, value, old),)


@pytest.mark.parametrize("at_rest", [True, False])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("算了不要合作开发，改成委托", "委托"),
        ("不用请老师了，还是委托开发", "委托开发"),
        ("还是委托吧，不要合作了", "委托"),
        ("不想合作开发了，改委托", "委托"),
        ("不要老师，要博士生进厂", "博士生进厂"),
        ("老师指导就算了，直接委托开发", "委托开发"),
    ],
)
def test_one_way_to_work_together_is_chosen_for_another(
    text: str, value: str, at_rest: bool
) -> None:
    assert _read(text, at_rest=at_rest) == (Amendment(Act.SET, "mode", value),)


@pytest.mark.parametrize("at_rest", [True, False])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("改一下，顶针材料是SKD61", "顶针材料是SKD61"),
        ("更正一下，转速是3000转", "转速是3000转"),
        ("改一个，批量是每天三千件", "批量是每天三千件"),
        ("纠正下 我们用的是304不锈钢", "我们用的是304不锈钢"),
    ],
)
def test_what_differs_may_be_announced_and_no_field_named(
    text: str, value: str, at_rest: bool
) -> None:
    assert _read(text, at_rest=at_rest) == (Amendment(Act.STATE, None, value),)


@pytest.mark.parametrize("at_rest", [True, False])
@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("不要公司了 别写公司名", "company"),
        ("公司别写了", "company"),
        ("算了公司别写", "company"),
        ("预算先别填", "budget"),
        ("行业不用写", "industry"),
        ("算了 别写期限了", "deadline"),
    ],
)
def test_a_field_is_left_out_by_its_name(text: str, field: str, at_rest: bool) -> None:
    assert {(each.act, each.field) for each in _read(text, at_rest=at_rest)} == {(Act.DROP, field)}


@pytest.mark.parametrize(
    "text",
    [
        "别写名字",
        "不要公司的专利",
        "不用时间太长",
        "不要方式太复杂",
        "问题不大，是产品不是人",
        "轴承转久了烫，是不是润滑不够",
        "不要加防腐剂，要天然的",
        "不要太贵的，要免费的",
        "我们想改一下工艺，是做酱油的",
        "改一下配方能不能行",
        "那就请老师来看看，再委托开发",
    ],
)
def test_terms_and_questions_swap_nothing(text: str) -> None:
    assert _read(text, at_rest=False) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("那个停产的两万别写上去", "停产的两万"),
        ("酸价0.3这个去掉", "酸价0.3"),
        ("合作方式去掉", "合作方式"),
    ],
)
def test_what_is_not_to_be_written_is_dropped(text: str, value: str) -> None:
    (found,) = _read(text)
    assert (found.act, found.value) == (Act.DROP, value)


def test_several_fields_are_put_right_in_one_sentence() -> None:
    found = _read("预算改25万，时间改到明年年底")
    assert [(each.field, each.value) for each in found] == [
        ("budget", "25万"),
        ("deadline", "明年年底"),
    ]


def test_a_field_that_stays_is_left_alone() -> None:
    (found,) = _read("地区不变，公司叫平湖恒远塑料厂")
    assert (found.act, found.field, found.value) == (Act.STATE, "company", "平湖恒远塑料厂")


def test_a_wish_to_change_something_may_say_what_at_once() -> None:
    assert _read("修改需求") == (Amendment(Act.CHOOSE, None),)
    (found,) = _read("我要改需求，预算25万")
    assert (found.field, found.value) == ("budget", "25万")


def test_a_name_that_is_missed_is_the_contacts() -> None:
    (found,) = _read("我叫周建国，名字咋没有")
    assert (found.field, found.value) == ("person", "周建国")


@pytest.mark.parametrize(
    "text",
    [
        "预算怎么改",
        "这个问题你们能改成自动的吗",
        "时间不对外公开",
        "参数不对，做出来发黄",
        "问题不大",
        "把我的资料删掉",
        "电话去掉",
        "我想把毛刺去掉",
        "还有一个问题，包装机卡袋",
        "再补充一个问题，包装机卡袋",
        "我们厂做塑料制品的，注塑件老是缩水",
        "确认提交",
        "公司在台州",
    ],
)
@pytest.mark.parametrize("at_rest", [True, False])
def test_what_puts_nothing_right_is_left_to_others(text: str, at_rest: bool) -> None:
    assert _read(text, at_rest=at_rest) == ()


@pytest.mark.parametrize(
    "text",
    ["浊度5也要写上", "加上温度高就更容易裂", "酸价0.3去掉", "问题是泡沫板起鼓", "改成25万"],
)
def test_while_a_question_waits_its_answer_is_no_amendment(text: str) -> None:
    assert _read(text, at_rest=False) == ()


@given(st.text(alphabet="预算公司问题指标改成加上不是对错了，。20万去掉写 ", max_size=40))
def test_it_never_raises(text: str) -> None:
    for each in _read(text):
        assert each.act in set(Act)


def test_a_contrast_that_goes_on_about_something_else_swaps_no_words() -> None:
    said = _read("不是我不想，是没钱，你懂的", at_rest=False)
    assert not [each for each in said if each.act is Act.SWAP]
