"""What the catalogue holds in tests of suggestions, and the search for it."""

from __future__ import annotations

from bot.matching.criteria import Matches
from tests.unit.actions.desk import Desk, suggest

FOUND = Matches(
    universities=(suggest("university", "u1", "示例大学"),),
    mentors=(suggest("mentor", "m1", "示例导师"),),
    patents=tuple(suggest("patent", f"p{n}", f"压铸专利{n}") for n in range(1, 6)),
)


async def search(desk: Desk, text: str, intent: str = "find_patent") -> list[str]:
    await desk.write(text, intent)
    return await desk.run("action_find")
