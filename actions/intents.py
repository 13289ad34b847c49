"""Groups of intents, as the conduct of the dialogue sees them."""

from __future__ import annotations

import re

# Questions and remarks that have an answer of their own; inside a form they are answered and the
# form then asks again.
ASIDES = frozenset(
    {
        "find_university", "find_mentor", "find_patent", "find_platform", "find_doctoral_team",
        "incubation", "ask_policy", "ask_open_licence_process", "ask_fee", "ask_ip_terms",
        "ask_jiebang", "ask_modes", "ask_mentor_cost", "check_status", "ask_human",
        "privacy_question", "delete_my_data", "export_my_data", "withdraw_consent",
        "switch_recommendations", "events",
        "supply_side", "complaint", "greet", "goodbye", "thanks", "bot_challenge", "help",
        "chitchat", "out_of_scope", "injection", "more", "why", "another_region", "cheaper",
        "pick",
    }
)  # fmt: skip
# Commands that an answer to a question must never be mistaken for.
FIRM = frozenset(
    {
        "ask_human", "delete_my_data", "export_my_data", "withdraw_consent",
        "switch_recommendations", "complaint",
        "injection", "pick", "privacy_question",
    }
)  # fmt: skip
# Remarks that say something of the need as often as not: 「没多少钱，十几万吧」.
REMARKS = frozenset({"ask_fee", "cheaper", "greet", "thanks", "chitchat"})
SEARCHES = frozenset({"find_university", "find_mentor", "find_patent", "find_platform"})

_QUESTION = re.compile(
    r"[?？]|吗|呢$|[钱行有能成中好对管用算收要]不$|怎么|咋|(?<!没)(?<!没有)多少|啥|什么|哪|能不能|行不行|可不可以|有没有|是不是|为何|为什么"
)

_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+[，,。；;！!？?\n]*")


# 「没注册呢」, 「忙着呢」, 「早呢」 state.
_STATED = re.compile(r"(?:没有?|未)[^，,。\s什怎谁哪]{0,6}呢$|[着早多远]呢$")


def is_question(text: str) -> bool:
    stated = _STATED.search(text)
    return _QUESTION.search(text[:-1] if stated else text) is not None


def statements(text: str) -> str:
    """What a message states, without the clauses that ask."""
    clauses = _CLAUSE.findall(text)
    return "".join(each for each in clauses if not is_question(each.rstrip("，,。；;！! ")))
