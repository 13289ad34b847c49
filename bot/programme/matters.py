"""Whether what an owner names beside one trouble is another need, and how it is kept."""

from __future__ import annotations

import re

from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.expertise import expert_family
from bot.programme.interview import Field
from bot.store.models import Need
from bot.store.needs import list_drafts

# The writer counts, so the parts are several whatever they are about.
_COUNTED = re.compile(
    r"(?:^|[，。；;,!！:：\s]|我们?|厂里?|公司|还)(?:有)?(?:[一二三四]是|一个是|第[一二三四五][个件条](?:技术)?(?:难题|需求|毛病|事)|第[一二三四](?:[个件条]?是|[个件条]?[，、,:：]))"
    r"|(?<![\d.])[1-5](?:[、)）]|[.．](?!\d))"
    r"|(?:[两二三四几][个件样桩]|俩个?)(?:技术)?(?:问题|难题|毛病|事|需求|麻烦)"
    r"|(?:还有|另外?|再)(?:还)?(?:有)?一?[个件样桩](?:别的|其他的?)?(?:技术)?(?:问题|难题|毛病|事|需求|麻烦)"
    r"|另一?[个件样]"
)
_OPENING = re.compile(
    r"^[\s，,。；;、]*(?:.{0,8}?(?:[两二三四几][个件样桩]|俩个?)(?:技术)?(?:问题|难题|毛病|事情?|需求|麻烦)[啊呀哈呢吧]?(?:(?:要|想)(?:登记|咨询|请教|问问?|反映|说说?|找人)(?:一?下)?)?(?:就?是(?!否))?"
    r"[，,：:。\s]*)?(?:(?:对了|另外|此外|其次|再一个|再就是|再有|(?:我们?|厂里|这边)?也?还有)?(?:就是)?[，,]?)"
    r"(?:(?:也?还?有?另?一|一|还有|另|(?<=还有)|(?<=另外)|(?<=再有))[个件样桩](?!月|星|小时|季|班|人|批)"
    r"(?:别的|其他的?)?(?:技术)?(?:问题|难题|毛病|事|需求|麻烦)?(?:就?是)?"
    r"|[一二三四五]是|第[一二三四五][个件条]?(?:(?:技术)?(?:问题|难题|毛病|事|需求))?(?:就?是)?|[1-5][、)）.．])?[\s，,、:：]*"
)
_BEGINS_ANEW = re.compile(
    r"^[\s，,]*(?:(?:我们?|厂里|这边)?(?:也?还有)|对了|另外|此外|再一个|再就是|再有|另一?[个件])"
)
_CLOSING = "，,。；;、 \n"


def is_another(told: str, words: str) -> bool:
    """Whether ``words`` are about something else than ``told``: the writer counts them apart, or
    another trade answers them."""
    if _COUNTED.search(words) or _COUNTED.search(told):
        return True
    families = expert_family(told, None), expert_family(words, None)
    return None not in families and families[0] != families[1]


def counts(words: str) -> bool:
    """「另一个问题」 is another, whatever it is about."""
    return _COUNTED.search(words) is not None


def begins_anew(words: str) -> bool:
    return _BEGINS_ANEW.search(words) is not None


def bare(words: str) -> str:
    """Without the words that only count or join."""
    rest = _OPENING.sub("", words).strip(_CLOSING)
    return rest or words.strip(_CLOSING)


def waits(need: Need) -> bool:
    """Told beside another need, and nothing asked about it yet."""
    return need.state == "draft" and not need.asked and need.problem is not None


# What is told of the firm, and what of it is not asked for again where it was kept back.
_FIRM = ("region_code", "region_name", "company", "uscc")
_TOLD = ("industry_code", "industry_name", *_FIRM)
_KEPT_BACK = (Field.INDUSTRY, Field.REGION, Field.COMPANY, Field.CONTACT)


def hand_on(done: Need, following: Need) -> None:
    """What was said of the firm counts for the next need too: nothing is asked twice."""
    for column in _TOLD:
        if getattr(following, column) is None:
            setattr(following, column, getattr(done, column))
    if not following.qualifications:
        following.qualifications = list(done.qualifications)
    kept_back = [field.value for field in _KEPT_BACK if field in done.skipped]
    following.skipped = list(dict.fromkeys([*following.skipped, *kept_back]))


def place_of_both(first: Need, told: Need) -> None:
    """「一个是碗有针孔，一个是炉子费电。广东潮州」: where and who the firm is counts for both;
    the trade of the second trouble is its own."""
    for column in _FIRM:
        if getattr(first, column) is None:
            setattr(first, column, getattr(told, column))


async def hand_on_to_waiting(session: AsyncSession, done: Need) -> None:
    """Before ``done`` is recorded or gone."""
    for each in await list_drafts(session, done.conversation_id):
        if each.id != done.id and waits(each):
            hand_on(done, each)
