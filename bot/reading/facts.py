"""Everything one message says that a need record can hold.

`read` is the door of this package: it normalises the text, drops what the owner
takes back, lets each reader look, and returns one frozen record. It never raises.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.reading import jio
from bot.reading.codes import (
    PatentNumber,
    code_spans,
    is_wechat_same,
    read_credit_code,
    read_email,
    read_patent_numbers,
)
from bot.reading.company import read_company
from bot.reading.company_answer import read_company_answer, read_firm_alone
from bot.reading.corrections import without_retracted
from bot.reading.deletion import Deletion, read_deletion
from bot.reading.industry import Industry, read_industry
from bot.reading.left_open import (
    declines_contact,
    denies_budget,
    has_no_company,
    is_to_stay_secret,
    leaves_budget_open,
    states_no_company,
)
from bot.reading.metrics import Metric, read_metrics
from bot.reading.modes import other_modes, read_mode
from bot.reading.moment import Deadline, deadline_spans, read_deadline
from bot.reading.money import Money, money_spans, read_money
from bot.reading.person import read_person
from bot.reading.phone_slips import (
    read_phone_tail,
    read_slipped_mobile,
    read_wanted_phone,
    wants_landline_only,
)
from bot.reading.place import Place, place_candidates, read_place
from bot.reading.qualifications import Qualification, read_qualifications
from bot.reading.script import normalise
from bot.reading.terms import read_terms
from bot.reading.whose_place import without_firms, without_wished_help

EXPECTABLE = frozenset(
    {
        "budget",
        "deadline",
        "region",
        "company",
        "industry",
        "mode",
        "qualification",
        "contact",
        "problem",
    }
)
"""Slots the desk may just have asked for; each loosens the reader of that slot only."""

LONGEST_READ = 4_000
"""Characters looked at: twice the longest WeChat message, yet bounded for a pasted file."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one message states; None, False or empty where it says nothing."""

    money: Money | None
    deadline: Deadline | None
    place: Place | None
    place_choices: tuple[Place, ...]
    """Where a county's name is shared and the message does not say which is meant."""
    uscc: str | None
    uscc_valid: bool | None
    """Whether the check character of `uscc` fits (GB 32100-2015); None without a code."""
    patent_numbers: tuple[PatentNumber, ...]
    phone: str | None
    email: str | None
    wechat_same_as_phone: bool
    metrics: tuple[Metric, ...]
    qualifications: tuple[Qualification, ...]
    mode: str | None
    industry: Industry | None
    company: str | None
    person: str | None
    name_refused: bool
    budget_open: bool = False
    """The sum is left to others: 面议, 看着给."""
    budget_denied: bool = False
    """What was taken for the budget is none, and no other sum is named."""
    no_company: bool = False
    """There is none: stated, or in answer to the question for it."""
    secret: bool = False
    """The owner wants it kept from the public."""
    contact_declined: bool = False
    """No telephone number is to be left, whoever asked for it."""
    place_by_company: bool = False
    """The place stands in the company's name alone: 东阳雪舫腿业 may be at work elsewhere."""
    place_of_help: bool = False
    """The place is where the help is to come from: 老师最好是上海的."""
    phone_tail: str | None = None
    """The last digits of a number given before, put right."""
    phone_slip: str | None = None
    """A number typed as a mobile that is too long, too short, or has a letter in it."""
    landline_only: bool = False
    """Of the numbers given the mobile is not to be kept."""
    other_modes: tuple[str, ...] = ()
    """Ways of working together that would do as well as `mode`."""
    terms: tuple[str, ...] = ()
    """Clauses that set a term: 专利归我们, 分三次付."""

    def to_entities(self) -> dict[str, Any]:
        """JSON-safe shapes of the need record; only what was stated has a key."""
        entities: dict[str, Any] = {
            "budget": self.money and _budget(self.money),
            "deadline": self.deadline and _deadline(self.deadline),
            "region": self.place and _coded(self.place.code, self.place.name),
            "region_choices": [_coded(place.code, place.name) for place in self.place_choices],
            "industry": self.industry and _coded(self.industry.code, self.industry.name),
            "mode": self.mode,
            "metrics": [{"text": metric.text, "role": metric.role} for metric in self.metrics],
            "qualifications": [{"name": q.name, "status": q.status} for q in self.qualifications],
            "company": self.company,
            "uscc": self.uscc,
            "uscc_valid": self.uscc_valid,
            "patent_numbers": [{"number": p.number, "valid": p.valid} for p in self.patent_numbers],
            "contact": _stated(name=self.person, phone=self.phone, email=self.email),
            "wechat_same_as_phone": self.wechat_same_as_phone or None,
            "name_refused": self.name_refused or None,
        }
        return {key: value for key, value in entities.items() if value not in (None, [], {})}


