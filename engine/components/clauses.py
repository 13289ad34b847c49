"""A message that asks for several things, cut where one ends and the next begins."""

from __future__ import annotations

import re

# A comma alone also cuts; what is left too short to mean something joins its neighbour.
CUT = re.compile(
    r"[，。！？；,!?;\n]+|(?=顺便|另外|还有就是|对了|再问|再就是|还有(?!没|的|什么|哪|吗|几|多|谁|别|其他))"
)
SHORTEST = 4
# 「要钱吗」 is short and yet a question of its own.
_SHORT_QUESTION = re.compile(r"..[吗不没么]")
MOST = 6


def split_clauses(text: str) -> list[str]:
    """The parts of a message of two or more; empty for a message of one part."""
    parts: list[str] = []
    for piece in (piece.strip() for piece in CUT.split(text)):
        if not piece:
            continue
        if parts and (_is_scrap(piece) or _is_scrap(parts[-1])):
            parts[-1] = f"{parts[-1]}，{piece}"
        else:
            parts.append(piece)
    return parts[:MOST] if len(parts) > 1 else []


def _is_scrap(piece: str) -> bool:
    return len(piece) < SHORTEST and _SHORT_QUESTION.fullmatch(piece) is None
