"""Names of companies and of people."""

import pytest

from bot.reading.company import read_company
from bot.reading.person import read_person
from bot.reading.script import normalise


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我们是东莞市恒力塑胶有限公司", "东莞市恒力塑胶有限公司"),
        ("公司全称：宁波甬江轴承制造有限公司，做轴承的", "宁波甬江轴承制造有限公司"),
        ("浙江大华（集团）股份有限公司", "浙江大华(集团)股份有限公司"),
        ("襄汾县绿源种植专业合作社", "襄汾县绿源种植专业合作社"),
        ("我在宁波甬江轴承有限公司上班", "宁波甬江轴承有限公司"),
        ("福建XX科技有限公司的王总", "福建XX科技有限公司"),
        ("我们叫永康市大力工具厂", "永康市大力工具厂"),
        ("老王家庭农场", "老王家庭农场"),
        ("大华集团", "大华集团"),
        ("公司改成绍兴佳泉酒业有限公司", "绍兴佳泉酒业有限公司"),
        ("我们叫江西康仁制药有限公司", "江西康仁制药有限公司"),
    ],
)
def test_companies(text: str, name: str) -> None:
    assert read_company(normalise(text)) == name


@pytest.mark.parametrize(
    "text",
    [
        "一家有限公司",
        "那家公司",
        "我们公司做压铸",
        "我是村里合作社的，种木耳的",
        "上市公司",
        "我们厂",
        "有没有公司合作",
        "做铝合金压铸厂的",
        "",
        "我们在人民路88号开了个陶瓷厂",
        "镇政府旁边办了家粮油加工厂",
        "我和我哥合伙办了个养殖场",
        "我们药厂",
        "我们村集体经济合作社",
    ],
)
def test_no_company(text: str) -> None:
    assert read_company(normalise(text)) is None


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("恒力塑胶", "恒力塑胶"),
        ("我们叫恒力", "恒力"),
        ("ABC电子", "ABC电子"),
        ("宁波轴承厂", "宁波轴承厂"),
    ],
)
def test_a_trade_name_answers(answer: str, name: str) -> None:
    assert read_company(normalise(answer), expected=True) == name


@pytest.mark.parametrize(
    "answer",
    [
        "不方便说", "为什么要填这个", "跳过", "我们厂", "先不填", "做压铸的", "转人工",
        "91350100M000100Y43", "预算50万", "还没注册", "随便", "好的", "我是个体户", "你是谁？",
        "就这些", "一天能洗两吨", "矫顽力提升到35kOe", "我是村里合作社的", "没了",
        "公司唔写住", "三百户里头一百六十户漏",
    ],
)  # fmt: skip
def test_answers_that_are_no_name(answer: str) -> None:
    assert read_company(normalise(answer), expected=True) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我姓刘，刘建国，13800138000", "刘建国"),
        ("我叫王小二", "王小二"),
        ("联系人：欧阳明 13800138000", "欧阳明"),
        ("本人陈静，电话13800138000", "陈静"),
        ("13800138000 王建国", "王建国"),
        ("刘经理", "刘经理"),
        ("找张总", "张总"),
        ("叫我李工就行", "李工"),
        ("叫我老周就行", "老周"),
        ("免贵姓陈", "陈先生/女士"),
        ("13800138000 老李", "老李"),
        ("138 0013 8000，小吴", "小吴"),
        ("0577-67351234，林工", "林工"),
        ("13800138000，林", "林先生/女士"),
        ("13800138000姓孟", "孟先生/女士"),
        ("老板姓徐", "徐老板"),
        ("书记姓向，13800138000", "向书记"),
        ("张铁柱，13800138000", "张铁柱"),
        ("联系我儿子小勇 13800138000", "小勇"),
        ("找会计刘姐 13800138000", "刘姐"),
        ("儿子的电话13800138000，打他的，他叫王小明", "王小明"),
    ],
)
def test_people(text: str, name: str) -> None:
    person = read_person(normalise(text))
    assert person is not None
    assert (person.name, person.refused) == (name, False)


@pytest.mark.parametrize(
    "text",
    [
        "别写名字",
        "不要留名字",
        "匿名吧",
        "别公开我的姓名",
        "不留姓名",
        "名字就不写了",
        "只存手机号就行",
    ],
)
def test_a_refusal_is_heard(text: str) -> None:
    person = read_person(text)
    assert person is not None
    assert (person.name, person.refused) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "想找张教授",
        "王老师的项目",
        "高新技术",
        "周期太长",
        "金属材料",
        "我是厂长",
        "我叫什么",
        "何时能好",
        "方便面厂",
        "",
        "方钢管 13800138000",
        "13800138000 马上联系我",
        "找小型企业 13800138000",
        "老师 13800138000",
        "他姓什么",
        "厂长他叫王小明",
        "不方便留联系方式",
    ],
)
def test_nobody(text: str) -> None:
    assert read_person(text) is None


def test_a_surname_may_stand_by_itself_beside_a_number() -> None:
    person = read_person("可以留电话,13812340000,姓周")
    assert person is not None
    assert person.name == "周先生/女士"
    assert read_person("姓王的那个老师") is None


def test_a_bare_name_answers() -> None:
    assert read_person("刘建国") is None
    person = read_person("刘建国", expected=True)
    assert person is not None
    assert person.name == "刘建国"