# 「2027 年 3 月 15 日」, as some editors set it.
_DATE_GAP = re.compile(
    r"(?<=\d) (?=[年月日号])|(?<=[年月]) (?=\d{1,2} ?[月日号])|(?<=[今明后]年) (?=\d)"
)
# 「明年暑假」 and nothing else is of the time, whichever question it follows; 「三年」 is not.
_DATE_ALONE = re.compile(
    r"(?:大概|大约|差不多|就|最好|最晚|[,\s])*(?:今年|明年|后年|来年|开年|年后)(?:的|[,\s])*(?:上半年|下半年|年[初中底末]|开春|春节|春天|夏天"
    r"|秋天|冬天|暑假|寒假|国庆|五一|中秋|端午|清明|元旦|第?[一二三四1-4]季度?|[\d一二三四五六七八九十]{1,3}月(?:份|底|初|中旬?|上旬|下旬)?)"
    r"(?:左右|之?前|以前|吧|呢|的样子|[,。!\s])*"
)


def read(text: str, *, today: date, expecting: str | None = None) -> Facts:
    """Read every fact of one message, as seen on `today`.

    `expecting` is the slot the desk has just asked for, one of `EXPECTABLE`; anything
    else counts as none. Lone surrogates, control marks and very long texts are harmless.
    """
    said = _DATE_GAP.sub("", without_retracted(normalise(text[:LONGEST_READ])[:LONGEST_READ]))
    plain = _blanked(said, code_spans(said))
    credit, person = read_credit_code(said), read_person(said, expected=expecting == "contact")
    money = read_money(plain, expected=expecting == "budget")
    dated = expecting == "deadline" or _DATE_ALONE.fullmatch(plain) is not None
    deadline = read_deadline(plain, today, expected=dated)
    place = read_place(plain, expected=expecting == "region")
    asked_company = expecting == "company"
    sums_and_dates = [*money_spans(plain), *deadline_spans(plain, today)]
    mode = read_mode(
        plain,
        expected=expecting == "mode",
        commissioned=bool(money or (deadline and deadline.by)),
    )
    named = read_company(plain)
    if asked_company:
        company = read_company_answer(_without(plain, sums_and_dates))
    else:
        company = named or read_firm_alone(plain)
    return Facts(
        money=money,
        deadline=deadline,
        place=place,
        place_choices=() if place else place_candidates(plain, expected=expecting == "region"),
        uscc=credit.code if credit else None,
        uscc_valid=credit.valid if credit else None,
        patent_numbers=read_patent_numbers(said),
        phone=read_wanted_phone(said),
        email=read_email(said),
        wechat_same_as_phone=is_wechat_same(said),
        metrics=read_metrics(plain, sums_and_dates),
        qualifications=read_qualifications(plain, expected=expecting == "qualification"),
        mode=mode,
        industry=read_industry(plain, expected=expecting == "industry"),
        company=company,
        person=person.name if person else None,
        name_refused=person.refused if person else False,
        budget_open=money is None and leaves_budget_open(said, expected=expecting == "budget"),
        budget_denied=money is None and denies_budget(normalise(text[:LONGEST_READ])),
        no_company=(asked_company and has_no_company(said)) or states_no_company(said),
        # 「配方不能外传这句删了」 asks for the contrary.
        secret=is_to_stay_secret(said) and read_deletion(said) is not Deletion.SENTENCE,
        contact_declined=declines_contact(said),
        place_by_company=place is not None
        and _is_gone(without_firms(plain.replace(named or "\0", " ")), expecting),
        place_of_help=place is not None and _is_gone(without_wished_help(plain), expecting),
        phone_tail=read_phone_tail(said),
        phone_slip=read_slipped_mobile(said),
        landline_only=wants_landline_only(said),
        other_modes=other_modes(plain, mode) if mode else (),
        terms=read_terms(said),
    )


def warm_up() -> None:
    """Load every table and library of this package (about three seconds)."""
    jio.warm_up()
    read("預算三十萬，春节前，我们在湖北襄阳做压铸", today=date(2026, 1, 1))


def _is_gone(rest: str, expecting: str | None) -> bool:
    return read_place(rest, expected=expecting == "region") is None


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these spans blanked, every other character in its place."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text without the clauses that hold one of the spans: 「麦收前弄好」 names no firm."""
    if not spans:
        return text
    clauses = [(m.start(), m.end()) for m in re.finditer(r"[^,。;!?\n]+[,。;!?\n]*", text)]
    taken = [c for c in clauses if any(c[0] < end and start < c[1] for start, end in spans)]
    return _blanked(text, taken).strip(" ,。;")


def _budget(money: Money) -> dict[str, Any]:
    return {
        "min": money.min,
        "max": money.max,
        "currency": money.currency,
        "approx": money.approx,
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "text": deadline.text,
        "from": deadline.start.isoformat() if deadline.start else None,
        "by": deadline.by.isoformat() if deadline.by else None,
        "open": deadline.open,
    }


def _coded(code: str, name: str) -> dict[str, str]:
    return {"code": code, "name": name}


def _stated(**values: str | None) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}
