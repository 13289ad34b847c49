"""What a passing question looks for, without the words that only ask, or narrow the list."""

from __future__ import annotations

import re

from bot.matching.institutions import full_names
from bot.matching.lexicon import load_lexicon
from bot.matching.segment import base_words_of, guard
from bot.reading.person import FULL_NAME

# 「农机方面的免费专利」 asks for farm machines, not for what searches patents; nor is a 研究中心
# what the matter is.
_KIND = re.compile(
    r"开放许可的?|(?:(?:已经?|快要?)?(?:过期|到期|失效)了?的?)?专利|(?:工程|技术)*(?:研究|创新|研发)中心"
    r"|(?:重点)?实验室|(?:(?:技术)?创新|集成攻关|攻关|中试)(?:大)?平台"
)
_ASKS = re.compile(r"(?:(?<=^)|(?<=[，,。；;！!？?\s请再]))(?:推荐|介绍)(?!算法|系统|引擎|模型)")
# 做机器人的学校; but 学校食堂的油烟 is a matter.
_SCHOOL = re.compile(
    r"(?:(?<=的)|(?<=哪些)|(?<=哪个)|(?<=哪所)|(?<=推荐)|(?<=什么)|(?<=有没有)|(?<=[所家些]))(?:学校|高校|大学|院校)"
    r"(?=$|[，,。；;！!？?\s吗呢吧啊]|[有搞做在能里是研])"
)
_EXPIRED = re.compile(r"(?:过期|失效|到期)了?的(?=$|[，,。；;！!？?\s])")
_FOR_SMALL = re.compile(
    r"适合(?:我们?|咱们?)?(?:这种|这样)?的?(?:小|小型|小微)(?:工?厂|企业|公司|作坊)(?:用|做)?的?"
)
# 「我不提需求，就要专利」: of what is not to be done here.
_NO_NEED = re.compile(
    r"(?:不是来|不想|不用|不|没|先不|别|甭)(?:要|是)?(?:提|填|登记?|提交|发布|报|有)(?:交|什么|啥|任何|个)*(?:技术)?(?:需求|难题)(?:的|了|啦)?"
    r"|(?:没有?|无)(?:什么|啥)?(?:技术)?需求|(?:技术)?需求(?:先|就|也|都|我)?(?:不|别|甭)(?:用|想)?(?:提|填|登记?|提交|报|写)(?:了|交)?"
)
# What the catalogue does not hold of people.
_TRAITS = re.compile(
    r"(?:最好|要|找|有没有|有)?(?:是)?(?:个|位|名)?(?:[女男](?:性|的)?(?:老师|教授|专家|导师)|[女男]的(?=$|[，,。吗呢])"
    r"|年轻(?:一?[点些])?的?(?:老师|教授|专家|导师)?|年纪(?:轻|小|大)(?:一?[点些])?的?|岁数(?:小|大)(?:一?[点些])?的?)"
)
_YOUNG = re.compile(r"年轻|年纪[轻小]|岁数小")


# A name that stands before a title, behind a university or a word for looking.
_BY_NAME = re.compile(
    rf"(?:大学|学院|研究[所院]|[浙清北交科理工农师]大|找|有没有|请|约|联系|认识|叫|问|那位|这位|的)(?:一?下|到|上|过)?的?"
    rf"(?P<name>{FULL_NAME})(?:院士|教授|老师(?!傅)|博士(?!生|后)|研究员)"
)
_NO_NAMES = frozenset(
    {
        *("任何", "方面", "高级", "安全", "有关", "相关", "全国", "全部", "全体", "成熟", "成型"),
        *("应用", "经济", "高分子"),
    }
)
_TEACHER = re.compile(r"(?<!做)(?:老师|教授|专家|导师)(?!级)")
_ANY_SCHOOL = re.compile(r"学校|高校|院校|(?<=[的些个所家])大学")


def person_sought(text: str) -> str | None:
    """「找清华大学雒建斌院士」: the one who is meant by name. A word of the trade is none."""
    found = _BY_NAME.search(text)
    if found is None or found["name"] in _NO_NAMES or found["name"] in load_lexicon().words:
        return None
    return found["name"]


def wants_teacher(text: str) -> bool:
    """Somebody of a university, and not a university."""
    return _TEACHER.search(text) is not None and _ANY_SCHOOL.search(text) is None


def without_universities(text: str) -> str:
    """The matter alone, where the university that was named has nobody for it."""
    words = base_words_of(guard(text), load_lexicon())
    named = [word for word in words if len(full_names(word)) > 1]
    for name in named:
        text = re.sub(f"{re.escape(name)}(?:里|那边|有没有|有|的)*", "", text)
    return text


def without_asking(text: str) -> str:
    for words in (_NO_NEED, _TRAITS, _FOR_SMALL, _EXPIRED, _SCHOOL, _ASKS, _KIND):
        text = words.sub(lambda found: _in_place_of(found[0]), text)
    return text


def asks_traits(text: str) -> bool:
    """「有女老师吗」, 「年轻点的」: of teachers, not of what is made for the young."""
    found = _TRAITS.search(text)
    return found is not None and not re.match(r"[一-龥]*(?:人|女|装|群)", text[found.end() :][:2])


def wants_young(text: str) -> bool:
    return _YOUNG.search(text) is not None


def _in_place_of(asked: str) -> str:
    """The teacher is still asked for, whoever it shall be."""
    return "老师" if re.search("老师|教授|专家|导师", asked) else ""
