"""The name under which an owner wants to be called back.

A name is read only where the owner introduces one (我叫…, 联系人: …, 刘经理), or right
after the desk asked for the contact. 「别写名字」 is a refusal, to be respected.
"""

import re
from dataclasses import dataclass

from bot.reading.script import fold

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
    "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍"
    "涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝雒"
)
_COMPOUND = "欧阳|上官|司马|诸葛|司徒|东方|独孤|南宫|夏侯|尉迟|皇甫|公孙|慕容|令狐|端木"
FULL_NAME = rf"(?:(?:{_COMPOUND})[一-龥]{{1,2}}|[{_SURNAMES}][一-龥]{{1,2}})"
SURNAME = rf"(?:{_COMPOUND}|[{_SURNAMES}])"
ROLE = (
    r"(?:经理|总监?|厂长|老板(?:娘)?|主任|先生|女士|小姐|师傅|工(?!厂|业|艺|程|人|序)|"
    r"董|主管|部长|科长|会计|秘书|社长|场长|姐|哥|叔)"
)
_BREAK = (
    r"(?=[,。;:!?()\s\d]|$|是|的(?!确)|电话|手机|微信|本人|吧|哈|呢|啊|就|即可|可以"
    r"|得[啦嘞]|行[啦了])"
)
_INTRODUCED = re.compile(
    rf"(?:我(?:的)?(?:名字)?(?:是|叫|名叫)|本人|名字(?:是|叫|写|填)?|姓名|联系人(?:是|叫|写|填)?|"
    rf"找|联系|称呼(?:我|是)?|叫我|敝人)\s?[:,]?\s?(?P<name>{FULL_NAME}){_BREAK}"
)
_SURNAMED = re.compile(
    rf"(?:我|免贵|小姓|本人)?姓(?P<surname>{SURNAME})(?:[,\s]*(?:叫|名|"
    rf"全名)?(?P<full>{FULL_NAME}){_BREAK})?"
)
# 13812340000,姓周: a clause of its own.
_BY_ITSELF = re.compile(rf"(?:^|[,。;\s\d])姓{SURNAME}[。!]?(?=$|[,;\s\d])")
# 老板姓徐: an office and a surname are a name to call by.
OFFICE = (
    r"(?:老板娘?|经理|厂长|书记|主任|会计|负责人|联系人|师傅|"
    r"场长|社长|站长|村长|科长|部长|主管|技术员)"
)
_IN_OFFICE = re.compile(rf"(?P<office>{OFFICE})姓(?P<surname>{SURNAME})(?=$|[,。;!\s\d])")
_CALLED_BY_OFFICE = re.compile(r"负责人|联系人|技术员")
_ROLED = re.compile(
    rf"(?:^|[,。;:\s]|我是|联系人|(?:找|联系|打给)(?:我们?|俺们?)?{OFFICE}?|叫我|称呼我?)(?P<role>(?:{_COMPOUND}|"
    rf"[{_SURNAMES}])[一-龥]{{0,2}}?{ROLE}){_BREAK}"
)
_FAMILIAR_NAME = rf"[老小大阿][{_SURNAMES}]"
_NUMBER = r"(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}[ -]?[1-9]\d{6,7})"
_BESIDE_PHONE = re.compile(
    rf"(?:^|[,。;:\s])(?P<name>{FULL_NAME}|{_FAMILIAR_NAME})[,:;\s]*(?:电话|手机号?|联系电话)?[:\s]*(?={_NUMBER})|"
    rf"{_NUMBER}[,:;\s(]*(?:找|叫|联系人?|是)?(?P<after>{FULL_NAME}|{_FAMILIAR_NAME})(?=[,。;\s)]|$)"
)
# 13800138000,林: a surname and nothing else.
_SURNAME_BEHIND = re.compile(rf"{_NUMBER}[,:;\s]+(?P<surname>{SURNAME})[。!]?$")
# 联系我儿子小勇.
_KIN = (
    r"(?:大|小|二)?(?:儿子|女儿|闺女|女婿|儿媳妇?|媳妇|老婆|爱人|老公|"
    r"侄子|侄女|外甥|弟弟|哥哥|姐姐|妹妹|同事|徒弟)"
)
_KINSMAN = re.compile(
    rf"(?:我们?|俺们?|咱们?)?{_KIN}(?:叫|是)?(?P<name>[小阿][一-龥]|{_FAMILIAR_NAME}|{FULL_NAME})(?=$|[,。;:!\s\d])"
)
# 「打我儿子电话，他叫王小明」: whoever is to be called.
_ANOTHER = re.compile(rf"[他她]的?(?:名字)?(?:叫|姓名是|名叫)(?P<name>{FULL_NAME}){_BREAK}")
# 阿标, 小勇: no surname, where it is said that this is what to call them by.
_FAMILIAR = re.compile(
    rf"(?:(?:叫我|称呼我?|我是|喊我)(?P<name>{_FAMILIAR_NAME})|(?:叫我|称呼我|喊我)(?P<given>[阿小][一-龥])){_BREAK}"
)
_REFUSED = re.compile(
    r"(?:别|不要|不用|不必|不想|不方便|勿|甭|先不|就不)(?:要)?(?:写|填|留|登|记|给|透露|公开|说|"
    r"显示)?(?:我的?|我们)?(?:真实|真)?(?:名字|姓名|大名|名(?![牌称单额字]))|匿名|名字(?:就|先|"
    r"还是)?(?:不|别|免)|不(?:留|写|记|登|填)(?:真|我的?)?(?:姓名|名(?![牌称单额片]))|(?:只|就|光)(?:能|要|想|给|可以?|准)?(?:存|留|记|登|填|写|用)(?:个|我的?)?(?:电话|手机号?|号码)(?!就|不)|(?:姓名|名字)保密"
)
_NOT_A_NAME = re.compile(
    r"方式|老师|教授|专家|大学|学院|公司|工厂|客户|人工|师傅们|什么|怎么|多少|哪里|高新|金属|石油|"
    r"白色|黄色|文件|方案|成本|时间|明年|今年|安全|温度|华中|江苏|山东|"
    r"马上|于是|任何|成都|方便|应该|全部|和你|向你|关于|常州|路由|易拉|单位|时候|连接|方法|农业|"
    r"农机|包装|管道|石材|[钢铁铝](?:板|管|件|皮|材|丝|厂|水|锅|壳)|^[方白金石费](?:钢|铁|铝)|钢铁|安徽|宁波|温州|金华|台州|武汉|向日|"
    r"解决|解释|申请|申报|查询|查看|查一|全国|全省|和学|和高|和老|成果|成功|边上|简单|项目|车间|"
    r"车床|米饭|党员|连续|毛病|毛刺|古|简介|商量|商务|明天|明白|池|沙子|费用|时"
)


