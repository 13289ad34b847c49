"""The life cycles of the programme: every state, and every move that leads from one to another.

Staff change no state past these tables; the console draws its buttons from them. The owner does,
who withdraws a need until it is taken up (``needs.CHANGEABLE``), and brings one that was returned
back for review by adding to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NEED_STATES = {
    "draft": "没填完",
    "recorded": "已登记，等待审核",
    "form_review": "形式审核中",
    "tech_review": "技术审核中",
    "returned": "已退回，等补充",
    "published": "已张榜",
    "bidding": "有人揭榜",
    "evaluating": "评榜中",
    "announced": "结果公示中",
    "matched": "已对接上",
    "contracted": "已签约",
    "delivering": "实施中",
    "accepted": "已验收",
    "closed": "已办结",
    "withdrawn": "已撤回",
}
INTRODUCTION_STATES = {
    "awaiting_consent": "等企业同意",
    "requested": "待转交",
    "forwarded": "已转交",
    "answered": "对方已回复",
    "met": "已见面",
    "contracted": "已签约",
    "no_result": "没谈成",
    "declined": "企业不同意",
    "withdrawn": "企业已撤回",
}
# To its owner the same is said of "you".
INTRODUCTION_TOLD = {
    **INTRODUCTION_STATES,
    "awaiting_consent": "等您同意",
    "declined": "您没有同意",
    "withdrawn": "您已撤回",
}
BID_STATES = {
    "submitted": "已揭榜",
    "shortlisted": "入围",
    "awarded": "中榜",
    "rejected": "未入选",
    "withdrawn": "已撤回",
}
LICENCE_STATES = {
    "wanted": "想要许可",
    "notified": "已书面通知专利权人",
    "effective": "许可已生效",
    "filed": "已备案",
    "ended": "许可已到期",
    "dropped": "没有办成",
}
# Whose turn it is next; what is not listed waits for nobody.
INTRODUCTION_TURNS = {
    "awaiting_consent": "owner",
    "requested": "desk",
    "forwarded": "receiver",
    "answered": "desk",
    "met": "parties",
}
LICENCE_TURNS = {"wanted": "desk", "notified": "owner", "effective": "desk"}
# Of a licence for which nothing is paid before it takes effect: there is nothing to wait for.
UNPAID_LICENCE_TURNS = {**LICENCE_TURNS, "notified": "desk"}
TURNS = {"desk": "前台", "owner": "企业", "receiver": "对方", "parties": "双方"}


@dataclass(frozen=True, slots=True)
class Move:
    """``in_charge``: only for managers and administrators. ``reason``: one must be given;
    ``remark``: one may be. ``told``: the owner reads of it in the conversation, the reason too.
    ``final``: nothing leads back, and somebody relies on it: it is asked about once more."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    in_charge: bool = False
    reason: bool = False
    remark: bool = False
    told: bool = True
    final: bool = False

    @property
    def weighty(self) -> bool:
        return self.in_charge or self.final


_ON_THE_LIST = ("published", "bidding", "evaluating", "announced")
_OPEN = tuple(state for state in NEED_STATES if state not in {"draft", "closed", "withdrawn"})

NEED_MOVES = (
    Move("review_form", "开始形式审核", ("recorded", "returned"), "form_review", told=False),
    Move("review_technology", "形式审核通过", ("form_review",), "tech_review"),
    Move("return", "退回补充", ("form_review", "tech_review"), "returned", reason=True),
    Move("publish", "张榜", ("tech_review",), "published", in_charge=True),
    Move("unpublish", "撤榜", ("published", "bidding"), "tech_review", in_charge=True, reason=True),
    Move("evaluate", "截止揭榜，开始评榜", ("published", "bidding"), "evaluating", in_charge=True),
    Move("reopen", "重新征集揭榜", ("evaluating", "announced"), "bidding", in_charge=True,
         reason=True),
    Move("announce", "公示评榜结果", ("evaluating",), "announced", in_charge=True),
    Move("match", "不张榜，直接对接", ("tech_review", *_ON_THE_LIST[:3]), "matched", final=True),
    Move("contract", "签约", ("announced", "matched"), "contracted", in_charge=True),
    Move("deliver", "开始实施", ("contracted",), "delivering", told=False),
    Move("accept", "验收通过", ("delivering",), "accepted", in_charge=True),
    Move("close", "办结", ("accepted",), "closed", final=True),
    Move("give_up", "不再推进，办结", tuple(each for each in _OPEN if each != "accepted"), "closed",
         in_charge=True, reason=True),
    Move("withdraw", "应企业要求撤回", _OPEN, "withdrawn", reason=True),
)  # fmt: skip
INTRODUCTION_MOVES = (
    Move("forward", "转交给对方", ("requested",), "forwarded", final=True),
    Move("answer", "对方已回复", ("forwarded",), "answered", remark=True),
    Move("meet", "双方已见面", ("forwarded", "answered"), "met", told=False),
    Move("contract", "谈成签约", ("answered", "met"), "contracted", told=False, final=True),
    Move("end", "没谈成", ("requested", "forwarded", "answered", "met"), "no_result", reason=True),
)
BID_MOVES = (
    Move("shortlist", "入围", ("submitted", "rejected"), "shortlisted", told=False),
    Move("award", "定为中榜", ("submitted", "shortlisted"), "awarded", in_charge=True, told=False),
    Move(
        "reconsider",
        "取消中榜",
        ("awarded",),
        "shortlisted",
        in_charge=True,
        reason=True,
        told=False,
    ),
    Move("reject", "不入选", ("submitted", "shortlisted"), "rejected", reason=True, told=False),
    Move(
        "withdraw",
        "对方撤回",
        ("submitted", "shortlisted", "awarded"),
        "withdrawn",
        reason=True,
        told=False,
    ),
)
LICENCE_MOVES = (
    Move("notify", "已书面通知专利权人", ("wanted",), "notified", final=True),
    Move("take_effect", "费用已付，许可生效", ("notified",), "effective", final=True),
    Move("file", "已向国家知识产权局备案", ("effective",), "filed", final=True),
    Move("end", "许可到期", ("effective", "filed"), "ended", final=True),
    Move("drop", "没有办成", ("wanted", "notified"), "dropped", reason=True),
    # Noted by mistake, and nothing came after it.
    Move("undo_notify", "撤销“已通知”", ("notified",), "wanted", reason=True),
    Move("undo_take_effect", "撤销“已生效”", ("effective",), "notified", reason=True),
    Move("undo_file", "撤销“已备案”", ("filed",), "effective", reason=True),
)


def find_move(table: tuple[Move, ...], name: str) -> Move | None:
    return next((move for move in table if move.name == name), None)


def moves_from(table: tuple[Move, ...], state: str) -> tuple[Move, ...]:
    return tuple(move for move in table if state in move.sources)


def states_on(turns: Mapping[str, str], turn: str | None, state: str | None) -> list[str] | None:
    """The states that are asked for, by whose turn it is and by name; None = all."""
    if turn is None:
        return None if state is None else [state]
    waiting = [each for each, who in turns.items() if who == turn]
    return waiting if state is None else [each for each in waiting if each == state]
