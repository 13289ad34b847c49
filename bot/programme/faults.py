"""What is wrong with single fields of what somebody entered, in words for the field."""

from __future__ import annotations

from bot.errors import BadRequest


def faults_at(text: str, *fields: str) -> list[dict[str, str]]:
    """The ``errors`` of a refusal whose words belong to these fields."""
    return [{"field": field, "message": text} for field in fields]


def at_fields(text: str, *fields: str) -> BadRequest:
    """The whole is refused because of these fields; each is told why."""
    return BadRequest(text, errors=faults_at(text, *fields))


def fault_words(kind: str, message: str) -> str:
    """Pydantic speaks English where the shapes' own checks do not."""
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return next((text for start, text in _FAULTS.items() if kind.startswith(start)), message)


_FAULTS = {
    "missing": "必填",
    "string_too_long": "太长",
    "string_too_short": "太短",
    "string_pattern": "格式不对",
    "int": "应为整数",
    "float": "应为数字",
    "date": "应为日期，如 2026-11-22",
    "literal": "不在可选的值里",
    "bool": "应为“是”或“否”",
    "greater": "太小",
    "less": "太大",
    "too_long": "太多",
    "too_short": "太少",
}
