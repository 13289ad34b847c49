"""Labels, and which conversations bear them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.desk import touch_row
from bot.store.models import Label, Labelling, new_id


async def list_labels(session: AsyncSession) -> Sequence[tuple[Label, int]]:
    """By name, each with the number of conversations that bear it."""
    borne = (
        select(Labelling.label_id, func.count().label("borne"))
        .group_by(Labelling.label_id)
        .subquery()
    )
    rows = await session.execute(
        select(Label, func.coalesce(borne.c.borne, 0))
        .outerjoin(borne, borne.c.label_id == Label.id)
        .order_by(Label.name)
    )
    return [(label, count) for label, count in rows]


async def find_label(session: AsyncSession, name: str) -> Label | None:
    return await session.scalar(select(Label).where(Label.name == name))


async def add_label(session: AsyncSession, name: str, colour: str, now: datetime) -> Label:
    label = Label(id=new_id(), name=name, colour=colour, created_at=now)
    session.add(label)
    await session.flush()
    return label


async def drop_label(session: AsyncSession, label: Label) -> None:
    await session.execute(delete(Labelling).where(Labelling.label_id == label.id))
    await session.delete(label)


async def labels_of(
    session: AsyncSession, conversation_ids: Collection[str]
) -> dict[str, list[Label]]:
    rows = await session.execute(
        select(Labelling.conversation_id, Label)
        .join(Label, Label.id == Labelling.label_id)
        .where(Labelling.conversation_id.in_(conversation_ids))
        .order_by(Label.name)
    )
    borne: defaultdict[str, list[Label]] = defaultdict(list)
    for conversation_id, label in rows:
        borne[conversation_id].append(label)
    return borne


async def set_labels(
    session: AsyncSession, conversation_id: str, label_ids: Collection[str]
) -> bool:
    """Make them these and no others; False where one of them does not exist."""
    known = await session.scalars(select(Label.id).where(Label.id.in_(label_ids)))
    if set(known) != set(label_ids):
        return False
    await session.execute(delete(Labelling).where(Labelling.conversation_id == conversation_id))
    for label_id in set(label_ids):
        await session.execute(
            insert(Labelling).values(conversation_id=conversation_id, label_id=label_id)
        )
    await touch_row(session, conversation_id)
    return True
