"""What a message means where it is said: 「浙江宁波」 answers the question about the place."""

from __future__ import annotations

import re

from actions.intents import ASIDES, FIRM, SEARCHES, is_question
from bot.programme.interview import Field
from bot.programme.telling import tells
from bot.reading.facts import Facts
from bot.reading.script import normalise

# Moves that keep their name whatever else the message says.
_MOVES = frozenset({"correct", "skip", "cancel", "back", "resume", "inform"})
# Yes and no answer these questions by themselves, and may stand before the answer elsewhere.
_SURE = 0.95
_YES_OR_NO = frozenset({"affirm", "deny"})
# Before anything is given, 「不想留电话」 takes nothing back: it gives nothing.
_KEEPING = re.compile(
    r"(?:不|别|甭|免)(?:想|愿意?|肯|要|用|太?方便)?(?:留|给|填|写|提供|说|登)|免了"
)
# 「算了，代码不填」 gives up a detail, not the need.
_LEAVES_ONE = re.compile(
    r"(?:代码|公司|厂名|名字|电话|手机|预算|地区|地址|资质|期限|时间|方式)[，,\s]*(?:就|先|都)?"
    r"(?:不|别|甭|免)(?:想|用|要)?(?:填|写|留|给|说|提供)"
)
# 「合作方式算了」 says so of one field and nothing else, however it is read.
_ONE_FIELD_ALONE = re.compile(
    r"(?:那个?|这个?)?(?:合作)?(?:代码|公司名?|厂名|名字|电话|手机|联系方式|预算|地区|地址|资质|期限|时间|方式|模式|行业|指标)"
    r"(?:那项|这项|那个)?(?:我|就|也|先|都)?(?:算了|不填了?|不写了?|免了|跳过|先空着|不要了)(?:吧|啦|哈)?"
)
# 「保密」, 「具体的不方便说」: to a question it holds the answer back.
_HELD_BACK = re.compile(
    r"(?:这个|这些?|具体的?|细节|先|也|都|要|得|需要|暂时|抱歉|不好意思|[，,\s])*"
    r"(?:保密|机密|不(?:太?方便|能|好|想|愿意?|便)?(?:说|讲|透露|公开|写|填|告诉你?们?)|不方便|没法说|无可奉告)"
    r"(?:的|啊|哈|呢|吧|了|哦)*[。.!！]*"
)
# 「没有别的了」 has told what there was to tell.
_ADDS_NOTHING = re.compile(
    r"(?:那|嗯|好的?|[，,])*(?:没有?|冇|无)(?:什么|啥|得)?(?:要|需要)?(?:别的|其他|其它|补充|更多)"
    r"(?:的|事)?(?:要说|要补充)?(?:了|啦)?[。.!！]*"
)
# What 「这个不方便说」, 「领导没定，先空着」 are made of. Whoever says more than that to a question
# has not asked to go on to the next: 「不大」, 「不用太快」, 「不要学生来」.
_REFUSAL = re.compile(
    r"信用代码|联系方式|公司|单位|企业|资质|执照|预算|费用|时间|日期|期限|工期|姓名|电话|手机|微信|地区|地址|地方"
    r"|合作|方式|模式|行业|指标|数据|条件|技术|问题|需求|信息|资料|内容|情况|价格|老板娘?|领导|厂长|师傅|会计|财务"
    r"|暂时|目前|现在|以后|回头|晚点|不好意思|抱歉|对不起|谢谢|实在|确实|其实|可能|应该|大概|千万|坚决"
    r"|清楚|概念|主意|头绪|随便|可以|保密|机密|商量|研究|考虑|打听|具体|其他|其它|更多|其余|什么|怎么|重要|需要"
    r"|愿意|方便|透露|提供|告诉|提交|同意|授权|拒绝|感兴趣|兴趣|合适|满意|理解|交代|记得|待定|待议|拍板|自己|人家"
    r"|pass|skip|no(?:pe|ne)?|bye|ok|[ny]"
    r"|[跳略过到下上往后前面步问换走先暂再等补不没有无未别甭免勿唔冇否莫算忘填写说讲报答留给开选搞弄定批想必]"
    r"|[用要懂会晓识知道得确好来明白能啥谁咋数谱准空着放搁行看听由凭让叫觉意思我们俺咱你您他这那个项题栏条块些事儿点边里头]"
    r"|[也都就还真是的地呢啊哦嗯呀嘛哈噢唉哎了吧呗啦喎吗么很太挺多一在名字号码省市厂价钱代]"
    r"|[对错成中样才注候并使係鬼造回去几拉倒交联系球便愿谢请麻烦东西]",
    re.IGNORECASE,
)
# 「领导没说」, 「这个得问老板」: whoever writes for another has no answer to give.
_OF_THE_BOSS = re.compile(
    r"(?:这个|这块|那个|我们?|[，,\s])*(?:(?:领导|老板|厂长|老总|上面)(?:也|还|都)?没(?:说|讲|定|交代|提|告诉我?)(?:过|清楚)?"
    r"|(?:得|要|还得|还要)问问?(?:一?下)?(?:我们?)?(?:领导|老板|厂长|老总))(?:呢|啊|的|了|[。.!！])*"
)
# 「没试过啥」 to the question what was tried.
_TRIED_NOTHING = re.compile(
    r"(?:我们?|也|都|还|真|[，,\s])*没(?:怎么|咋)?(?:试|弄|搞)过?(?:什么|啥|别的|其他的?)?(?:办法|法子|方法)?(?:呢|啊|的|了|[。.!！])*"
)
_FEW = 3
# 「五万以内的」 after a list asks for others.
_ABOUT_LISTS = frozenset({"more", "why", "another_region", "cheaper"})
# To a question of the form this leaves the choice to us.
_WHATEVER = re.compile(
    r"(?:(?:这个|这些|我们?|俺们?|也|都|真|实在|太|是)*(?:不懂|不会|不太懂|搞不懂|弄不懂|不晓得|不知道|不清楚|说不[来清好])(?:这个|这些|啊|的|呢)*)?"
    r"(?:这个)?(?:我)?(?:都?随便|都行|都可以|无所谓|随你们?|(?:你们?)?(?:看着办|看着弄|定就行|决定)|听你们?的)+"
    r"(?:吧|啦|了|呗|咯|哦|啊|好了|就行)?[。.!！~]*"
)
# What a correction is known by; without it an answer is only an answer.
_CORRECTING = re.compile(
    r"[错改换调推提降加减搬迁]|更正|不[是对在]|应[该当为]|其实|还是|刚才|前面|上面|[多少漏]打|重新|等[下等]|不算|延"
)
# Whoever says what the works make opens a matter: 「做保温壶的」.
_MAKES = re.compile(r"(?:做|搞|生产|加工|种|养).{1,8}的|我们?厂|厂里")
# 「想放七天」 is of the trouble, however sure it seems to be a remark.
_WISHED = re.compile(
    r"(?:想|要|希望|最好|争取|达到|做到)[^，,。]{0,6}[\d一二两三四五六七八九十百千半几]+(?:个|来)?"
    r"(?:天|日|小时|钟头|分钟|度|%|公斤|斤|毫米|厘米|米|吨|月|年|成|倍|[万模冲]*次|局|场|遍|回|件|只|片|张|台|套|亩|层|圈|[千兆]?[克瓦帕]|伏|安|转|丝|目|升|批|茬|季)"
)
# Whom to get in touch with, and not how to get in touch with us.
_ASKS_FOR_TOUCH = re.compile(r"联系(?:一?下)?(?:他|她|这|那|第)|[帮给]我(?:联系|约|引荐)")
# However unsure the classifier is, these are said by nobody who answers.
_LEAVES = re.compile(
    r"(?:好的?|那|先|[，,\s])*(?:拜拜|拜|再见|回见|回头见|88|下线了|先走了|走了啊?)(?:了|啊|啦)?"
)
# Below this a remark beside the question is a guess; the owner was asked, so it is an answer first.
_GUESSED_BELOW = {
    "chitchat": 0.75, "out_of_scope": 0.75, "goodbye": 0.5, "greet": 0.5, "thanks": 0.5,
}  # fmt: skip


