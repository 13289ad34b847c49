"""The owner's trade from everyday words."""

import csv
from pathlib import Path

import pytest

from bot.reading.industry import divisions, read_industry
from bot.reading.script import normalise

STANDARD = Path(__file__).parents[4] / "shared/data/classification/gbt4754_2017.csv"


def code_of(text: str, *, expected: bool = False) -> str | None:
    found = read_industry(normalise(text), expected=expected)
    return found.code if found else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我们厂做铝合金压铸的，气孔多", "C33"),
        ("有没有搞污水处理的老师，印染废水降不下来", "C17"),
        ("水性漆附着力差", "C26"),
        ("茶叶杀青不匀", "C15"),
        ("做食用菌深加工的", "C13"),
        ("PCB蚀刻不净", "C39"),
        ("轴承发烫", "C34"),
        ("我哋做注塑嘅", "C29"),
        ("大棚里温度控制不准", "A01"),
        ("锂电池鼓包", "C38"),
        ("中药提取收率低", "C27"),
        ("陶瓷坯体开裂", "C30"),
        ("玉米脱粒机脱不干净", "C35"),
        ("阿拉厂里向做拉链个", "C41"),
        ("豆瓣酱长霉", "C14"),
        ("我们种苹果的", "A01"),
        ("养猪场臭味大", "A03"),
        ("南美白对虾老死", "A04"),
        ("钢厂的，高炉结瘤", "C31"),
        ("铜箔针孔", "C32"),
        ("我们做汽车线束的", "C36"),
        ("无人机续航短", "C37"),
        ("流量计不准", "C40"),
        ("废轮胎裂解", "C42"),
        ("纸箱受潮", "C22"),
        ("做快递袋的，封口老开胶", "C29"),
        ("做快递盒的", "C22"),
        ("我们是快递网点", "G60"),
        ("家具厂，封边开胶", "C21"),
        ("我们是环保公司，做污水处理的", "N77"),
        ("做软件的", "I65"),
        ("氧化锌避雷器老化快", "C38"),
        ("想找个懂焊接的老师，我们做压力容器", "C33"),
        ("客户是汽车厂，我们做橡胶密封圈的", "C29"),
        ("食品厂，想上包装机", "C14"),
        ("种了2000亩魔芋，软腐病厉害", "A01"),
        ("我们不是加工，是种魔芋的", "A01"),
        ("魔芋粉发黑", "C13"),
        ("黑木耳菌袋污染", "A01"),
        ("木耳烘干后发黄", "C13"),
        ("椰子饼返潮", "C14"),
        ("我们种椰子的", "A01"),
        ("猕猴桃汁沉淀", "C15"),
        ("做拉面料包的，老胀袋", "C14"),
        ("馒头发面料不稳", "C14"),
        ("方便面料包油哈喇", "C14"),
        ("面料色差大", "C17"),
        ("输液器接头漏液", "C35"),
        ("医用口罩和防护服，熔喷层衰减快", "C27"),
        ("饲蚵仔的，蚵苗附着率低", "A04"),
    ],
)
def test_trades(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "中国农业大学的教授",
        "化工学院的老师",
        "焊缝有裂纹",
        "废水超标",
        "给我手机号",
        "PAINT",
        "你好",
        "",
    ],
)
def test_no_trade(text: str) -> None:
    assert code_of(text) is None


@pytest.mark.parametrize(
    ("answer", "code"), [("物联网", "I65"), ("焊接", "C33"), ("废水处理", "N77")]
)
def test_an_answer_may_be_a_hint(answer: str, code: str) -> None:
    assert code_of(answer) is None
    assert code_of(answer, expected=True) == code


def test_the_evidence_is_said() -> None:
    found = read_industry("做铝合金压铸的")
    assert found is not None
    assert (found.evidence, found.name) == ("铝合金压铸", "金属制品业")


def test_every_division_is_known_by_its_official_name() -> None:
    assert len(divisions()) == 97
    missed = {c: n for c, n in divisions().items() if code_of(n, expected=True) != c}
    assert missed == {}


@pytest.mark.skipif(not STANDARD.exists(), reason="../shared is not here: GB/T 4754 not compared")
def test_names_and_codes_agree_with_the_standard() -> None:
    with STANDARD.open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["level"] == "大类"]
    official = {row["parent"] + row["code"]: row["name"] for row in rows}
    assert official.keys() == divisions().keys()
    # The copy cuts one long name short.
    assert all(divisions()[code].startswith(name) for code, name in official.items())
