"""What staff see of a channel that must be pushed to: may it still be written to, and how often."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoff.schema import ChannelState, UndeliveredView
from bot.messages import Channel
from bot.store.allowances import read_allowance
from bot.store.deliveries import read_undelivered
from bot.store.models import Conversation

PUSHED = frozenset({Channel.WECHAT, Channel.WECOM})


async def read_channel_state(
    session: AsyncSession, conversation: Conversation, now: datetime
) -> ChannelState | None:
    """None for the web, which reads the log itself."""
    if conversation.channel not in PUSHED:
        return None
    allowance = await read_allowance(session, conversation.id, now)
    undelivered = await read_undelivered(session, conversation.id)
    last = None
    if undelivered.seq is not None:
        last = UndeliveredView(seq=undelivered.seq, reason=f"未送达：{undelivered.reason}")
    return ChannelState(
        window_open=allowance.is_open,
        window_open_until=allowance.open_until,
        quota_left=allowance.left,
        waiting=undelivered.waiting,
        last_undelivered=last,
    )
