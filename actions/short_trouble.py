"""A trouble in three words, read as none of ours: 「伞骨厂 晋江 断骨」."""

from __future__ import annotations

import re

from actions.intents import is_question
from actions.turn import Turn
from bot.matching.lexicon import load_lexicon
from bot.matching.places import place_names
from bot.matching.segment import base_words_of, guard
from bot.reading.industry import read_industry
from bot.reading.script import normalise

_MAY_BE_ONE = frozenset({"out_of_scope", "nlu_fallback", "chitchat", "supply_side"})
_LONGEST = 24
# A trouble at home or on the road, what is to be done for somebody, or a word of abuse.
_NO_WORKS = re.compile(
    r"家里|我家|房子|卫生间|厨房|楼[上下]|邻居|孩子|宝宝|老婆|老公|猫|狗|手机|电脑|电视|笔记本|宽带|车子|汽车坏|快递|空调坏|保险|社保|物业|头发|牙|皮肤|身体|医院"
    r"|[帮给替]我|订|买|卖|招|贷|你们?|机器人|[哪谁]|提醒|天气|频道"
)
_WORKS = re.compile(r"[一-龥](?:厂|作坊|车间)(?=$|[^一-龥]|[里家做搞])|做[^,。;!?]{1,8}的")
_FAULT = re.compile(
    r"[断裂锈霉堵塌翘崩渗馊]|漏(?!斗)|[脱掉](?!贫|单|发)|变形|变质|起[泡皱毛球鼓砂层]|发[黑白黄粘脆软烫酸]|褪色|色差|卡[死壳住齿]|磨损|异响|噪[音声]|软烂"
    r"|不[稳准匀良牢]|毛刺|气孔|[针砂]眼|针孔|缩[孔水]|沉淀|分层|结块|粘连|虚焊|报废|划痕|超标|烧[坏穿焦]|短路|击穿|老化|开胶|跑偏|打滑|鼓包|[麻黑]点|衰减|过热|氧化"
)


def tells_short_trouble(turn: Turn) -> bool:
    """A thing that is made and what is wrong with it are a need, however it is read."""
    told = turn.loop is None and not turn.is_press and turn.intent in _MAY_BE_ONE
    if not told or turn.slot("pending") or len(turn.text) > _LONGEST:
        return False
    text = normalise(turn.text)
    if is_question(text) or _NO_WORKS.search(text):
        return False
    return _FAULT.search(text) is not None and _names_works(text)


def _names_works(text: str) -> bool:
    """Somebody's works, a trade, or a thing that the thesaurus knows with its fault: 伞骨断."""
    if _WORKS.search(text) or read_industry(text, expected=True) is not None:
        return True
    lexicon = load_lexicon()
    said = [w for w in base_words_of(guard(text), lexicon) if w not in place_names()]
    return any(word in lexicon.complaints and _FAULT.search(word[2:]) for word in said)
