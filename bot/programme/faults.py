"""What is wrong with single fields of what somebody entered, in words for the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import BadRequest


def faults_at(text: str, *fields: str) -> list[dict[str, str]]:
    """The ``errors`` of a refusal whose words belong to these fields."""
    return [{"field": field, "message": text} for field in fields]


def at_fields(text: str, *fields: str) -> BadRequest:
    """The whole is refused because of these fields; each is told why."""
    return BadRequest(text, errors=faults_at(text, *fields))


def fault_words(kind: str, message: str, bounds: Mapping[str, Any]) -> str:
    """Pydantic speaks English where the shapes' own checks do not. ``bounds``: the context of its
    fault, which knows the limit that was passed."""
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    words = next((text for start, text in _FAULTS.items() if kind.startswith(start)), None)
    limit = next((bounds[name] for name in _LIMITS if name in bounds), "")
    return words.format(limit=limit) if words is not None else message


# Whichever of them a fault has.
_LIMITS = ("max_length", "min_length", "ge", "gt", "le", "lt")
_FAULTS = {
    "missing": "必填",
    "string_too_long": "太长，最多 {limit} 个字",
    "string_too_short": "太短，最少 {limit} 个字",
    "string_pattern": "格式不对",
    "int": "应为整数",
    "float": "应为数字",
    "date": "应为日期，如 2026-11-22",
    "literal": "不在可选的值里",
    "bool": "应为“是”或“否”",
    "greater_than_equal": "太小，最小是 {limit}",
    "greater_than": "太小，要大于 {limit}",
    "less_than_equal": "太大，最大是 {limit}",
    "less_than": "太大，要小于 {limit}",
    "too_long": "太多，最多 {limit} 项",
    "too_short": "太少，最少 {limit} 项",
}
