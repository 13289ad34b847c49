"""The shape of scenarios: what is read, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BadRequest
from bot.training.dialogues.scenario import read_scenarios


def test_a_scenario_is_read(tmp_path: Path) -> None:
    file = tmp_path / "one.yml"
    file.write_text(
        "- title: 甲\n"
        "  channels: webchat\n"
        '  need: {region.code: "141023"}\n'
        "  steps:\n"
        "    - 漏水\n"
        "    - {press: 想联系, card: 0, hears: 同意, not: [甲, 乙]}\n"
        "    - {fill: {预算: 五万}}\n",
        "utf-8",
    )

    (scenario,) = read_scenarios(file)

    assert (scenario.channels, dict(scenario.need)) == (("webchat",), {"region.code": "141023"})
    said, pressed, filled = scenario.steps
    assert (said.say, pressed.press, pressed.card) == ("漏水", "想联系", 0)
    assert (pressed.hears, pressed.hears_not) == (("同意",), ("甲", "乙"))
    assert filled.fill == {"预算": "五万"}


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "甲",
        "- {title: 甲}",
        "- {title: 甲, steps: [{say: 乙, press: 丙}]}",
        "- {title: 甲, steps: [{hears: 乙}]}",
        "- {title: 甲, steps: [{say: 乙, heras: 丙}]}",
        "- {title: 甲, steps: [乙], nedes: 1}",
        "- {title: [甲",
    ],
)
def test_what_is_no_scenario_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "broken.yml"
    file.write_text(content, "utf-8")

    with pytest.raises(BadRequest, match=r"broken\.yml"):
        read_scenarios(file)