@dataclass(frozen=True, slots=True)
class Person:
    """How to address the contact: a full name, or surname and role (刘经理)."""

    name: str | None
    refused: bool
    """The owner asked that no name be kept."""


def read_person(text: str, *, expected: bool = False) -> Person | None:
    """The contact a normalised text names, or the wish not to be named; else None.

    `expected`: the desk has just asked for the contact, so a bare name will do.
    """
    if _REFUSED.search(text):
        return Person(None, True)
    name = (
        _introduced(text)
        or _in_office(text)
        or _surnamed(text)
        or _beside_phone(text)
        or _roled(text)
        or _kinsman(text)
    )
    if name is None and expected:
        name = _bare(text)
    return Person(name, False) if name else None


def _plausible(name: str | None) -> str | None:
    return None if name is None or _NOT_A_NAME.search(name) else name


def _introduced(text: str) -> str | None:
    found = _INTRODUCED.search(text)
    return _plausible(found["name"]) if found else None


def _surnamed(text: str) -> str | None:
    found = _SURNAMED.search(text)
    if found is None:
        return None
    full, surname = found["full"], found["surname"]
    if full and full.startswith(surname) and _plausible(full):
        return str(full)
    return _roled(text) or (f"{surname}先生/女士" if _tells_own(found, text) else None)


def _roled(text: str) -> str | None:
    found = _ROLED.search(text)
    familiar = None if found else _FAMILIAR.search(text)
    if familiar is not None:
        return str(familiar["name"] or familiar["given"])
    return _plausible(found["role"]) if found else None


def _in_office(text: str) -> str | None:
    found = _IN_OFFICE.search(text)
    if found is None:
        return None
    plain = _CALLED_BY_OFFICE.fullmatch(found["office"])
    return f"{found['surname']}{'先生/女士' if plain else found['office']}"


def _beside_phone(text: str) -> str | None:
    for found in _BESIDE_PHONE.finditer(text):
        if name := _plausible(found["name"] or found["after"]):
            return name
    behind = _SURNAME_BEHIND.search(text)
    return f"{behind['surname']}先生/女士" if behind else None


def _kinsman(text: str) -> str | None:
    found = _KINSMAN.search(text)
    if found is None and re.search(_NUMBER, text):
        found = _ANOTHER.search(text)
    return _plausible(found["name"]) if found else None


def surname_spans(text: str) -> list[tuple[int, int]]:
    """Where in the text as written somebody tells a surname: 「我姓欧阳」. It is too short to be
    looked for elsewhere."""
    folded, places = fold(text)
    told = (m.span("surname") for m in _SURNAMED.finditer(folded) if _tells_own(m, folded))
    return [(places[start], places[end - 1] + 1) for start, end in told]


def _tells_own(found: re.Match[str], text: str) -> bool:
    return bool(re.search(r"我|免贵|小姓|本人", found[0]) or _BY_ITSELF.search(text))


def _bare(text: str) -> str | None:
    found = re.fullmatch(
        rf"[\s,]*(?P<name>{FULL_NAME}|{_FAMILIAR_NAME}|{SURNAME}[一-龥]{{0,2}}?{ROLE})[\s,。.!]*",
        text,
    )
    return _plausible(found["name"]) if found else None
