"""Plays scenarios against a running system and says where it went otherwise."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.errors import SettingsInvalid
from bot.training.dialogues.owners import Heard, Owner, PhoneOwner, Unexpected, WebOwner
from bot.training.dialogues.scenario import Scenario, Step

# A bubble on a phone. WeChat joins several rows into one text, so it is measured on the web.
LONGEST_BUBBLE = 120
# The form asks at most seven questions; each may be asked once more, and consent adds one.
MOST_QUESTIONS = 16
SUMMARY, SKIP = "核对", "跳过"
PASSWORD = "BOT_ADMIN_PASSWORD"  # noqa: S105 - the name of the setting


@dataclass(frozen=True, slots=True)
class Outcome:
    """``faults`` are in the words of the scenario; none where it went as written."""

    scenario: Scenario
    channel: str
    faults: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """What staff see of a conversation, at the staff API."""

    http: ClientSession
    token: str

    async def conversation(self, found_by: dict[str, str]) -> dict[str, Any]:
        conversation_id = found_by.get("id") or await self._newest(found_by)
        return await self._get(f"/api/v1/conversations/{conversation_id}")

    async def _newest(self, found_by: dict[str, str]) -> str:
        page = await self._get("/api/v1/conversations", **found_by)
        return str(page["items"][0]["id"])

    async def _get(self, path: str, **query: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.http.get(path, params=query, headers=headers) as response:
            response.raise_for_status()
            page: dict[str, Any] = await response.json()
            return page


@asynccontextmanager
async def at_the_door(url: str) -> AsyncIterator[tuple[ClientSession, Staff]]:
    """Raises SettingsInvalid where nothing answers there or staff may not look."""
    password = os.environ.get(PASSWORD)
    if not password:
        raise SettingsInvalid(f"请在环境里给出 {PASSWORD}：结果要从工作人员的接口核对")
    async with ClientSession(url, timeout=ClientTimeout(total=90)) as http:
        body = {"username": "admin", "password": password}
        try:
            async with http.post("/api/v1/session", json=body) as response:
                response.raise_for_status()
                token = (await response.json())["token"]
        except ClientError as error:
            raise SettingsInvalid(f"{url} 上没有运行的前台，或密码不对：{error}") from None
        yield http, Staff(http, token)


def owner_at(channel: str, http: ClientSession) -> Owner:
    return WebOwner(http) if channel == "webchat" else PhoneOwner(http)


async def play(scenario: Scenario, channel: str, http: ClientSession, staff: Staff) -> Outcome:
    owner = owner_at(channel, http)
    faults: list[str] = []
    said: list[str] = []
    try:
        await owner.begin()
        heard = Heard()
        for step in scenario.steps:
            heard = await _take(owner, step, heard)
            said += [f"企业：{step.words}", *(f"前台：{each}" for each in heard.bubbles)]
            faults += [f"「{step.words}」{fault}" for fault in _compare(step, heard, channel)]
            if step.purposes or step.owner:
                case = await staff.conversation(owner.conversation_filter)
                faults += [f"「{step.words}」{fault}" for fault in _compare_case(step, case)]
        case = await staff.conversation(owner.conversation_filter)
        faults += _compare_end(scenario, case)
    except (Unexpected, TimeoutError, ClientError) as error:
        faults.append(f"走不下去：{type(error).__name__} {error}")
    return Outcome(scenario, channel, tuple(faults), tuple(said))


async def _take(owner: Owner, step: Step, latest: Heard) -> Heard:
    if step.fill is not None:
        return await _fill(owner, step.fill, latest)
    if step.say is not None:
        return await owner.say(step.say)
    if step.send is not None:
        return await owner.send(step.send, step.sent_with)
    return await owner.press(step.press or "", step.card)


async def _fill(owner: Owner, answers: Mapping[str, str], heard: Heard) -> Heard:
    for _ in range(MOST_QUESTIONS):
        if SUMMARY in heard.words:
            return heard
        question = heard.bubbles[-1]
        heard = await owner.say(next((a for q, a in answers.items() if q in question), SKIP))
    raise Unexpected(f"问了 {MOST_QUESTIONS} 次还没到核对：{heard.words}")


def _compare(step: Step, heard: Heard, channel: str) -> Iterator[str]:
    for words in step.hears:
        if words not in heard.words:
            yield f"没听到“{words}”：{heard.words}"
    for words in step.hears_not:
        if words in heard.words:
            yield f"不该听到“{words}”：{heard.words}"
    if channel != "webchat":
        return
    for kind in step.cards:
        if kind not in heard.cards:
            yield f"没有看到卡片 {kind}，只有 {heard.cards}"
    for bubble in heard.bubbles:
        if len(bubble) > LONGEST_BUBBLE:
            yield f"一条话太长（{len(bubble)} 字）：{bubble}"


def _compare_case(step: Step, case: dict[str, Any]) -> Iterator[str]:
    asked = [each for each in case["messages"] if each["author"] == "user"][-1]
    names = [each["name"] for each in (asked["understanding"] or {}).get("purposes", ())]
    if step.purposes and not set(step.purposes) <= set(names):
        yield f"应认出 {step.purposes}，认出的是 {names}"
    if step.owner and case["owner"] != step.owner:
        yield f"应由 {step.owner} 接待，现在是 {case['owner']}"


def _compare_end(scenario: Scenario, case: dict[str, Any]) -> Iterator[str]:
    need = case["need"] or {}
    for path, wanted in scenario.need.items():
        if (got := _at(need, path.split("."))) != wanted:
            yield f"需求的 {path} 应为 {wanted}，现为 {got}"
    if scenario.needs is not None and len(case["needs"]) != scenario.needs:
        yield f"应有 {scenario.needs} 条需求，现有 {len(case['needs'])} 条"
    standing = [each for each in case["consents"] if each["withdrawn_at"] is None]
    if scenario.consents is not None and len(standing) != scenario.consents:
        yield f"应有 {scenario.consents} 份同意，现有 {len(standing)} 份"
    if scenario.owner and case["owner"] != scenario.owner:
        yield f"最后应由 {scenario.owner} 接待，现在是 {case['owner']}"


def _at(value: Any, path: Iterable[str]) -> Any:
    for name in path:
        if isinstance(value, list):
            value = value[int(name)] if int(name) < len(value) else None
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value
