"""The console has words for whatever the audit and the history of a need may hold.

What is written there are codes; one that the catalogues of words lack would be shown as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.handoff.catalogue.editing_api import PLACES
from bot.handoff.desk_schema import StaffEdit
from bot.handoff.programme.schema import ChallengeEdit, ContractEdit
from bot.programme.lessons import ENTITIES, PURPOSES
from bot.programme.life import (
    BID_MOVES,
    INTRODUCTION_MOVES,
    LICENCE_MOVES,
    NEED_MOVES,
    NEED_STATES,
)
from bot.store.learned import RESET

ROOT = Path(__file__).parents[2]
LANGUAGES = ("zh", "en")
# Names that are put together: how the code writes them, and all that comes out.
BUILT = {
    "need_{event}": {f"need_{move.name}" for move in NEED_MOVES} | {"need_bid"},
    "bid_{move.name}": {f"bid_{move.name}" for move in BID_MOVES},
    "licence_{move.name}": {f"licence_{move.name}" for move in LICENCE_MOVES},
    "introduction_{move.name}": {f"introduction_{move.name}" for move in INTRODUCTION_MOVES},
    "suggestion_{verdict}": {"suggestion_accepted", "suggestion_rejected"},
    "lesson_{row.state}": {"lesson_labelled", "lesson_dismissed"},
    "term_{state}": {"term_taken", "term_refused", "term_proposed"},
}
# An act whose name is handed on: what it may be, where its giver is not itself read here.
HANDED_ON: dict[str, set[str]] = {
    "action": set(),
    "event": set(),
    "move.event": set(),
    "self._unbound": set(),
    "RESET": {RESET},
}
ROOMS = ("bot", "connectors", "actions")
WRITERS = {"record_audit", "add_event", "remember", "_remember", "_audit", "to_queue", "Admission"}
# Of a change of hands: bot.handoff.moving.Move, not bot.programme.life.Move.
MOVES = ROOT / "bot" / "handoff"
# Where and who, for which the page has places of their own.
ELSEWHERE = {
    "at", "actor", "action", "subject", "who", "values", "message_id", "number", "unbound",
}  # fmt: skip
# Things without a row of their own, which the audit calls by a code.
THINGS = {
    *PLACES, *(place for place, *_ in PLACES.values()), "hours", "service", "assignment",
    "needs", "introductions", "licences", "conversations", "weights",
}  # fmt: skip


@cache
def calls() -> tuple[ast.Call, ...]:
    return tuple(_calls())


def _calls() -> Iterator[ast.Call]:
    for path in (each for room in ROOMS for each in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in WRITERS or (name == "Move" and MOVES in path.parents):
                    yield node


def acts() -> set[str]:
    """Names of acts that the code gives, those that are put together as they come out."""
    return {name for call in calls() for name in acts_in(call)}


def acts_in(call: ast.Call) -> set[str]:
    found: set[str] = set()
    named = [each.value for each in call.keywords if each.arg in {"action", "unbound"}]
    for given in (*call.args, *named):
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            found.add(given.value)
        elif isinstance(given, ast.JoinedStr):
            found |= BUILT[ast.unparse(given)[2:-1]]
        else:
            found |= HANDED_ON.get(ast.unparse(given), set())
    return found


def unread() -> list[str]:
    """Calls that give an act a name in a way that ``acts`` does not understand."""
    return [
        ast.unparse(call) for call in calls()
        if not acts_in(call)
        and not {ast.unparse(each) for each in (*call.args, *(w.value for w in call.keywords))}
        & HANDED_ON.keys()
    ]  # fmt: skip


def data() -> set[str]:
    return {each.arg for call in calls() for each in call.keywords if each.arg} - ELSEWHERE


def subjects() -> set[str]:
    given = [
        each for call in calls()
        for each in (*call.args, *(word.value for word in call.keywords if word.arg == "subject"))
    ]  # fmt: skip
    kinds = [each.elts[0] for each in given if isinstance(each, ast.Tuple)]
    return {str(kind.value) for kind in kinds if isinstance(kind, ast.Constant)}


def words(language: str, file: str, part: str) -> set[str]:
    """The keys of one part of a catalogue of words."""
    text = (ROOT / "web" / "console" / "words" / language / f"{file}.ts").read_text("utf-8")
    found = re.search(rf"^  {part}: {{$(.*?)^  }}", text, re.MULTILINE | re.DOTALL)
    assert found, (language, file, part)
    return set(re.findall(r"^    (\w+):", found[1], re.MULTILINE))


@pytest.mark.parametrize("language", LANGUAGES)
class TestWords:
    def test_of_every_act(self, language: str) -> None:
        known = words(language, "audit", "actions") | words(language, "needs", "events")
        assert {"closed", "bid_received", "licence_file", "catalogue_added"} <= acts()
        assert acts() - known == set()

    def test_of_things_that_have_only_a_code(self, language: str) -> None:
        assert THINGS - words(language, "audit", "things") == set()
        assert set(StaffEdit.model_fields) - words(language, "audit", "fields") == set()

    def test_of_what_is_said_about_it(self, language: str) -> None:
        # The ids of what the act was done to stand as its subject.
        told = data() - {"bid_id", "introduction_id"}
        assert {"conversation", "need", "bid"} <= subjects()
        assert subjects() - words(language, "audit", "subjects") == set()
        assert told - words(language, "audit", "details") == set()

    def test_of_states_fields_and_purposes(self, language: str) -> None:
        assert set(NEED_STATES) - words(language, "domain", "states") == set()
        edited = {*ChallengeEdit.model_fields, *ContractEdit.model_fields} - {"updated_at"}
        fields = words(language, "domain", "fields")
        assert (edited | set(ENTITIES)) - fields == set()
        assert set(PURPOSES) - words(language, "domain", "purposes") == set()


def test_every_writer_of_the_audit_is_read_here() -> None:
    assert unread() == []
