"""Endpoints: the rules of the desk, read by everybody and changed by managers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import BaseModel

from bot.clock import Clock
from bot.handoff.endpoint import IN_CHARGE, Call, Endpoint
from bot.handoff.rule_shapes import (
    AssignmentRule,
    HoursRule,
    RuleChange,
    Ruled,
    ServiceRule,
)
from bot.handoff.rules import RuleBook

KINDS: dict[str, tuple[type[BaseModel], str]] = {
    "hours": (HoursRule, "工作时间"),
    "service": (ServiceRule, "服务时限"),
    "assignment": (AssignmentRule, "分派规则"),
}


class RulesApi:
    def __init__(self, rules: RuleBook, clock: Clock) -> None:
        self._rules = rules
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        declared: list[Endpoint] = []
        for name, (shape, title) in KINDS.items():
            path = f"/api/v1/rules/{name}"
            declared += [
                Endpoint("GET", path, self._shower(name, shape), title, Ruled[shape]),  # type: ignore[valid-type]
                Endpoint("PUT", path, self._changer(name, shape), f"修改{title}",
                         Ruled[shape], body=RuleChange[shape], roles=IN_CHARGE),  # type: ignore[valid-type]
            ]  # fmt: skip
        return declared

    def _shower(self, name: str, shape: type[BaseModel]) -> Callable[[Call], Awaitable[BaseModel]]:
        async def show(_call: Call) -> BaseModel:
            return await self._rules.show(name, shape)

        return show

    def _changer(self, name: str, shape: type[BaseModel]) -> Callable[[Call], Awaitable[BaseModel]]:
        async def change(call: Call) -> BaseModel:
            await self._rules.change(
                name, call.body.value, call.body.version, call.caller, self._clock.now()
            )
            return await self._rules.show(name, shape)

        return change
