"""Puts right in a need what the owner says is wrong, and tells what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from bot.programme.amended import Amended, Told, as_written
from bot.programme.changes import Change, Correction
from bot.programme.interview import ADDED, LABELS, Field, abridge, tell
from bot.programme.need_columns import empty, leave_out
from bot.programme.new_values import changed, means, says_the_same, take_value
from bot.programme.own_words import add_words, replace_figure, replace_words, take_out
from bot.programme.telling import tells
from bot.reading.amending import Act, Amendment
from bot.reading.facts import read
from bot.reading.field_words import field_called
from bot.reading.modes import join_modes, read_modes
from bot.reading.script import normalise
from bot.store.models import Need

_SAID = 40
_READABLE = (Field.BUDGET, Field.DEADLINE, Field.REGION, Field.MODE, Field.COMPANY, Field.INDUSTRY)
# Told in figures, and easily taken for each other.
_TYPED = (Field.BUDGET, Field.DEADLINE, Field.REGION, Field.MODE)


# 35CrMo, SWRCH22A, M12-8.8: a name of a material or a size, and nothing else.
_GRADE = re.compile(r"(?=.*\d)[A-Za-z0-9.#/+-]*[A-Za-z][A-Za-z0-9.#/+-]*")
_FIGURE_TOLD = re.compile(
    r"(?P<of>[^,。\d]{2,10}?)(?:现在|目前|当前|如今|应该)*[是为到](?P<figure>\d[^,。\s]{0,8})"
)


def amend(need: Need, amendments: Iterable[Amendment], raw: str, today: date) -> Amended:
    """The row is changed in place. Empty where nothing of this need was meant: the message is
    something else then."""
    done = [_STEPS[each.act](need, each, raw, today) for each in amendments]
    changes = tuple(change for each in done for change in each.changes)
    unread = next((each for each in done if each.unread is not None), Amended())
    told = {change.field for change in changes if tell(need, change.field) is not None}
    need.skipped = [name for name in need.skipped if name not in told]
    choose = not changes and any(each.choose for each in done)
    return Amended(changes, unread.unread, unread.garbled, choose)


# A new value -------------------------------------------------------------------------------


def _set(need: Need, said: Amendment, raw: str, today: date) -> Amended:
    field = _field_of(said, today)
    if field is None:
        return Amended(choose=True)
    if field in {Field.PROBLEM, Field.DETAIL}:
        return _set_words(need, field, said, raw, today)
    if field is Field.CONTACT or not said.value:
        return Amended(unread=field)
    before = tell(need, field)
    changes = take_value(need, field, said.value, raw, today)
    if not changes and before and says_the_same(need, field, said.value, today):
        changes = (Told(field, before, False, f"{LABELS[field]}就是{before}"),)
    return Amended(changes) if changes else Amended(unread=field, garbled=True)


def _state(need: Need, said: Amendment, raw: str, today: date) -> Amended:
    """「对，公司就是恒力」 says again what is written."""
    field = _field_of(said, today)
    if field is None:  # 「改一下，顶针是SKD61的」
        return _set_figure(need, said, raw) or _add(need, replace(said, act=Act.ADD), raw, today)
    told = normalise(tell(need, field) or "")
    return Amended() if said.value and said.value in told else _set(need, said, raw, today)


def _set_figure(need: Need, said: Amendment, raw: str) -> Amended | None:
    """「掉粉率现在是8%」 after 「掉粉率5%」."""
    told = _FIGURE_TOLD.fullmatch(said.value)
    if told is None or not replace_figure(need, told["of"], as_written(raw, told["figure"])):
        return None
    figure = as_written(raw, told["figure"])
    return Amended((Told(Field.DETAIL, figure, True, f"{told['of']}改为{figure}"),))


def _field_of(said: Amendment, today: date) -> Field | None:
    if said.field == "person":
        return Field.CONTACT
    if said.field is not None:
        return Field(said.field)
    facts = read(said.value, today=today)
    return next((field for field in (*_TYPED, Field.COMPANY) if tells(facts, field)), None)


# The trouble, in the owner's words -----------------------------------------------------------


def _set_words(need: Need, field: Field, said: Amendment, raw: str, today: date) -> Amended:
    value = as_written(raw, said.value)
    if not value:
        return Amended(unread=field)
    if said.old:
        return _swap_words(need, said, raw, today) or _add(need, _joined(said), raw, today)
    before = tell(need, field)
    old = getattr(need, field.value)
    setattr(need, field.value, value)
    gone = normalise(old or "")
    told = normalise(f"{need.problem}\n{need.detail}")
    metrics = read(value, today=today).metrics
    stays = [e for e in need.metrics if str(e["text"]) in told and str(e["text"]) not in gone]
    need.metrics = [*stays, *({"text": m.text, "role": m.role} for m in metrics)]
    words = f"{LABELS[field]}{'改为' if before else '：'}{abridge(value, _SAID)}"
    return Amended((Told(field, value, before is not None, words),))


def _joined(said: Amendment) -> Amendment:
    return replace(said, act=Act.ADD, field="detail", value=f"{said.old}{said.value}")


def _swap_words(need: Need, said: Amendment, raw: str, today: date) -> Amended | None:
    wrong, right = as_written(raw, said.old), as_written(raw, said.value)
    if _GRADE.fullmatch(said.value) and not re.search(r"[0-9A-Za-z]", said.old):
        return _put_grade(need, said, raw, today)
    # 「说的7天」, 「温度120度」: the figure may stand there without what is said around it.
    figure = re.search(r"\d.*", wrong) if any(map(str.isdigit, right)) else None
    for told in (wrong, figure[0] if figure else ""):
        if len(told) > 1 and replace_words(need, told, right):
            return Amended((Correction(Field.DETAIL, right, True, told, right),))
    if any(map(str.isdigit, right)) and replace_figure(need, wrong, right):
        return Amended((Told(Field.DETAIL, right, True, f"{wrong}改为{right}"),))
    return None


def _put_grade(need: Need, said: Amendment, raw: str, today: date) -> Amended:
    """「材料写错了，是35CrMo」 names what the grade is of; the word itself is right."""
    name, grade = said.old, as_written(raw, said.value)
    if replace_figure(need, name, grade):
        return Amended((Told(Field.DETAIL, grade, True, f"{name}改为{grade}"),))
    words = f"{name}是{grade}"
    add_words(need, words, read(words, today=today))
    return Amended((Told(Field.DETAIL, words, False, f"{ADDED}：{words}"),))


def _swap(need: Need, said: Amendment, raw: str, today: date) -> Amended:
    """What holds the old words takes the new ones: a field by its name, the trouble as it was told,
    or a field that means the same."""
    for field in _READABLE:
        if normalise(said.old) in normalise(tell(need, field) or ""):
            done = _swap_in(need, field, said, today)
            if not done.is_empty:
                return done
    swapped = _swap_words(need, said, raw, today)
    if swapped is not None:
        return swapped
    for field in _READABLE:
        if means(need, field, said.old, today) or _are_both(field, said, today):
            return _swap_in(need, field, said, today)
    return Amended()


def _are_both(field: Field, said: Amendment, today: date) -> bool:
    """「年底前改做明年年底」 is of the time, whatever stands there."""
    told = (read(words, today=today) for words in (said.old, said.value))
    return field in {Field.BUDGET, Field.DEADLINE} and all(tells(each, field) for each in told)


def _swap_in(need: Need, field: Field, said: Amendment, today: date) -> Amended:
    """Only a value that can be read; of a trade that cannot, the question is asked."""
    before = tell(need, field)
    if field is Field.COMPANY and need.company:
        need.company = need.company.replace(said.old, said.value)[:200]
    elif tells(read(said.value, today=today, expecting=field.value), field):
        return Amended(take_value(need, field, said.value, said.value, today))
    changes = changed(need, field, before)
    return Amended(changes, unread=Field.INDUSTRY if field is Field.INDUSTRY else None)


# More, less, and something else --------------------------------------------------------------


def _add(need: Need, said: Amendment, raw: str, today: date) -> Amended:
    field = Field(said.field) if said.field in set(Field) else None
    if field is Field.CONTACT or said.field == "person":
        return Amended(unread=Field.CONTACT)
    modes = read_modes(said.value)
    if field is Field.MODE or (field is None and modes and _is_all_mode(said.value, modes)):
        return _add_mode(need, modes)
    if field in {None, Field.PROBLEM, Field.DETAIL}:
        return _add_detail(need, said, raw, today)
    return _set(need, replace(said, act=Act.SET), raw, today)


def _is_all_mode(value: str, modes: tuple[str, ...]) -> bool:
    """「还有共建」; 「请老师来看看，水温25度」 tells more."""
    return not any(letter.isdigit() for letter in value) and len(value) <= 8 * len(modes)


def _add_mode(need: Need, modes: tuple[str, ...]) -> Amended:
    if not modes:
        return Amended(unread=Field.MODE)
    before = need.mode
    need.mode = join_modes((*(before.split("、") if before else ()), *modes))
    changes = changed(need, Field.MODE, before)
    return Amended(changes or (Told(Field.MODE, before or "", False, f"合作方式就是{before}"),))


def _add_detail(need: Need, said: Amendment, raw: str, today: date) -> Amended:
    facts = read(said.value, today=today)
    others = [f for f in _TYPED if tells(facts, f) and tell(need, f) is None]
    if said.field is None and not facts.metrics and others:
        return _set(need, replace(said, act=Act.SET, field=others[0].value), raw, today)
    words = as_written(raw, said.value)
    if not add_words(need, words, facts):
        return Amended((Told(Field.DETAIL, words, False, f"“{abridge(words, _SAID)}”已经记着"),))
    return Amended((Told(Field.DETAIL, words, False, f"{ADDED}：{abridge(words, _SAID)}"),))


def _drop(need: Need, said: Amendment, raw: str, today: date) -> Amended:
    named = said.field or field_called(said.value)
    if named is not None:
        field = Field.CONTACT if named == "person" else Field(named)
        if field in {Field.PROBLEM, Field.CONTACT}:
            return Amended(unread=field)
        leave_out(need, field)
        return Amended((Told(field, "", True, f"{LABELS[field]}先不填"),))
    gone = take_out(need, said.value)
    if gone is not None:
        words = f"去掉了“{abridge(gone, _SAID)}”"
        return Amended((Told(Field.DETAIL, gone, True, words),))
    for field in _TYPED:
        if tell(need, field) is not None and means(need, field, said.value, today):
            leave_out(need, field)
            return Amended((Told(field, "", True, f"{LABELS[field]}去掉了"),))
    return Amended(choose=True)


def _deny(need: Need, said: Amendment, raw: str, today: date) -> Amended:
    field = Field(said.field or Field.BUDGET)
    changes: list[Change] = []
    if tell(need, field) is not None:
        empty(need, field)
        changes.append(Told(field, "", True, f"{LABELS[field]}去掉了"))
    words = as_written(raw, said.value)
    if words and not any(letter.isdigit() for letter in words) and said.old:
        words = f"{as_written(raw, said.old)}是{words}"
    if any(letter.isdigit() for letter in words) and not _is_figure_told(need, words):
        changes += _add_detail(need, replace(said, value=normalise(words)), words, today).changes
    if not changes:
        changes.append(Told(field, "", False, f"{LABELS[field]}没有填"))
    return Amended(tuple(changes))


def _is_figure_told(need: Need, words: str) -> bool:
    """「20万方是产量」 after 「年产20万方」 tells nothing new."""
    told = normalise(f"{need.problem}\n{tell(need, Field.DETAIL)}")
    figure = normalise(words).split("是")[0]
    return figure in told


def _choose(need: Need, said: Amendment, raw: str, today: date) -> Amended:
    return Amended(choose=True)


_STEPS: dict[Act, Callable[[Need, Amendment, str, date], Amended]] = {
    Act.SET: _set,
    Act.STATE: _state,
    Act.ADD: _add,
    Act.DROP: _drop,
    Act.DENY: _deny,
    Act.SWAP: _swap,
    Act.CHOOSE: _choose,
}
