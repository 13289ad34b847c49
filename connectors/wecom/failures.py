"""msg_send_fail: WeCom took a message, and tells later that the customer did not get it.

https://developer.work.weixin.qq.com/document/path/94670
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog

from bot.messages import Channel
from connectors.rooms import Rooms
from connectors.wechat.faults import Fault
from connectors.wechat.metrics import note_message

log = structlog.get_logger(__name__)

UNKNOWN = Fault("not_arrived", "企业微信没有送到，没有说明原因")
FAIL_TYPES = {
    0: UNKNOWN,
    1: Fault("kf_deleted", "客服账号已被删除"),
    2: Fault("app_closed", "企业微信里的应用已关闭"),
    4: Fault("window_closed", "48小时窗口已关闭，对方再发一条消息时补发", held=True),
    5: Fault("session_closed", "会话已结束，对方再发一条消息时补发", held=True),
    6: Fault("replies_used_up", "客服消息条数已用完，对方再发一条消息时补发", held=True),
    7: Fault("no_channels_account", "客服账号没有绑定视频号"),
    8: Fault("company_unverified", "企业主体没有验证，请在企业微信管理后台完成验证"),
    10: Fault("refused_by_owner", "对方拒收了消息"),
    11: Fault("nobody_in_app", "企业还没有成员登录过企业微信 App，登录一次后才能发送"),
    12: Fault("type_refused", "客服组件不允许发送这种消息"),
    13: Fault("restricted", "被微信的安全限制拦下"),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """``name`` is the msgid that the message was sent under."""

    name: str
    fault: Fault


def failure_of(message: dict[str, Any]) -> Failure | None:
    """None for everything but WeCom's word that a message of ours did not arrive."""
    event = message.get("event")
    if message.get("msgtype") != "event" or not isinstance(event, dict):
        return None
    name = event.get("fail_msgid")
    if event.get("event_type") != "msg_send_fail" or not isinstance(name, str) or not name:
        return None
    kind = event.get("fail_type")
    return Failure(name, FAIL_TYPES.get(kind, UNKNOWN) if isinstance(kind, int) else UNKNOWN)


class Failures:
    def __init__(self, rooms: Rooms) -> None:
        self._outbox = rooms.outbox
        self._log = rooms.journal

    async def note(self, failure: Failure) -> None:
        fault = failure.fault
        conversation_id = await self._outbox.note_lost(failure.name, fault.reason, held=fault.held)
        if conversation_id is None:  # a greeting, or told of before
            return
        log.warning("wecom.not_arrived", conversation=conversation_id, outcome=fault.name)
        note_message(Channel.WECOM, fault)
        await self._log.announce(conversation_id)
