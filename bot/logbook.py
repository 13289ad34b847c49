"""Structured logs, one JSON object a line. Ids and numbers only: no text, names or addresses."""

from __future__ import annotations

import logging
import sys
from traceback import format_tb
from types import TracebackType
from typing import Any

import structlog

# Keys that could carry what a person wrote or who they are; a slip is masked, not printed.
PERSONAL = frozenset(
    {"text", "name", "phone", "email", "openid", "address", "token", "secret", "password", "body"}
)


def mask_personal(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return {key: "[masked]" if key in PERSONAL else value for key, value in event.items()}


def forget_words(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Leave the type and the place of an exception, not its message.

    A database driver quotes the value that it could not store, and that is what a person wrote.
    """
    _drop_messages(event.get("exception", []))
    return event


def _drop_messages(raised: list[dict[str, Any]]) -> None:
    for each in raised:
        each.pop("exc_value", None)
        each.pop("exc_notes", None)
        for member in each.get("exceptions", ()):
            _drop_messages(member)


type ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class WordlessFormatter(logging.Formatter):
    """The same for what libraries log: the trace and the exception's type."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the base class names it so
        kind, _, trace = ei
        return "".join([*format_tb(trace), kind.__qualname__ if kind is not None else ""])


def set_up_logs(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WordlessFormatter("%(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            mask_personal,
            # Without locals: they hold what people wrote.
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            forget_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
