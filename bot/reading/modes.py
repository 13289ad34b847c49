"""How an owner wants to work with a university.

The names are those of the need form: the contract kinds of the Civil Code (843) and
of the notice 教科信厅函〔2022〕26号, with 共建, 技术导师 and 博士生.
"""

import re
from collections.abc import Iterable

MODES = (
    "委托开发", "合作开发", "技术转让", "技术许可", "技术咨询",
    "技术服务", "技术培训", "共建", "技术导师", "博士生",
)  # fmt: skip


def known_modes(*named: str) -> None:
    """Raises ValueError, with what there is, where one of these is no way of working together."""
    if any(each not in MODES for each in named):
        raise ValueError(f"应为其中之一：{'、'.join(MODES)}")


_EXPERT = r"(?:教授|专家|导师|老师|博导|院士|高人|大拿|行家|懂行的)"
# Said outright, then said in other words; within one text the plainer wording wins.
_SPOKEN: tuple[tuple[str, str], ...] = (
    (
        "委托开发",
        r"(?:帮|替|给|为)(?:我们?|咱们?|俺们?|我司|我哋)(?:厂|公司)?(?:从头)?(?:开发|研发|设计|"
        r"做一?[个款套](?!检测|测试|化验|分析|仿真|培训|方案)|搞一?[个款套]|弄一?[个款套]|定制)|"
        r"委托(?:你们|高校|大学|学校|老师)|(?:包给|外包|交给)(?:你们|学校|高校|大学|老师)|"
        r"(?:你们|学校|高校|老师)(?:来)?(?:开发|研发)(?:我们|,)|定制开发|交钥匙|全权(?:开发|"
        r"委托)|我们(?:只)?出钱|"
        r"[花出掏]钱(?:请|让|找|叫)(?:学校|高校|大学|老师|教授|你们)(?:来|帮忙?)?(?:做|搞|弄|开发|研发)|"
        r"(?:让|请|叫|找)(?:个|家)?(?:学校|高校|大学|院校)(?:来|给|帮|帮忙|帮着|帮我们?)*(?:做|搞|弄)(?!检测|测试|化验|分析|培训|个?检)",
    ),
    (
        "合作开发",
        r"(?:一起|一齐|一道|一块儿?|共同|联手|联合|合伙|协同)(?:来)?(?:研发|开发|攻关|研究|搞|做|干|投)|合作(?:研发|攻关|"
        r"搞|研究)|合(?:着|起来)(?:研发|开发|搞|做|干|弄)|校企合作|产学研|联合攻关|协同攻关|我们也出人",
    ),
    (
        "技术转让",
        r"转让(?:给我|费|技术|专利)?|买断|买(?:下|个|项|你们的?)?(?:技术|专利|配方|工艺)(?!使用|"
        r"许可)|(?:技术|专利|配方|工艺)(?:直接|整个|一次)?买(?:过来|下来|断)|收购专利|专利权?归我|受让|卖给我们?(?:技术|专利|配方)",
    ),
    (
        "技术许可",
        r"开放许可|专利许可|许可使用|授权(?:使用|给?(?:我|咱|俺)|生产)|专利(?:的)?使用(?:权|许可)|"
        r"买.{0,4}使用权|(?:免费|便宜)的?专利|专利.{0,6}(?:能用|可用|用一下|拿来用)|许可",
    ),
    (
        "技术咨询",
        r"咨询(?:一?下)?(?:技术|工艺|方案|可行)|技术顾问|出(?:个|份)?(?:方案|主意|可研|可行性)|"
        r"可行性(?:研究|分析|论证|报告)|(?:论证|评估)(?:一?下)?|(?:给|提)点?(?:意见|建议)",
    ),
    (
        "技术服务",
        r"(?:帮|替|给|代)(?:我们?|咱|俺们?)?(?:做|搞)?(?:个|下|一下)?(?:检测|化验|测试|分析|检验|"
        r"试验|调试|标定|仿真)|(?:委外|送样|代)(?:检测|测试|加工|分析)|(?:做|搞)(?:个|次|"
        r"下)?(?:检测|化验|仿真|失效分析)|上门(?:服务|调试|看看)",
    ),
    (
        "技术培训",
        r"培训|(?:教|带|培养)(?:一?下)?(?:我们|工人|员工|技术员|徒弟)|讲(?:个|几)?课|上课|讲座|"
        r"办(?:个)?班",
    ),
    (
        "共建",
        r"共建|联合(?:实验室|研究院|研发中心|研究中心|创新中心|工程中心)|(?:建|设|办|搞|弄|"
        r"成立)(?:一?个|所|立)?(?:校企)?(?:联合)?(?:实验室|研究院|研发中心|"
        r"工程(?:技术)?(?:研究)?中心|院士站|工作站|实习基地|中试基地|创新联合体)|创新联合体|"
        r"作价入股|合资",
    ),
    (
        "技术导师",
        rf"(?:找|请|聘|派|来|有|要|推荐|介绍|认识)(?:一?[个位名]|几[个位]|"
        rf"些)?[^,。;!?]{{0,10}}?{_EXPERT}[^,。;!?]{{0,6}}?(?:看看|看一?下|指导|指点|帮|诊断|"
        rf"把把关|瞧瞧|过来|来厂|来一趟|坐镇|当顾问)|(?:请|聘|要)(?:一?[个位名])?{_EXPERT}|双聘|"
        rf"技术(?:导师|指导)(?!书|文件|意见)|{_EXPERT}(?:来|到)(?:厂|我们|公司|现场)|"
        r"(?:老师傅?|教授|专家|师傅)[^,。;!?]{0,4}(?:指点|指导)",
    ),
    (
        "博士生",
        r"博士(?:生|后|团|工作团)?(?!点|学位)|蓝火|研究生(?:来|到|驻|实习)|(?:学生|硕士)(?:来|"
        r"驻)(?:厂|公司|企业)",
    ),
)
_NAMED = re.compile(
    r"委托(?:研发|开发)|合作(?:开发|研发)|技术(?:转让|许可|咨询|服务|培训|导师)|专利(?:转让|"
    r"许可)|共建|博士生"
)
_SAME = {
    "委托研发": "委托开发",
    "合作研发": "合作开发",
    "专利转让": "技术转让",
    "专利许可": "技术许可",
}
# Enough of an answer where the desk has asked for the mode.
_ANSWERED: tuple[tuple[str, str], ...] = (
    ("委托开发", r"委托|外包|包出去|outsourc|commission"),
    ("合作开发", r"合作开发|一[起齐]|联合|joint|co-?develop|合作(?!模式|方式|社|市|联社)"),
    ("技术转让", r"转让|买过来|买下"), ("技术许可", r"许可|专利"),
    ("技术咨询", r"咨询|顾问"), ("技术培训", r"培训"),
    ("技术导师", r"导师|老师|教授|专家|师傅"), ("博士生", r"博士"), ("技术服务", r"服务|检测|上门"),
)  # fmt: skip
_COMPILED = tuple((mode, re.compile(pattern)) for mode, pattern in _SPOKEN)
_LESSON = re.compile(r"上(?:[一几]|个|堂|次)*课|讲课|讲座|培训|办班")
_ASKING = re.compile(
    # 「委托还是合作」 asks; 「还是请老师来看看」 has chosen.
    r"区别|不同|啥意思|什么意思|哪个好|选哪|(?<=[^,。;!?\s那不了])还是|怎么选|是啥|是什么|怎么弄|怎么办理|流程|要钱不|"
    r"收费|多少钱|有啥(?:区别|不同|好处|要求)"
)
_QUESTION = re.compile(
    r"怎么|怎样|如何|什么|啥|多久|多少|到底|哪|是不是|会不会|要不要|回事|吗\s*[?。!]?$|[?]$|"
    r"不\s*[?]?$"
)
_WISH = re.compile(r"想|希望|打算|准备|帮|找|我们?要|需要(?!付|交|给)|拟|求|能不能|能来")
_EITHER = re.compile(r"或者|也行|都行|也可以|都可以")
# What stands around a mode in an answer that says nothing else: 共建实验室那种.
_AROUND = re.compile(
    r"(?:学校|高校|大学|实验室|一[起齐道]|一块儿?|共同|双方|[和跟与弄]|开发|研发|技术|[那这]种|方式|形式|模式|合作|老师|一[下哈]|我们?"
    r"|[要想用选走搞做就行可以也都好吧啊的来个请找让帮呢咯了,。;!\s])+"
)
# 「委托」, 「咨询吧」 and nothing else name one, whatever was asked; 「专利」 alone asks for them.
_BARE = re.compile(
    r"(?:那就|还是|就|选|要|我们?|想|[,\s])*"
    r"(?:委托(?:学校|高校|大学|他们|老师)?|外包|联合(?:开发|研发|攻关|搞)?|合作开发|转让|买断|咨询|培训|导师|请导师|共建|博士生?)"
    r"(?:方式|那种|吧|好了|就行|的|[,。.!\s])*"
)
_BESIDES = re.compile(r"或者|也(?:可以|行|成|愿意|考虑|想)|都(?:可以|行)|还有|再加|加上|以及|、")
_REJECTED = re.compile(r"(?:不想|不要|不用|不搞|不做|不考虑|别)[^,。;!?]{0,4}$")
_WANTED_MADE = re.compile(
    r"(?:想|要|打算|准备|希望|需要)(?:自己)?(?:开发|研发|研制|定制)(?:出)?一?[款种个套台]"
)


