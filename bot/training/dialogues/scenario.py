"""The readable shape of a scenario (docs/EVALUATION.md): what is said, and what must come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadRequest

CHANNELS = ("webchat", "wechat")
# What is sent that is no text; ``with`` it go the words that the platform adds: a voice's
# transcript, a place's label, a link's title.
SENT = frozenset({"image", "voice", "location", "file", "link"})
_STEP = {
    "say",
    "press",
    "fill",
    "send",
    "with",
    "card",
    "hears",
    "not",
    "purposes",
    "cards",
    "owner",
}
_SCENARIO = {"title", "steps", "channels", "need", "needs", "consents", "owner"}


@dataclass(frozen=True, slots=True)
class Step:
    """``press`` is a button's title; ``card`` the place of the card it stands on. ``fill`` answers
    the questions of the form by a word that occurs in them, and skips the others, up to the
    summary."""

    say: str | None
    press: str | None
    fill: Mapping[str, str] | None
    send: str | None
    sent_with: str
    card: int | None
    hears: tuple[str, ...]
    hears_not: tuple[str, ...]
    purposes: tuple[str, ...]
    cards: tuple[str, ...]
    owner: str | None

    @property
    def words(self) -> str:
        if self.fill is not None:
            return "［填到核对］"
        if self.send is not None:
            return f"［发送 {self.send}］{self.sent_with}"
        return self.say if self.say is not None else f"［{self.press}］"


@dataclass(frozen=True, slots=True)
class Scenario:
    """``need`` holds what staff must see in the end, by dotted path: ``region.code: "330200"``."""

    title: str
    steps: tuple[Step, ...]
    channels: tuple[str, ...]
    need: Mapping[str, Any] = field(default_factory=dict)
    needs: int | None = None
    consents: int | None = None
    owner: str | None = None


def read_scenarios(file: Path) -> tuple[Scenario, ...]:
    """Raises BadRequest where the file holds no scenarios that can be read."""
    try:
        scenarios = tuple(_scenario(row) for row in yaml.safe_load(file.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise BadRequest(f"读不了对话场景 {file}：{error}") from None
    if not scenarios:
        raise BadRequest(f"{file} 里没有对话场景")
    return scenarios


def _scenario(row: dict[str, Any]) -> Scenario:
    _refuse_unknown(row, _SCENARIO)
    return Scenario(
        title=str(row["title"]),
        steps=tuple(_step(each) for each in row["steps"]),
        channels=_strings(row.get("channels")) or CHANNELS,
        need=row.get("need") or {},
        needs=row.get("needs"),
        consents=row.get("consents"),
        owner=row.get("owner"),
    )


def _step(row: str | dict[str, Any]) -> Step:
    """A bare string is something said, of which only an answer is expected."""
    if isinstance(row, str):
        row = {"say": row}
    _refuse_unknown(row, _STEP)
    if sum(name in row for name in ("say", "press", "fill", "send")) != 1:
        raise ValueError(f"每一步要有 say、press、fill、send 之一：{row}")
    if "send" in row and row["send"] not in SENT:
        raise ValueError(f"send 应为 {'、'.join(sorted(SENT))} 之一：{row}")
    return Step(
        say=row.get("say"),
        press=row.get("press"),
        fill=row.get("fill"),
        send=row.get("send"),
        sent_with=str(row.get("with", "")),
        card=row.get("card"),
        hears=_strings(row.get("hears")),
        hears_not=_strings(row.get("not")),
        purposes=_strings(row.get("purposes")),
        cards=_strings(row.get("cards")),
        owner=row.get("owner"),
    )


def _strings(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(each) for each in value)


def _refuse_unknown(row: dict[str, Any], known: set[str]) -> None:
    if unknown := set(row) - known:
        raise ValueError(f"不认识的栏：{'、'.join(sorted(unknown))}")
