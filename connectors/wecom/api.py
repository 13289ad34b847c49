"""WeCom's API for 微信客服: the same client as the Official Account's, with a token of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp

from bot.messages import Attachment
from connectors.wechat.faults import NO_TOKEN, TYPE_REFUSED, Fault, NotDelivered
from connectors.wechat.render import Article
from connectors.wechat.send import TOKEN_MARGIN, Choice, Tokens, WeChatApi
from connectors.wecom.address import read_address
from connectors.wecom.states import State, may_move

PAGE = 1_000
# https://developer.work.weixin.qq.com/document/path/90313
WECOM_FAULTS = {
    60020: Fault("ip_not_listed", "服务器的 IP 不在企业微信应用的可信 IP 里"),
    95000: Fault("bad_kfid", "客服账号不存在"),
    95001: Fault("window_closed", "48小时窗口已关闭，对方再发一条消息后才能送达"),
    95014: Fault("servicer_away", "企业微信里的接待人员没有开启接待"),
    95016: Fault("wrong_state", "会话正由企业微信里的人员接待，不能从这里发送"),
}
# https://developer.work.weixin.qq.com/document/path/90253
PICTURES = frozenset({"image/jpeg", "image/png"})
ILLEGAL = Fault("illegal_move", "会话状态不能这样变更")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of sync_msg. ``has_more`` counts, not whether the list is empty."""

    messages: tuple[dict[str, Any], ...]
    next_cursor: str
    has_more: bool


class WeComApi(WeChatApi):
    """A Sender of the courier: addresses are those of ``connectors.wecom.address``."""

    def __init__(
        self, http: aiohttp.ClientSession, tokens: Tokens, corp_id: str, secret: str, base: str
    ) -> None:
        super().__init__(http, tokens, corp_id, secret, (base,))

    async def sync(self, open_kfid: str, cursor: str, token: str) -> Page:
        """``token`` of a callback lifts the strict limit on calls; empty where there is none."""
        body: dict[str, Any] = {"open_kfid": open_kfid, "limit": PAGE, "voice_format": 0}
        body |= {name: text for name, text in (("cursor", cursor), ("token", token)) if text}
        answer = await self.post("/cgi-bin/kf/sync_msg", body)
        messages = answer.get("msg_list")
        return Page(
            tuple(each for each in messages if isinstance(each, dict))
            if isinstance(messages, list) else (),
            str(answer.get("next_cursor") or cursor),
            bool(answer.get("has_more")),
        )  # fmt: skip

    async def welcome(self, code: str, text: str) -> None:
        """Said to who has just opened the chat: until they write nothing else may be sent."""
        message = {"code": code, "msgid": uuid4().hex, "msgtype": "text", "text": {"content": text}}
        await self.post("/cgi-bin/kf/send_msg_on_event", message)

    async def state_of(self, open_kfid: str, customer: str) -> State:
        answer = await self.post(
            "/cgi-bin/kf/service_state/get",
            {"open_kfid": open_kfid, "external_userid": customer},
        )
        try:
            return State(int(answer["service_state"]))
        except (KeyError, TypeError, ValueError):
            return State.NEW

    async def move(
        self, open_kfid: str, customer: str, seen: State, to: State, servicer: str = ""
    ) -> None:
        """Raise NotDelivered where WeCom knows no such move, before it is asked."""
        if not may_move(seen, to):
            raise NotDelivered(ILLEGAL)
        body: dict[str, Any] = {
            "open_kfid": open_kfid, "external_userid": customer, "service_state": int(to),
        }  # fmt: skip
        if servicer:
            body["servicer_userid"] = servicer
        await self.post("/cgi-bin/kf/service_state/trans", body)

    async def send_text(self, openid: str, text: str, *, name: str = "") -> None:
        await self._send(openid, "text", {"content": text}, name)

    async def send_menu(
        self, openid: str, head: str, choices: Sequence[Choice], *, name: str = ""
    ) -> None:
        items = [
            {"type": "click", "click": {"id": each.id, "content": each.title}} for each in choices
        ]
        await self._send(openid, "msgmenu", {"head_content": head, "list": items}, name)

    async def send_news(self, openid: str, article: Article) -> None:
        """微信客服 shows a link only with a picture that was uploaded before."""
        raise NotDelivered(TYPE_REFUSED)

    async def send_file(self, openid: str, file: Attachment, *, name: str = "") -> None:
        """As a picture where WeCom takes it for one, else as a file."""
        kind = "image" if file.content_type in PICTURES else "file"
        media_id = await self.upload(kind, file)
        await self._send(openid, kind, {"media_id": media_id}, name)

    async def show_typing(self, openid: str) -> None:
        """微信客服 has no such sign."""

    async def _send(self, address: str, kind: str, content: dict[str, Any], name: str) -> None:
        open_kfid, customer = read_address(address)
        message = {
            "touser": customer, "open_kfid": open_kfid, "msgid": name or uuid4().hex,
            "msgtype": kind, kind: content,
        }  # fmt: skip
        await self.post("/cgi-bin/kf/send_msg", message)

    @property
    def _token_name(self) -> str:
        return f"wecom:{self._app_id}"

    def _fault_of(self, code: int) -> Fault:
        return WECOM_FAULTS.get(code) or super()._fault_of(code)

    async def _fetch_token(self) -> tuple[str, float]:
        params = {"corpid": self._app_id, "corpsecret": self._secret}
        answer = (await self._ask("GET", "/cgi-bin/gettoken", None, params)).json or {}
        if code := answer.get("errcode"):
            raise NotDelivered(self._fault_of(code if isinstance(code, int) else -1))
        try:
            token, life = str(answer["access_token"]), float(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            raise NotDelivered(NO_TOKEN) from None
        return token, max(life - TOKEN_MARGIN, min(life, 30.0))