def in_place(
    intent: str,
    text: str,
    facts: Facts,
    asked: Field | None,
    confidence: float = 1.0,
    *,
    outside: bool = False,
) -> str:
    """The purpose of a typed message while ``asked`` is the question in hand. ``outside`` a form
    nothing was asked: there the classifier's reading stands, but for a trouble told in figures."""
    if outside and intent == "inform" and _tells_trouble(text, facts):
        return "submit_need"
    if asked is None or not text:
        return intent
    if _is_refused(intent, text, facts, asked):
        return "skip"
    no_refusal = _answers_by_a_no(intent, text, asked, confidence)
    guessed = (
        no_refusal
        or _is_guess(intent, text, confidence)
        or _is_no_correction(intent, text, facts, asked)
        or _tells_another_field(intent, text, facts)
    )
    if guessed or _is_no_hurry(text, facts):
        return "inform"
    if intent in _MOVES or intent in FIRM or not _answers(intent, text, facts, asked):
        return intent
    return "inform"


def _answers_by_a_no(intent: str, text: str, asked: Field, confidence: float) -> bool:
    """A question is asked again rather than passed over by a guess."""
    refuses = intent in {"skip", "deny"} and confidence < _SURE
    if not refuses or asked in {Field.PROBLEM, Field.CONTACT, Field.COMPANY}:
        return False
    return re.search(r"[^\W_]", _REFUSAL.sub("", normalise(text))) is not None


