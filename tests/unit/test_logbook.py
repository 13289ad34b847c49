"""What reaches the log: numbers, types and places, never words."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from bot.logbook import WordlessFormatter, set_up_logs

CANARY = "金丝雀厂的秘密配方"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Standard error, with logs set up as in production."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logs()
    yield stream
    structlog.reset_defaults()


def fail() -> None:
    try:
        CANARY.encode("ascii")
    except UnicodeEncodeError as error:
        error.add_note(CANARY)
        raise ValueError(f"cannot store {CANARY!r}") from error


def test_one_json_object_a_line(logged: io.StringIO) -> None:
    structlog.get_logger().info("turn.finished", seq=3, ms=12)
    event = json.loads(logged.getvalue())
    assert (event["event"], event["seq"], event["level"]) == ("turn.finished", 3, "info")


def test_what_could_be_personal_is_masked(logged: io.StringIO) -> None:
    structlog.get_logger().info("x", text=CANARY, phone=CANARY, openid=CANARY, seq=3)
    line = logged.getvalue()
    assert CANARY not in line
    assert json.loads(line)["seq"] == 3


def test_an_exception_leaves_its_type_and_place_only(logged: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("turn.run_failed")
    line = logged.getvalue()
    assert CANARY not in line
    raised, cause = json.loads(line)["exception"]
    assert (raised["exc_type"], cause["exc_type"]) == ("ValueError", "UnicodeEncodeError")
    assert any(frame["name"] == "fail" for frame in raised["frames"])


def test_a_group_of_exceptions_leaves_no_message_either(logged: io.StringIO) -> None:
    try:
        raise ExceptionGroup(CANARY, [ValueError(CANARY), ExceptionGroup("x", [KeyError(CANARY)])])
    except ExceptionGroup:
        structlog.get_logger().exception("x")
    line = logged.getvalue()
    assert CANARY not in line
    assert "KeyError" in line


def test_what_libraries_log_leaves_no_message_of_an_exception_either() -> None:
    try:
        fail()
    except ValueError:
        record = logging.LogRecord("aiohttp", 40, __file__, 1, "failed", None, sys.exc_info())
    text = WordlessFormatter("%(name)s %(message)s").format(record)
    assert CANARY not in text
    assert "ValueError" in text
    assert "in fail" in text
