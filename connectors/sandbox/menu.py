"""The menu below the chat: 3 buttons, 5 below each, checked as menu/create checks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.errors import BadRequest
from connectors.sandbox.faults import ApiFault

MAX_TOP, MAX_SUB = 3, 5
MAX_TOP_BYTES, MAX_SUB_BYTES = 16, 60
MAX_KEY_BYTES, MAX_URL_BYTES = 128, 1_024

# What an account of this front door would show until menu/create sets another one.
DEFAULT: dict[str, Any] = {
    "button": [
        {"type": "click", "name": "提需求", "key": "submit_need"},
        {
            "name": "找资源",
            "sub_button": [
                {"type": "click", "name": "找高校", "key": "find_university"},
                {"type": "click", "name": "找技术导师", "key": "find_mentor"},
                {"type": "click", "name": "找开放许可专利", "key": "find_patent"},
            ],
        },
        {
            "name": "我的",
            "sub_button": [
                {"type": "click", "name": "需求进展", "key": "check_status"},
                {"type": "click", "name": "政策咨询", "key": "ask_policy"},
                {"type": "click", "name": "使用帮助", "key": "help"},
                {"type": "click", "name": "转人工", "key": "ask_human"},
            ],
        },
    ]
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    name: str
    kind: str
    key: str
    url: str


class Menu:
    def __init__(self, definition: dict[str, Any] | None = None) -> None:
        self.definition: dict[str, Any] | None = definition

    def create(self, definition: dict[str, Any]) -> None:
        """Raise ApiFault where WeChat would refuse it."""
        buttons = definition.get("button")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= MAX_TOP:
            raise ApiFault(40016)
        for button in buttons:
            _check_top(button)
        self.definition = definition

    def delete(self) -> None:
        self.definition = None

    def find(self, path: list[int]) -> MenuItem:
        """The item at this place: [top] or [top, below]; raise BadRequest where there is none."""
        items: list[dict[str, Any]] = (self.definition or {}).get("button", [])
        item: dict[str, Any] = {}
        for place in path:
            if not 0 <= place < len(items):
                raise BadRequest("菜单里没有这一项")
            item = items[place]
            items = item.get("sub_button") or []
        kind = str(item.get("type", ""))
        if kind not in ("click", "view"):
            raise BadRequest("沙箱只演示 click 和 view 两种菜单")
        return MenuItem(
            str(item.get("name", "")), kind, str(item.get("key", "")), str(item.get("url", ""))
        )


def _check_top(button: Any) -> None:
    below = button.get("sub_button") if isinstance(button, dict) else None
    if below is None or below == []:
        _check_item(button, MAX_TOP_BYTES, 40018)
        return
    _check_name(button, MAX_TOP_BYTES, 40018)
    if not isinstance(below, list) or len(below) > MAX_SUB:
        raise ApiFault(40023)
    for item in below:
        _check_item(item, MAX_SUB_BYTES, 40025)


def _check_item(item: Any, most: int, fault: int) -> None:
    _check_name(item, most, fault)
    kind = item.get("type")
    if not isinstance(kind, str) or not kind:
        raise ApiFault(40017)
    if kind == "view":
        url = item.get("url")
        if not isinstance(url, str) or not 1 <= len(url.encode()) <= MAX_URL_BYTES:
            raise ApiFault(40020)
    elif kind == "click":
        key = item.get("key")
        if not isinstance(key, str) or not 1 <= len(key.encode()) <= MAX_KEY_BYTES:
            raise ApiFault(40019)


def _check_name(item: Any, most: int, fault: int) -> None:
    name = item.get("name") if isinstance(item, dict) else None
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= most:
        raise ApiFault(fault)