def gives_up_field(text: str) -> bool:
    """Of which field, ``field_names`` knows."""
    return _ONE_FIELD_ALONE.fullmatch(text.strip("。.!！ ")) is not None


def adds_nothing(text: str) -> bool:
    return _ADDS_NOTHING.fullmatch(text.strip()) is not None


def _is_refused(intent: str, text: str, facts: Facts, asked: Field) -> bool:
    if asked is Field.CONTACT and (_keeps_back(intent, text, facts) or _is_no_hurry(text, facts)):
        return True
    if intent == "cancel" and _LEAVES_ONE.search(text):
        return True
    if asked is Field.DETAIL and _TRIED_NOTHING.fullmatch(text):
        return True
    empty = _OF_THE_BOSS.fullmatch(text) or adds_nothing(text)
    if empty and asked not in {Field.PROBLEM, Field.CONTACT}:
        return True
    left_to_us = _WHATEVER.fullmatch(re.sub(r"[，,\s]", "", text)) is not None
    return left_to_us or _holds(text, facts, asked)


def _holds(text: str, facts: Facts, asked: Field) -> bool:
    if asked is Field.PROBLEM or (asked is Field.DETAIL and facts.secret):
        return False
    return _HELD_BACK.fullmatch(text) is not None


def _is_no_hurry(text: str, facts: Facts) -> bool:
    wish = facts.deadline
    return wish is not None and wish.open and len(text) <= len(wish.text) + _FEW


def _tells_trouble(text: str, facts: Facts) -> bool:
    """「做保温杯的，现在六小时，想做到十二小时」 answers no question: it opens a need."""
    wished = any(metric.role == "target" for metric in facts.metrics)
    return wished and (facts.industry is not None or _MAKES.search(text) is not None)


def _is_guess(intent: str, text: str, confidence: float) -> bool:
    """A card is picked after the form: 「第一个」 in it means something else, unless someone is to
    be got in touch with."""
    if _LEAVES.fullmatch(text.strip("。.!！~ ")):
        return False
    unlikely = intent in _GUESSED_BELOW and _WISHED.search(text) is not None
    loosely = intent == "pick" and not _ASKS_FOR_TOUCH.search(text)
    guess = loosely or unlikely or confidence < _GUESSED_BELOW.get(intent, 0.0)
    return guess and not is_question(text)


def _is_no_correction(intent: str, text: str, facts: Facts, asked: Field) -> bool:
    return intent == "correct" and tells(facts, asked) and not _CORRECTING.search(text)


def _tells_another_field(intent: str, text: str, facts: Facts) -> bool:
    """「我得兩萬蚊」 while the firm is asked for is no question of fees: it says a sum or a day,
    and next to nothing else."""
    if intent not in ASIDES - SEARCHES - FIRM - _ABOUT_LISTS or is_question(text):
        return False
    rest = normalise(text)
    for told in (facts.money, facts.deadline):
        rest = rest.replace(told.text, "") if told is not None else rest
    return len(re.sub(r"[^\w]", "", rest)) <= _FEW and rest != normalise(text)


def _keeps_back(intent: str, text: str, facts: Facts) -> bool:
    gives = facts.phone or facts.email or facts.name_refused
    return intent == "withdraw_consent" and not gives and _KEEPING.search(text) is not None


def _answers(intent: str, text: str, facts: Facts, asked: Field) -> bool:
    if asked is Field.DETAIL and intent == "submit_need":
        return True
    if asked is Field.PROBLEM or not tells(facts, asked):
        return False
    if intent in _YES_OR_NO and asked is Field.CONTACT:
        return False
    return not (intent in ASIDES and is_question(text))
