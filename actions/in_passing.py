"""What owners throw in while they answer, and no purpose names: 「等我问问老板」."""

from __future__ import annotations

import re

from actions.intents import is_question
from actions.opening import NEED_FORM
from actions.turn import Turn
from bot.programme.interview import Field

_LOOKS_UP = (
    r"(?:问问|问一?下|找找|找一?下|查查|查一?下|看看|看一?下|翻翻|想想|算算|商量(?:一?下|商量)?|确认(?:一?下)?|核实(?:一?下)?|请示(?:一?下)?)"
    r"(?:我们?|他们?|咱们?)?(?:老板|领导|厂长|同事|财务|技术员?|师傅|会计|主任|经理|车间|家里人?)?"
    r"(?:再说|再告诉你们?|再回你们?|再填)?"
)
# 「等下」 by itself says so; 「我先…」, 「等我…」 only with what is looked up.
_PAUSE = re.compile(
    r"(?:哎|诶|那|你|您|先|请|麻烦|嗯|好的?|行|不好意思|[，,、\s])*"
    rf"(?:(?:等等|等(?:一?下|一?会儿?)|稍[等候])[^\d改错不填交]{{0,8}}|(?:等|容|让)我(?:先)?(?:{_LOOKS_UP}|一?下|一?会儿?)"
    r"|(?:我们?|俺们?|让我)?(?:再|先|得|要|回去|好好)*(?:考虑|想想|琢磨|合计|寻思)(?:考虑|琢磨|合计|一?下|看)*(?:再说|再告诉你们?|吧)?"
    rf"|我(?:先|去|得|要?先|先去|得去){_LOOKS_UP})[吧啊哈哦]?"
)
_BUSY = re.compile(
    r"[^\d]{0,4}(?:很忙|挺忙|忙得很|赶时间|没时间|没空|时间紧|长话短说|简单点|快点问?)[^\d]{0,8}"
)
_WHO_CALLS = re.compile(
    r"(?:谁|多久|多长时间|几天|什么时候|啥时候|几时|哪天).{0,8}(?:联系|找我|打电话|回复|回话|答复|来人|有人|有消息)"
    r"|(?:提交|登记|填完|交)(?:了|完|之后|以后|后).{0,4}(?:呢|怎么|咋|会|下一步|谁)"
    r"|流程(?:是|有|怎么|咋|如何|什么|啥|请)|(?:告知|介绍|说说|讲讲).{0,6}流程"
)
# Read as a wish for a person, it is a question still: 「谁能来联系我一下」 is none.
_WHO_WILL_CALL = re.compile(
    r"(?:那|请问|后面|之后|接下来)*(?:谁|哪位|多久|多长时间|几天|什么时候|啥时候|几时)(?:会|来|有人)*"
    r"(?:联系|找|打给|打电话给|回复|答复)(?:我们?|俺们?)(?:啊|呢|呀|哦)?[?？]?"
)
# Their procedures have answers of their own.
_OF_SOMETHING_ELSE = re.compile(r"专利|许可|揭榜|孵化|备案|博士|导师|老师|教授|活动")
_HOW_MUCH = re.compile(
    r"(?:多少|几多|[写填]啥).{0,4}(?:合适|才够|正常|好)|一般(?:要|得|填|写|给|是)?多少|合适的?预算"
)
# 「放弃了还能再来吗」, before the draft is thrown away.
_COMES_BACK = re.compile(
    r"(?:放弃|取消|不填|不登|退出|删[了掉]?|关[了掉]|今天不).{0,8}(?:还能|能不能|能|可以|还可以|还要).{0,4}"
    r"(?:再来|重来|再填|接着|继续|找回|恢复|重新|重填|再登|再提).{0,6}[吗么不呢?？]?$"
)
# Whether and when a teacher comes, which only the teacher knows.
_WHO_COMES = r"(?:老师|教授|专家|人家|他们?|她)?"
_COMES = (
    r"(?:能|可以|会)?(?:不能)?(?:来|到厂|上门|过来|到现场)(?:我们)?(?:厂里|现场)?(?:一趟|看看)?"
)
_COMES_WHEN = re.compile(
    rf"{_WHO_COMES}(?:最快)?(?:什么时候|啥时候|几时|哪天)(?:最快)?{_WHO_COMES}{_COMES}[呢啊]?"
    rf"|{_WHO_COMES}(?:这个?|下个?)?(?:月|周|星期|明天|后天|马上|今天|年前){_WHO_COMES}{_COMES}[吗不么呢]"
)
_HOW_LONG = re.compile(
    r"(?:那|这个?|这事儿?|一般|大概|大约|请问|你们|到底|要是|做|弄|搞|，|,)*(?:得|要|需要|会)?(?:花|等|用)?(?:多久|多长时间|多少时间|多少天|几天|几个月|多少个?月)"
    r"(?:才?能|可以)?(?:搞定|[弄搞做解研]?[好成完]|出结果|有结果|解决|见效|做出来|弄出来|搞出来|出来)?(?:啊|呢|呀|吗)?[?？]*"
)
# 「我今年六十八了，打字慢」.
_SLOW = re.compile(
    r"(?:打字|写字|手脚?|眼睛|眼神|年纪|岁数|手机|智能机|微信)[^，,。\d]{0,5}(?:慢|不好|花|大了|不会|不太会|不灵|不利索|看不清|用不好)"
    r"|(?:^|[，,。\s])(?:我|俺|本人)?(?:今年|都)?(?:[5-9]\d|[五六七八九]十[一二三四五六七八九]?)(?:多|来)?岁?了"
)
_BRIEF = 24
# 「我们做手机壳的，年纪大了干不动」 goes on about the works.
_TRADE = re.compile(r"做[^，,。]{1,8}的|厂|公司|车间|机器|设备|产品|工人|师傅")
# 「我自己去联系学校行不行」.
_MYSELF = re.compile(
    r"(?:那|要是|如果)?(?:我们?|俺们?)?(?:能不能|可不可以|可以|能)?(?:自己|自个儿|直接|亲自|私下)(?:去|来|就)*(?:联系|找|打给|打电话给|跟|和|跑)[^，,。]{0,4}"
    r"(?:学校|高校|大学|老师|教授|专利权人|权利人|对方|他们?|她)[^，,。]{0,6}(?:行不行|行吗|可以吗|可以不|成不|中不|好吗|好不好|吗|么|不)[?？]*"
    r"|(?:我们?|俺们?)?(?:能不能|可不可以)(?:自己|直接)(?:去|来)?(?:联系|找)[^，,。]{0,4}(?:学校|高校|老师|教授|专利权人|对方|他们?|她)[?？]*"
)
_ASKED_IN_FULL = {
    _COMES_WHEN: "utter_visit_when",
    _MYSELF: "utter_reach_yourself",
    _HOW_LONG: "utter_how_long",
}
# 「有个问题」 and nothing else, before any need.
_HAS_MATTER = re.compile(
    r"(?:你好|您好|那个?|我们?|俺们?|咱们?|厂里|这边|现在|就是|[，,\s])*(?:有|遇到|碰到|出)(?:了|一?[个点些])?(?:技术)?(?:上的?|方面的?)?"
    r"(?:问题|难题|难处|困难|麻烦|事儿?|事情)(?:了|啊|呢)?(?:[，,\s]?(?:要|想)?(?:问|请教|咨询)(?:一?下|你们?)?)?"
)
_NOT_PLACED = frozenset({"nlu_fallback", "out_of_scope"})


