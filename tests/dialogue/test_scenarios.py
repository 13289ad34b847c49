"""Our scenarios through the front door, on the web and on WeChat."""

from __future__ import annotations

import pytest

from bot.app import ROOT
from bot.training.dialogues.cli import play_all, scenario_files
from bot.training.dialogues.play import PASSWORD, Outcome
from bot.training.dialogues.scenario import Scenario, read_scenarios
from tests.fixtures.stack import ADMIN_PASSWORD, Stack
from tests.fixtures.staff import StaffClient

SCENARIOS = [
    scenario
    for file in scenario_files(ROOT / "tests" / "dialogue" / "scenarios")
    for scenario in read_scenarios(file)
]
ON = {
    channel: [each for each in SCENARIOS if channel in each.channels]
    for channel in ("webchat", "wechat")
}


async def faults(scenarios: list[Scenario], channel: str, stack: Stack) -> dict[str, Outcome]:
    outcomes = await play_all(scenarios, channel, stack.url, progress=False)
    assert len(outcomes) == len(scenarios)
    return {each.scenario.title: each for each in outcomes if each.faults}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("channel", list(ON))
async def test_every_scenario(stack: Stack, monkeypatch: pytest.MonkeyPatch, channel: str) -> None:
    monkeypatch.setenv(PASSWORD, ADMIN_PASSWORD)

    assert len(ON[channel]) >= 100
    try:
        assert await faults(ON[channel], channel, stack) == {}
    finally:
        # Dozens asked for a person: who reads the queue after this is not to look for its own.
        StaffClient(stack).close_waiting()
