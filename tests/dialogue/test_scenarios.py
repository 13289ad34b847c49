"""Our scenarios through the front door: all on the web; on WeChat every third, and its own."""

from __future__ import annotations

import pytest

from bot.app import ROOT
from bot.training.dialogues.cli import play_all, scenario_files
from bot.training.dialogues.play import PASSWORD, Outcome
from bot.training.dialogues.scenario import Scenario, read_scenarios
from tests.fixtures.stack import ADMIN_PASSWORD, Stack

SCENARIOS = [
    scenario
    for file in scenario_files(ROOT / "tests" / "dialogue" / "scenarios")
    for scenario in read_scenarios(file)
]
ON_WEB = [each for each in SCENARIOS if "webchat" in each.channels]
ON_WECHAT = [
    *[each for each in ON_WEB if "wechat" in each.channels][::3],
    *[each for each in SCENARIOS if "webchat" not in each.channels],
]


async def faults(scenarios: list[Scenario], channel: str, stack: Stack) -> dict[str, Outcome]:
    outcomes = await play_all(scenarios, channel, stack.url, progress=False)
    assert len(outcomes) == len(scenarios)
    return {each.scenario.title: each for each in outcomes if each.faults}


@pytest.mark.timeout(900)
async def test_every_scenario_on_the_web(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, ADMIN_PASSWORD)

    assert len(SCENARIOS) >= 60
    assert await faults(ON_WEB, "webchat", stack) == {}


@pytest.mark.timeout(900)
async def test_scenarios_on_wechat(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, ADMIN_PASSWORD)

    assert len(ON_WECHAT) >= 20
    assert await faults(ON_WECHAT, "wechat", stack) == {}