def read_mode(text: str, *, expected: bool = False, commissioned: bool = False) -> str | None:
    """One of `MODES`, or None where the text names none, or weighs several.

    `expected`: the desk has just asked for the mode. `commissioned`: the message also
    names a sum or a date, so that 「想开发一款…」 is an order to develop: 委托开发.
    """
    named = _named(text)
    if len(set(named)) > 1 and not _EITHER.search(text):
        return None
    if named and (expected or not _only_asks(text)):
        return named[0]
    if named or (not expected and _only_asks(text)):
        return None
    spoken = _spoken(text)
    answers = expected or _BARE.fullmatch(text) is not None
    if spoken is None and answers and not _only_asks(text):
        return _answered(text)
    if spoken is None and commissioned and _WANTED_MADE.search(text):
        return "委托开发"
    return spoken


def other_modes(text: str, chosen: str) -> tuple[str, ...]:
    """What else would do: 「委托开发，共建也可以」. `chosen` is the first said."""
    if not _BESIDES.search(text) or _only_asks(text):
        return ()
    wished = [*_named(text), *(mode for mode, pattern in _COMPILED if pattern.search(text))]
    return tuple(mode for mode in dict.fromkeys(wished) if mode != chosen)


def is_mode_alone(text: str) -> bool:
    """Whether a text names a way of working together and nothing else."""
    if _BARE.fullmatch(text):
        return True
    rest = _NAMED.sub("", text)
    for _, pattern in _COMPILED:
        rest = pattern.sub("", rest)
    return rest != text and _AROUND.sub("", rest) == ""


