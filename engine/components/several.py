"""Messages that want several things: which parts count, and which of them leads.

A clause alone is easily misread (「卖不上价」 is no question about fees), so two plain clauses are
two purposes only where the writer says so: by a connective, by asking twice, or by a command.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# A clause must be this sure before its purpose counts …
PLAIN = 0.6
# … and this sure where nothing but its own words sets it apart.
COMMANDING = 0.8

MARKED = re.compile(r"^(?:顺便|另外|还有|对了|再|也|同时|以及|然后|最后|其次|此外|二是|2)")
ASKING = re.compile(
    r"吗|嘛$|吧$|呢|不$|没$|么$|怎么|咋|多少|啥|什么|哪|谁|几|如何|能不能|会不会|行不行|可不可以"
    r"|有没有|是不是|要不要|能否|可否|想问|问下|请问"
)
COMMANDS = frozenset(
    {
        *("ask_human", "delete_my_data", "export_my_data", "withdraw_consent", "check_status"),
        *("switch_recommendations", "complaint"),
    }
)
# Moves in a conversation mean something only as a whole message: 「我们是做塑料的，老开裂」 is one
# need, not an answer and a need.
MOVES = frozenset(
    {
        *("inform", "correct", "skip", "affirm", "deny", "cancel", "back", "resume"),
        *("more", "why", "another_region", "cheaper"),
        *("greet", "goodbye", "thanks", "chitchat", "help", "bot_challenge"),
    }
)
# Who is looked for is a part of a need, unless the writer begins anew.
SOUGHT = frozenset({"find_university", "find_mentor", "find_platform", "find_patent"})
# 「客户投诉」 is trouble with the goods, 「人工越来越贵」 with wages: neither is said of the desk.
THEIR_OWN = {
    "complaint": re.compile(
        r"客户|顾客|用户|买家|客人|下家|经销商|居民|邻居|村民|工人|老百姓|差评"
    ),
    "ask_human": re.compile(r"人工(?:费|成本|工资|贵|难招|不好招|太|越来越|一年)|(?:靠|是|用)人工"),
}
# What goes on after this message, the most pressing first. The rest is answered in a breath.
LEADING = {
    "ask_human": 0, "delete_my_data": 1, "submit_need": 2, **dict.fromkeys(SOUGHT, 3),
    "check_status": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    name: str
    confidence: float

    @property
    def is_marked(self) -> bool:
        return MARKED.search(self.text) is not None

    @property
    def is_asking(self) -> bool:
        return ASKING.search(self.text) is not None


def several(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses whose purposes all want an answer, the leading one first; empty where the
    message has one purpose."""
    wanted: dict[str, Clause] = {}
    for clause, begins_anew in zip(clauses, _beginnings(clauses), strict=True):
        if _is_plain(clause) and _stands_alone(clause, begins_anew):
            wanted.setdefault(clause.name, clause)
    if not _are_apart(wanted, clauses):
        return []
    lead = min(wanted, key=lambda name: LEADING.get(name, len(LEADING)))
    return sorted(wanted.values(), key=lambda each: each.name != lead)


def _is_plain(clause: Clause) -> bool:
    theirs = THEIR_OWN.get(clause.name)
    if theirs is not None and theirs.search(clause.text):
        return False
    return clause.confidence >= PLAIN and clause.name not in MOVES


def _beginnings(clauses: Sequence[Clause]) -> list[bool]:
    """Whether something new begins with, or right after, each clause."""
    marks = [clause.is_marked for clause in clauses]
    return [any(marks[at : at + 2]) for at in range(len(marks))]


def _stands_alone(clause: Clause, begins_anew: bool) -> bool:
    if begins_anew or clause.name == "submit_need":
        return True
    if clause.name in COMMANDS:
        return clause.confidence >= COMMANDING
    return clause.is_asking and clause.name != "out_of_scope"


def _are_apart(wanted: dict[str, Clause], clauses: Sequence[Clause]) -> bool:
    if len(wanted) < 2:
        return False
    # 「想找个教授看看」 beside a problem is how the owner would have it solved.
    if "submit_need" in wanted and not set(wanted) - {"submit_need"} - SOUGHT:
        return any(clause.is_marked for clause in clauses)
    return True
