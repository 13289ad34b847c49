"""The titles a company says it holds: 高新, 专精特新, 小巨人 … and whether they are in force.

Only statements about the owner's own company count: 「小巨人怎么申请」 is a question,
「想报小巨人」 a wish, 「不是专精特新」 a denial.
"""

import re
from dataclasses import dataclass
from typing import Literal

type Status = Literal["有效", "申报中", "过期"]

# Longest names first: 专精特新小巨人 is not 专精特新中小企业 as well.
_NAMES = (
    ("专精特新小巨人", r"(?:国家级)?(?:专精特新)?[“\"'「]?小巨人[”\"'」]?(?:企业)?|国家级专精特新"),
    ("专精特新中小企业", r"(?:省级|市级)?专精特新(?:中小)?(?:企业)?"),
    ("创新型中小企业", r"创新型(?:中小|小微)?企业|创新型中小"),
    ("科技型中小企业", r"科技型中小(?:微)?企业|科技型企业|科小(?!巨人)|科技中小(?:企业)?"),
    (
        "高新技术企业",
        r"(?:国家级?)?高新(?:技术)?企业|高企|国高|(?:是|有|评上了?|过了|拿了)(?:国家级?|"
        r"国)?高新(?![区园产技])|(?<=^)高新(?=$|[,、和也])|高新(?=(?:企业)?(?:今年|去年|明年|还|刚|也)?(?:正?在|刚)?(?:申[报请]|认定中)|也|和|、|证|资质|认定|过期|"
        r"到期|复审|在报|正在|是有)",
    ),
    ("单项冠军", r"(?:制造业)?单项冠军(?:企业|产品|示范企业)?"),
    ("龙头", r"(?:产业化?|行业|农业)?(?:产业化)?龙头(?:企业)?|链主(?:企业)?"),
    ("瞪羚", r"瞪羚(?:企业)?"),
)
_ANY = re.compile("|".join(f"(?P<q{index}>{pattern})" for index, (_, pattern) in enumerate(_NAMES)))
# 「省专精特新」, 「科小也是」: the title stands as \0 here.
_SAID_OF = re.compile(
    r"(?:我们?|也?是|有|还有|和|、|国家级?|[省市]级?|\d{4}年|去年|今年){0,8}(?:\0[级]?(?:企业|证书|证)?)+"
    r"(?:也是|是的?|有的?|都[是有]|在报|在申报?|申报中|过期了?|复审中?|的)*"
)
_CLAUSE_END = re.compile(r"[,。;!?\n]")
_APPLYING = re.compile(
    r"在报|(?:正?在|还在)(?:复审|重新认定|重新申报|续)|(?:复审|重新认定)(?:中|着)|还在(?:申|评|报|走|办)|在申请|刚申请|正?在?申报(?:中|着|阶段)?|正在(?:申|报|评|认定|办|走)|申请(?:中|着)|刚报|已经?报(?:了|"
    r"上)|报上去|公示(?:期|中|了)?|评审中|在走流程|在办|在评|等结果|材料(?:交|报)了|待批|还没批"
)
_EXPIRED = re.compile(
    r"过期|到期|失效|没复审|没续|掉了|取消了|摘牌|被撤|以前是|曾经|原来是|早就不是"
)
_NOT_OWN = re.compile(
    r"怎么(?:申|报|弄|评|办|才)|如何|啥是|什么是|是什么|是啥|条件|政策|补贴|奖励|好处|有什么用|"
    r"想(?:报|申|评|做|成为|拿|争)|打算|准备(?:申|报|评)|计划(?:申|报|评)|争取|目标是|"
    r"能不能(?:报|申|评)|能报|可以报|够不够|培育|给龙头|龙头(?:企业)?(?:配套|供货|客户)|"
    r"跟龙头|和龙头|为龙头|客户(?:是|有)|同行|别人|人家|他们是|水龙头|只(?:服务|面向|针对)|"
    r"必须是|非得|要求是|是不是"
)
_DENIED = re.compile(
    r"不是|没有|还没(?!批|复审|下来)|没评上|没过(?!期)|没拿到|未|不算|都不是|啥(?:资质)?都没|"
    r"不具备|没(?:报|申)过|非$|(?<!还)没$"
)
_QUESTION = re.compile(r"(?:吗|么|没有|嘛|是不是|行不行)\s*\??$|\?$")


@dataclass(frozen=True, slots=True)
class Qualification:
    """One title and its standing, in the words of the programme's list."""

    name: str
    status: Status


def read_qualifications(text: str, *, expected: bool = False) -> tuple[Qualification, ...]:
    """The company's titles in a normalised text, in order of mention, each once.

    `expected`: the desk has just asked for them, so a bare 高新 will do.
    """
    found: dict[str, Qualification] = {}
    for start, end, name in _titles(text, expected):
        status = _status(text, start, end)
        if status is not None:
            found[name] = Qualification(name, status)
    return tuple(found.values())


def without_titles(text: str) -> str:
    """The text with its titles, and what is said of each right behind, blanked."""
    return _SAID_OF.sub(" ", _ANY.sub("\0", text))


def _titles(text: str, expected: bool) -> list[tuple[int, int, str]]:
    titles = [
        (match.start(), match.end(), _NAMES[int((match.lastgroup or "q0")[1:])][0])
        for match in _ANY.finditer(text)
    ]
    if expected and not any(name == "高新技术企业" for *_, name in titles):
        bare = re.search(r"高新(?![区园产])", text)
        titles += [(bare.start(), bare.end(), "高新技术企业")] if bare else []
    return titles


def _status(text: str, start: int, end: int) -> Status | None:
    left = _CLAUSE_END.split(text[max(0, start - 16) : start])[-1]
    right, *after = _CLAUSE_END.split(text[end : end + 18])
    clause = left + text[start:end] + right
    nearest = re.split(r"[和跟、]|也是|还有", right)[0] if _ANY.search(right) else right
    if _NOT_OWN.search(clause) or _asks_about_others(text, clause, start, end):
        return None
    if _DENIED.search(left) or re.match(
        r"\s?(?:去年|今年|前年|之前|当时|一直)?(?:也|都|还)?(?:不是|没有|没|未)(?!复审|续|批|下来)",
        nearest,
    ):
        return None
    if _APPLYING.search(left) or _APPLYING.search(nearest):
        return "申报中"
    follow = after[0] if after and not _ANY.search(after[0]) else ""
    if (
        _EXPIRED.search(left)
        or _EXPIRED.search(nearest)
        or re.match(r"(?:已经|但|不过|去年|前年|早就|刚)?[^,]{0,6}(?:过期|到期了|失效)", follow)
    ):
        return "过期"
    return "有效"


def _asks_about_others(text: str, clause: str, start: int, end: int) -> bool:
    behind = re.split(r"[,。;!\n]", text[end : end + 16])[0]
    own = re.search(r"我|咱|俺|本公司|公司是|阿拉", clause)
    return bool(_QUESTION.search(behind)) and not own
