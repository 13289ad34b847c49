"""Where an owner is, and where not."""

import pytest

from bot.reading.gazetteer import gazetteer
from bot.reading.place import full_name, place_candidates, read_place
from bot.reading.script import normalise


def code_of(text: str, *, expected: bool = False) -> str | None:
    place = read_place(normalise(text), expected=expected)
    return place.code if place else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我们在湖北宜昌", "420500"),
        ("江苏这边", "320000"),
        ("我们厂在萧山", "330109"),
        ("佛山顺德的", "440606"),
        ("廣東深圳寶安", "440306"),
        ("江苏省苏州市昆山市", "320583"),
        ("襄汾，山西的", "141023"),
        ("义乌做饰品的", "330782"),
        ("俺们潍坊寿光这旮沓", "370783"),
        ("内蒙包头", "150200"),
        ("恩施", "422800"),
        ("黔东南的", "522600"),
        ("仙桃", "429004"),
        ("北京朝阳区", "110105"),
        ("辽宁朝阳", "211300"),
        ("南通通州", "320612"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("甘肃合作", "623001"),
        ("山东日照", "371100"),
        ("河北大厂", "131028"),
        ("香港", "810000"),
        ("襄樊市", "420600"),
        ("魔都", "310000"),
        ("上海浦东", "310115"),
        ("苏北沭阳", "321322"),
        ("我们在粤西", "440000"),
        ("襄樊", "420600"),
        ("做瓷器的，德化的", "350526"),
        ("平遥 做漆器", "140728"),
        ("海棠果脯，海南三亚，褐变", "460200"),
        ("北京崇文区", "110103"),
        ("中山做灯饰的", "442000"),
        ("客户在上海，我们厂在宁波", "330200"),
        ("从上海找个教授，我们在南通", "320600"),
        ("上海交通大学的老师，我们在昆山", "320583"),
        ("武汉有大学吗", "420100"),
    ],
)
def test_places_are_read(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "想找武汉理工大学的教授",
        "浙江大学",
        "中山大学有没有研究催化的",
        "西安交大",
        "上海某某新材料有限公司",
        "东莞市恒力塑胶有限公司",
        "客户在上海",
        "南京路",
        "复合肥生产",
        "混合肥料",
        "高密度聚乙烯",
        "日照强度不够",
        "大同小异",
        "今天水压不稳",
        "东西安装不上",
        "比如说新建生产线合作开发",
        "普洱茶发酵",
        "云南白药",
        "千校万企",
        "",
        "做兰州拉面机器人的",
        "设备是从上海买的，老跳闸",
        "温州鞋那种鞋底",
        "河南客户要得急",
        "除了广东都行",
        "沈阳航大的焊接专业",
        "明天西安的车票还有没有",
    ],
)
def test_names_and_words_are_no_places(text: str) -> None:
    assert code_of(text) is None


@pytest.mark.parametrize(
    ("answer", "code"), [("合作", "623001"), ("江山", "330881"), ("白银", "620400")]
)
def test_an_answer_may_be_an_everyday_word(answer: str, code: str) -> None:
    assert code_of(answer) is None
    assert code_of(answer, expected=True) == code


def test_a_shared_name_is_not_guessed() -> None:
    assert code_of("我们在朝阳区") is None
    choices = place_candidates("我们在朝阳区")
    assert [choice.name for choice in choices] == ["北京市朝阳区", "吉林省长春市朝阳区"]


def test_a_clear_name_leaves_no_choice() -> None:
    assert place_candidates("我们在襄阳") == ()


def test_names_inside_names_when_asked() -> None:
    place = read_place("宁波甬江轴承制造有限公司", inside_names=True)
    assert place is not None
    assert place.code == "330200"


def test_every_division_is_found_by_its_full_name() -> None:
    codes = gazetteer().by_code
    assert len(codes) > 3_000
    missed = [code for code in codes if code_of(full_name(code), expected=True) != code]
    assert missed == []


def test_an_unknown_code_has_no_name() -> None:
    assert full_name("999999") == ""


def test_where_the_works_are_counts_more_than_where_the_firm_is() -> None:
    place = read_place(normalise("我係香港公司，喺東莞設廠"))
    assert place is not None
    assert place.code == "441900"


def test_what_grows_white_is_no_county() -> None:
    assert read_place("火腿表面长白点") is None
    assert read_place("吉林长白的") is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("主机厂在武汉，我们工厂在湖南娄底", "431300"),
        ("原来在上海青浦，去年搬到启东来了", "320681"),
        ("以前在深圳，现在惠州", "441300"),
        ("他在老家信阳炒板栗", "411500"),
        ("老家河南，厂开在东莞", "441900"),
    ],
)
def test_where_it_is_now_and_not_where_it_was(text: str, code: str) -> None:
    place = read_place(normalise(text))
    assert place is not None
    assert place.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("渝北", "500112"),  # merged lately, and still what its people say
        ("厂子在闸北", "310108"),
        ("南京下关的", "320107"),
        ("台州的，台湾的台", "331000"),
        ("姓江，江西的江，厂在绍兴", "330600"),
        ("朝阳辽宁", "211300"),
        ("朝阳，辽宁那个朝阳不是北京朝阳", "211300"),
        ("鼓楼，徐州那个鼓楼", "320302"),
    ],
)
def test_what_is_said_beside_the_place(text: str, code: str) -> None:
    assert code_of(text, expected=True) == code


def test_a_character_is_spelled_by_no_place() -> None:
    assert code_of("公司叫华康，康定的康", expected=True) is None