def _answered(text: str) -> str | None:
    """The one mode that a word of the answer stands for; None where it weighs several."""
    modes = [
        mode
        for mode, words in _ANSWERED
        if (found := re.search(words, text)) and not _REJECTED.search(text[: found.start()])
    ]
    return modes[0] if len(modes) == 1 else None


def _only_asks(text: str) -> bool:
    """许可怎么办 asks about a mode, 想办个许可 wishes for one."""
    return bool(_ASKING.search(text) or (_QUESTION.search(text) and not _WISH.search(text)))


def _named(text: str) -> list[str]:
    return [
        _SAME.get(found[0], found[0])
        for found in _NAMED.finditer(text)
        if not _REJECTED.search(text[max(0, found.start() - 8) : found.start()])
    ]


def _spoken(text: str) -> str | None:
    """Of all modes in other words, the one said first."""
    found = [
        (match.start(), mode)
        for mode, pattern in _COMPILED
        for match in pattern.finditer(text)
        if not _REJECTED.search(text[max(0, match.start() - 8) : match.start()])
    ]
    # 「请专家来给工人上课」 asks for the lesson, not for the adviser.
    taught = [each for each in found if each[1] == "技术培训" and _LESSON.search(text)]
    return min(taught or found)[1] if found else None


_PARTS_OF_LIST = re.compile(r"[,。;、]|或者|或|还有|以及|也(?:行|可以)|都(?:行|可以)|加上|[和与]")
_MOST_MODES = 3


def read_modes(text: str) -> tuple[str, ...]:
    """All that an answer names, in their order: 「委托开发或者共建都行」."""
    parts = (part for part in _PARTS_OF_LIST.split(text) if part.strip())
    found = [read_mode(part, expected=True) for part in parts]
    several = tuple(dict.fromkeys(mode for mode in found if mode is not None))
    alone = read_mode(text, expected=True)
    return several or ((alone,) if alone else ())


def join_modes(modes: Iterable[str]) -> str:
    """As a need holds them; the first one guides."""
    return "、".join(list(dict.fromkeys(modes))[:_MOST_MODES])
