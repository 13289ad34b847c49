"""A budget, told apart from every other number."""

import pytest

from bot.reading.money import Money, read_money
from bot.reading.script import normalise


def read(text: str, *, expected: bool = False) -> Money | None:
    return read_money(normalise(text), expected=expected)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("预算 50 万", 500_000, 500_000),
        ("手头能拿三十五万出来", 350_000, 350_000),
        ("预算20万模具要换", 200_000, 200_000),
        ("拿30万锅炉改造", 300_000, 300_000),
        ("投入200-300万", 2_000_000, 3_000_000),
        ("三十到五十万之间吧", 300_000, 500_000),
        ("30万到50万", 300_000, 500_000),
        ("10~15万元", 100_000, 150_000),
        ("8000-1万2", 8_000, 12_000),
        ("最多三万五", None, 35_000),
        ("不超过30万", None, 300_000),
        ("控制在80万以内", None, 800_000),
        ("二十万块以内", None, 200_000),
        ("5万封顶", None, 50_000),
        ("低于8万的", None, 80_000),
        ("至少100万", 1_000_000, None),
        ("50万起步", 500_000, None),
        ("八十万以上", 800_000, None),
        ("上百万吧", 1_000_000, None),
        ("拿个两三百万出来试试", 2_000_000, 3_000_000),
        ("￥30,000", 30_000, 30_000),
        ("人民币伍拾万元整", 500_000, 500_000),
        ("经费1个亿", 100_000_000, 100_000_000),
        ("许可费5000元一年的", 5_000, 5_000),
        ("十来个W", 100_000, 100_000),
        ("預算大約三十萬", 300_000, 300_000),
        ("预算30W左右，做个功率50W的电机", 300_000, 300_000),
        ("产值3000万，想花50万改造", 500_000, 500_000),
        ("去年花了80万买设备，这回预算20万", 200_000, 200_000),
        ("预算六位数", 100_000, 1_000_000),
        ("预算6-7位数吧", 100_000, 10_000_000),
        ("预算五位数，八万左右", 80_000, 80_000),
        ("预算六位数，去年花了80万", 100_000, 1_000_000),
        ("最多掏八万", None, 80_000),
        ("撑死掏九万", None, 90_000),
        ("产品卖不动 想换配方 准备投六十万上下", 600_000, 600_000),
        ("经费最多9000", None, 9_000),
        ("使用费三千以内的有吗", None, 3_000),
        ("预算70", 700_000, 700_000),
    ],
)
def test_sums_are_read_in_yuan(text: str, least: int | None, most: int | None) -> None:
    money = read(text)
    assert money is not None
    assert (money.min, money.max, money.currency) == (least, most, "CNY")


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("20万美金", 200_000, "USD"),
        ("$20,000", 20_000, "USD"),
        ("USD 5万", 50_000, "USD"),
        ("三万欧元", 30_000, "EUR"),
        ("10万港币", 100_000, "HKD"),
        ("两百万日元", 2_000_000, "JPY"),
        ("韩元一亿", 100_000_000, "KRW"),
        ("预算新台币两百万", 2_000_000, "TWD"),
    ],
)
def test_foreign_money_stays_foreign(text: str, amount: int, currency: str) -> None:
    money = read(text)
    assert money is not None
    assert (money.max, money.currency) == (amount, currency)


@pytest.mark.parametrize(
    ("answer", "least", "most"),
    [
        ("一两百万", 1_000_000, 2_000_000),
        ("八千", 8_000, 8_000),
        ("廿五万", 250_000, 250_000),
        ("万儿八千的", 8_000, 10_000),
        ("俩仨万", 20_000, 30_000),
        ("三四十来万", 300_000, 400_000),
        ("三十个达不溜", 300_000, 300_000),
        ("不想超过七万", None, 70_000),
        ("五十万往下", None, 500_000),
        ("最高给到六十万", None, 600_000),
        ("五万都没有", None, 50_000),
        ("少说也得三十万", 300_000, None),
        ("50W+", 500_000, None),
        ("下限20万，上限40万", 200_000, 400_000),
        ("十零萬啦，最多十五萬", 110_000, 150_000),
        ("三十万左右，最多四十万", 300_000, 400_000),
        ("预算50万，最多付10万定金", 500_000, 500_000),
    ],
)
def test_sums_as_they_are_said(answer: str, least: int | None, most: int | None) -> None:
    money = read(answer, expected=True)
    assert money is not None
    assert (money.min, money.max) == (least, most)


@pytest.mark.parametrize(
    "text", ["一万出头", "大概50万", "50来万", "50万左右", "五十多万", "差不多50万吧", "十几万"]
)
def test_vague_sums_say_so(text: str) -> None:
    money = read(text)
    assert money is not None
    assert money.approx


@pytest.mark.parametrize("text", ["50万", "30-50万", "10万以内"])
def test_exact_sums_are_not_vague(text: str) -> None:
    money = read(text)
    assert money is not None
    assert not money.approx


