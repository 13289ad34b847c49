"""What staff see of a channel that must be pushed to: may it still be written to, and how often."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.files import SENDABLE
from bot.handoff.conversation_schema import ChannelState, UndeliveredView
from bot.messages import PUSHED, Channel
from bot.store.allowances import read_allowance
from bot.store.deliveries import read_undelivered
from bot.store.followers import find_follower, list_permits
from bot.store.models import Conversation

# https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_userinfo.html
CAME_BY = {
    "ADD_SCENE_SEARCH": "搜索公众号",
    "ADD_SCENE_QR_CODE": "扫描二维码",
    "ADD_SCENE_PROFILE_CARD": "名片分享",
    "ADD_SCENE_PROFILE_LINK": "图文里点公众号名称",
    "ADD_SCENE_PROFILE_ITEM": "图文右上角菜单",
    "ADD_SCENE_ACCOUNT_MIGRATION": "公众号迁移",
    "ADD_SCENE_PAID": "支付后关注",
    "ADD_SCENE_WECHAT_ADVERTISEMENT": "微信广告",
    "ADD_SCENE_REPRINT": "他人转载",
    "ADD_SCENE_LIVESTREAM": "视频号直播",
    "ADD_SCENE_CHANNELS": "视频号",
    "ADD_SCENE_WXA": "小程序关注",
    "ADD_SCENE_OTHERS": "其他方式",
}
NOTHING_LACKS: Mapping[Channel, Collection[str]] = MappingProxyType({})


async def read_channel_state(
    session: AsyncSession,
    conversation: Conversation,
    pushing: Collection[Channel],
    now: datetime,
    carried: Mapping[Channel, Collection[str]] = NOTHING_LACKS,
) -> ChannelState | None:
    """None for the web, which reads the log itself. ``pushing``: channels that may write first;
    ``carried``: content types of files, of channels that cannot bring all."""
    if conversation.channel not in PUSHED:
        return None
    allowance = await read_allowance(session, conversation.id, now)
    undelivered = await read_undelivered(session, conversation.id)
    last = None
    if undelivered.seq is not None:
        last = UndeliveredView(seq=undelivered.seq, reason=f"未送达：{undelivered.reason}")
    follower = await find_follower(session, conversation.id)
    permits = await list_permits(session, conversation.id)
    return ChannelState(
        may_write=conversation.channel in pushing,
        window_open=allowance.is_open,
        window_open_until=allowance.open_until,
        quota_left=allowance.left,
        waiting=undelivered.waiting,
        last_undelivered=last,
        following=follower.following if follower is not None else None,
        came_by=CAME_BY.get(follower.came_by or "") if follower is not None else None,
        notices_left=sum(each.permits for each in permits),
        files=_files(carried.get(Channel(conversation.channel), SENDABLE)),
    )


def _files(carried: Collection[str]) -> Literal["all", "pictures", "none"]:
    if not carried:
        return "none"
    return "all" if SENDABLE.issubset(carried) else "pictures"
