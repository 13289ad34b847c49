"""Several troubles in one message: 「一个是铝件气孔，另外污水氨氮也超标」 tells two needs.

Only where a part begins anew by the writer's own word, and reads as a need by itself. Whether the
two are one matter after all (「气孔多，另外表面起皮」) is for the programme to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.components.several import PLAIN, Clause

# Where a new matter may begin. What only counts (一是, 2、) must open a clause.
BEGINS = re.compile(
    r"(?=顺便|另外|此外|其次|再一个|再就是|再有|对了|还有(?!没|的|什么|啥|哪|吗|几|多|谁|别|其他))"
    r"|(?:(?<=[，。；;,!！\s])|(?<=[^\d]))(?=[2-5](?:[、)）]|[.．](?!\d)))"
    r"|(?<=[，。；;,!！\s])(?=[二三四五]是|第[二三四五](?!次|步|季|期|批|年|天|届)|一个是|也?还有一?[个件]|另一?[个件])"
)
# 「我们有俩难题，」 and 「对了」 tell nothing yet.
_ANNOUNCES = re.compile(
    r".{0,12}(?:[两二三四几][个件样桩]|俩个?)(?:技术)?(?:问题|难题|毛病|事情?|需求|麻烦)[，,：:。是\s]*|\W*\w{0,3}\W*"
)
_NUMBER = re.compile(r"^\s*[1-5](?:[、)）]|[.．](?!\d))\s*")
MOST = 4


def split_matters(text: str) -> list[str]:
    """The parts of a message, each as it was written; empty where nothing begins anew."""
    parts: list[str] = []
    for piece in BEGINS.split(text):
        if parts and _ANNOUNCES.fullmatch(parts[-1]):
            parts[-1] += piece
        elif piece.strip():
            parts.append(piece)
    return parts[:MOST] if len(parts) > 1 else []


def without_number(part: str) -> str:
    """「2、想上排产系统」 is read better without what only counts it."""
    return _NUMBER.sub("", part)


def needs_among(parts: Sequence[Clause]) -> list[str]:
    """The words of those that tell a trouble; empty where fewer than two do."""
    needs = [part.text for part in parts if part.name == "submit_need" and part.confidence >= PLAIN]
    return needs if len(needs) > 1 else []