@pytest.mark.parametrize(
    "text",
    [
        "每分钟600个",
        "废品率12%",
        "含量180mg",
        "年产50万吨",
        "5万模次就要换，想做到30万模次",
        *("8千模，客户要5万模", "2万冲就崩刃", "3万模", "绣到10万针就断", "啤到20万啤"),
        *("刀片切2万刀就钝", "滚筒跑30万转每分", "印5万印就糊", "钢领100万梭"),
        "年销30万",
        "一年做两千万的生意",
        "十万棒坏了三万",
        "养了三万尾，死了一万",
        "三十万株苗",
        "一年卖100万只",
        "漏检不能超过万分之一",
        "10万级洁净车间",
        "10万次弯折",
        "200万像素的相机",
        "电机功率100W",
        "去年被罚了20万",
        "年产值3000万",
        "客户赔款要了我们30万",
        "注册资本500万",
        "一年电费200万",
        "花了80万买的设备",
        "这烘干机一台要五万",
        "0.5元一个",
        "5k一吨的成本压到4k5",
        "转速3000转",
        "微量元素10元素分析",
        "13800138000",
        "91350100M000100Y43",
        "万一不行呢",
        "千校万企是个啥",
        "第二个方案",
        "没有上限",
        "一个月光人工费就要九万",
        "去年一年30万油费",
        "每年搭进去二十多万",
        "一盒三块五，想做到两块八",
    ],
)
def test_other_numbers_are_no_budget(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("answer", "least", "most"),
    [
        ("50", 500_000, 500_000),
        ("五十", 500_000, 500_000),
        ("50吧", 500_000, 500_000),
        ("30-50", 300_000, 500_000),
        ("20到30之间", 200_000, 300_000),
        ("不超过50", None, 500_000),
        ("1.5", 15_000, 15_000),
        ("999", 9_990_000, 9_990_000),
        ("800-1200", 8_000_000, 12_000_000),
    ],
)
def test_a_bare_answer_is_in_ten_thousands(answer: str, least: int | None, most: int) -> None:
    money = read(answer, expected=True)
    assert money is not None
    assert (money.min, money.max) == (least, most)
    assert money.approx


@pytest.mark.parametrize(
    ("answer", "amount"),
    [("300000", 300_000), ("10000", 10_000), ("5k", 5_000), ("8000", 8_000), ("预算5000吧", 5_000)],
)
def test_a_long_or_scaled_answer_is_taken_as_it_stands(answer: str, amount: int) -> None:
    money = read(answer, expected=True)
    assert money is not None
    assert (money.max, money.approx) == (amount, False)


@pytest.mark.parametrize(
    "answer", ["先不填", "三年", "3个月", "2026年", "12%", "13800138000", "没多少", "第一"]
)
def test_answers_that_are_no_sum(answer: str) -> None:
    assert read(answer, expected=True) is None


def test_the_words_are_kept() -> None:
    money = read("预算大概50来万，年底前要")
    assert money is not None
    assert money.text == "大概50来万"


@pytest.mark.parametrize("text", ["密码六位数", "请看六位数字", "精确到小数点后四位数"])
def test_places_that_are_no_sum(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("5万模具费", 50_000),
        ("拿20万冲压设备改造", 200_000),
        ("3万刀", 30_000),
        ("10万印刷厂出得起", 100_000),
    ],
)
def test_a_word_that_begins_with_a_count_of_work_leaves_the_sum(text: str, least: int) -> None:
    money = read(text, expected=True)
    assert money is not None
    assert money.min == least


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("想搵人研究下热处理，唔好超过十万蚊", None, 100_000),
        ("我们在苏州吴江，30万到顶", None, 300_000),
        ("想请教授来看，十万箍以内", None, 100_000),
        ("培训费两万四", 24_000, 24_000),
        ("成套的人家要三百二十万买不起，能不能自己开发个四十万以内的", None, 400_000),
    ],
)
def test_limits_as_they_are_said(text: str, low: int | None, high: int) -> None:
    money = read_money(normalise(text))
    assert money is not None
    assert (money.min, money.max) == (low, high)


@pytest.mark.parametrize(
    ("answer", "high"),
    [
        ("本来想给五十万的，今年行情差，只能给三十万了", 300_000),
        ("半年前人家报价九十八万，我嫌贵，五十万以内可以", 500_000),
        ("本来想给五十万", 500_000),
    ],
)
def test_what_was_meant_once_gives_way(answer: str, high: int) -> None:
    money = read_money(normalise(answer), expected=True)
    assert money is not None
    assert money.max == high


@pytest.mark.parametrize(
    "text",
    ["客户扣了我尾款37万", "买来十八万，吵得很", "6W的电机", "20~30w的灯", "进口的三百万买不起"],
)
def test_what_was_kept_back_bought_or_is_too_dear_is_no_budget(text: str) -> None:
    assert read_money(normalise(text)) is None


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("求电池方案，20~30w，能不能技术转让", 200_000, 300_000),
        ("识别率要到99.5，义乌，6w", 60_000, 60_000),
        ("做水泵的，最多8W，温岭", None, 80_000),
        ("出5w，越快越好", 50_000, 50_000),
        ("年产两百万条投资个一百五十万没问题", 1_500_000, 1_500_000),
        ("一年卖三百万只拿个八十万出来", 800_000, 800_000),
        ("0.6个亿里头拿百分之一，就是六十万", 600_000, 600_000),
        ("营业额三千万里面抽2个点，六十万", 600_000, 600_000),
    ],
)
def test_a_sum_beside_figures_that_are_none(text: str, least: int, most: int) -> None:
    money = read(text)

    assert money is not None
    assert (money.min, money.max) == (least, most)


@pytest.mark.parametrize("text", ["灯珠，6w，太热", "电机，20w，噪音大", "散热片，5~8w，烫手"])
def test_watts_in_a_clause_of_their_own(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("十五个吧，最多二十个，再多没有了", 150_000, 200_000),
        ("十五个吧，顶多二十个", 150_000, 200_000),
        ("顶多三十个，真的没有更多钱了", None, 300_000),
    ],
)
def test_tens_of_thousands_by_the_piece(text: str, least: int | None, most: int) -> None:
    money = read(text, expected=True)

    assert money is not None
    assert (money.min, money.max) == (least, most)
