"""What a message changed in a need, and how that is said back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.programme.interview import ADDED, LABELS, Field, abridge


@dataclass(frozen=True, slots=True)
class Change:
    field: Field
    value: str
    replaced: bool

    @property
    def said_back(self) -> str:
        """「地区改为山西襄汾」: how a correction is confirmed to the owner."""
        return f"{LABELS[self.field]}改为{self.value}"

    @property
    def noted(self) -> str:
        if self.field is Field.DETAIL:
            return f"{ADDED}：{abridge(self.value.splitlines()[-1], 40)}"
        return f"{LABELS[self.field]}：{self.value}"


@dataclass(frozen=True, slots=True)
class Correction(Change):
    """「不是漏水，是漏油」: which of the owner's own words were wrong."""

    wrong: str
    right: str

    @property
    def said_back(self) -> str:
        return f"“{self.wrong}”改为“{self.right}”"