def said_in_passing(turn: Turn) -> str | None:
    """The words that answer it; None where the message is something else."""
    text = turn.text.strip(" 。.!！~～")
    idle = turn.loop is None and not turn.slot("pending")
    if idle and _HAS_MATTER.fullmatch(text):
        return "utter_ask_need_form_problem"
    return _paused(turn, text) or _wondered(turn, text)


def _paused(turn: Turn, text: str) -> str | None:
    if _PAUSE.fullmatch(text) and not is_question(text):
        return "utter_pause"
    if len(text) <= _BRIEF and _SLOW.search(text) and not _TRADE.search(text):
        return "utter_no_hurry"
    return "utter_brief" if turn.loop == NEED_FORM and _BUSY.fullmatch(text) else None


def _wondered(turn: Turn, text: str) -> str | None:
    if _COMES_BACK.search(text) and is_question(text):
        return "utter_can_come_back"
    # 「几个月」 to the question for the time may be an answer.
    of_time = turn.requested == Field.DEADLINE and "多" not in text
    for pattern, response in _ASKED_IN_FULL.items():
        if pattern.fullmatch(text.rstrip("?？")) and not (pattern is _HOW_LONG and of_time):
            return response
    return _wondered_of_what_follows(turn, text)


def _wondered_of_what_follows(turn: Turn, text: str) -> str | None:
    in_need = turn.loop == NEED_FORM
    if turn.intent == "ask_human" and _WHO_WILL_CALL.fullmatch(text):
        return "utter_what_next"
    wonders = in_need or turn.intent in _NOT_PLACED
    if wonders and _WHO_CALLS.search(text) and not _OF_SOMETHING_ELSE.search(text):
        return "utter_what_next"
    of_money = turn.requested == Field.BUDGET or "预算" in text
    return "utter_budget_hint" if in_need and of_money and _HOW_MUCH.search(text) else None
