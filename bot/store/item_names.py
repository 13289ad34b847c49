"""What records of the catalogue are told apart by: whose they are, and which patent one is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import batched

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Mentor, Patent, University

type Item = tuple[str, str]
# Below the number of values that a statement may have.
_AT_ONCE = 500


async def is_mentor_named(session: AsyncSession, name: str) -> bool:
    found = await session.scalar(select(Mentor.id).where(Mentor.name == name).limit(1))
    return found is not None


async def whose_are(session: AsyncSession, items: Iterable[Item]) -> dict[Item, str]:
    """The university of a mentor and the owner of a patent, by kind and id."""
    named = list(items)
    mentors = await session.execute(
        select(Mentor.id, University.name)
        .join(University, University.id == Mentor.university_id)
        .where(Mentor.id.in_([item_id for kind, item_id in named if kind == "mentor"]))
    )
    patents = await session.execute(
        select(Patent.id, Patent.owner_name).where(
            Patent.id.in_([item_id for kind, item_id in named if kind == "patent"])
        )
    )
    return {
        **{("mentor", item_id): name for item_id, name in mentors},
        **{("patent", item_id): name for item_id, name in patents},
    }


async def patents_named(session: AsyncSession, ids: Collection[str]) -> dict[str, str]:
    """Title and number, of those that the catalogue still holds."""
    found: dict[str, str] = {}
    for some in batched(dict.fromkeys(ids), _AT_ONCE):
        rows = await session.execute(
            select(Patent.id, Patent.title, Patent.patent_no).where(Patent.id.in_(some))
        )
        found |= {patent_id: f"{title}（{number}）" for patent_id, title, number in rows}
    return found
