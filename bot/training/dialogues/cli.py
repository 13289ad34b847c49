"""``bot evaluate dialogues FILE``: scenarios at the front door, one after another."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bot.settings import Settings
from bot.training.dialogues.play import Outcome, at_the_door, play
from bot.training.dialogues.scenario import Scenario, read_scenarios


def evaluate_dialogues(settings: Settings, options: argparse.Namespace) -> int:
    url = options.url or f"http://127.0.0.1:{settings.bot_port}"
    scenarios = [each for file in scenario_files(options.file) for each in read_scenarios(file)]
    outcomes = asyncio.run(play_all(scenarios, options.channel, url, progress=not options.json))
    if options.json:
        rows = [asdict(each) for each in outcomes]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        passed = sum(not each.faults for each in outcomes)
        sys.stdout.write(f"{len(outcomes)} 场对话，{passed} 场如所写\n")
    return 0 if all(not each.faults for each in outcomes) else 1


def scenario_files(path: Path) -> list[Path]:
    """The file itself, or every scenario of a folder."""
    return sorted(path.glob("*.yml")) if path.is_dir() else [path]


async def play_all(
    scenarios: list[Scenario], channel: str | None, url: str, *, progress: bool
) -> list[Outcome]:
    outcomes = []
    async with at_the_door(url) as (http, staff):
        for scenario in scenarios:
            for each in scenario.channels:
                if channel in {None, each}:
                    outcomes.append(await play(scenario, each, http, staff))
                    if progress:
                        sys.stdout.write("\n".join(_told(outcomes[-1])) + "\n")
                        sys.stdout.flush()
    return outcomes


def _told(outcome: Outcome) -> Iterator[str]:
    mark = "✗" if outcome.faults else "✓"
    yield f"{mark} {outcome.channel:<8}{outcome.scenario.title}"
    yield from (f"    {fault}" for fault in outcome.faults)
