"""What an owner can do with the phone, and what WeChat pushes for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import BadRequest, Conflict
from connectors.sandbox.media import MediaShelf
from connectors.sandbox.menu import Menu
from connectors.sandbox.platform import Bubble, Phone, Platform
from connectors.sandbox.push import Pusher

MAX_TEXT = 4_000
MAX_SCENE = 64
# What WeChat gives an account instead of what it does not pass on.
WITHHELD = "【收到不支持的消息类型，暂无法显示】"


@dataclass(frozen=True, slots=True)
class Place:
    latitude: float
    longitude: float
    label: str


class Owner:
    """One owner at one phone. ``callback`` is where the server listens."""

    def __init__(
        self, platform: Platform, pusher: Pusher, media: MediaShelf, phone: Phone, callback: str
    ) -> None:
        self._platform = platform
        self._pusher = pusher
        self._media = media
        self._phone = phone
        self._callback = callback

    def say(self, text: str, menu_id: str = "") -> Bubble:
        """``menu_id``: the id of the msgmenu item that was pressed."""
        if not text.strip() or len(text) > MAX_TEXT:
            raise BadRequest(f"文字应有 1 到 {MAX_TEXT} 个字符")
        more = {"bizmsgmenuid": menu_id} if menu_id else {}
        return self._send("text", {"text": text}, f"文字：{text[:20]}", Content=text, **more)

    def speak(self, recognition: str, seconds: int) -> Bubble:
        """``recognition`` empty: WeChat heard nothing, as often happens."""
        media_id = self._media.put("voice", b"#!AMR\n", "audio/amr")
        heard = {"Recognition": recognition}
        body = {"recognition": recognition, "seconds": max(1, min(seconds, 60))}
        title = "语音" if recognition else "语音（未识别）"
        return self._send("voice", body, title, MediaId=media_id, Format="amr", **heard)

    def send_picture(self, data: bytes, content_type: str, origin: str) -> Bubble:
        """``origin``: under which address this server is reached, for PicUrl."""
        media_id = self._media.put("image", data, content_type)
        url = f"{origin}/sandbox/media/{media_id}"
        return self._send("image", {"media_id": media_id}, "图片", PicUrl=url, MediaId=media_id)

    def send_place(self, place: Place) -> Bubble:
        body = {"label": place.label, "latitude": place.latitude, "longitude": place.longitude}
        return self._send(
            "location", body, f"位置：{place.label}",
            Location_X=f"{place.latitude:.6f}", Location_Y=f"{place.longitude:.6f}",
            Scale=16, Label=place.label,
        )  # fmt: skip

    def send_link(self, title: str, description: str, url: str) -> Bubble:
        """An article or a page that the owner passes on."""
        body: dict[str, object] = {"title": title, "description": description, "url": url}
        fields = {"Title": title, "Description": description, "Url": url}
        return self._send("link", body, f"链接：{title}", **fields)

    def send_withheld(self, what: str) -> Bubble:
        """A name card, a sticker, forwarded chats: accounts are not given these."""
        return self._send(
            "text", {"text": f"〔{what}〕"}, f"不转给公众号的消息：{what}", Content=WITHHELD
        )

    def follow(self, scene: str = "", ticket: str = "") -> None:
        """``scene``: of the QR code that led here."""
        if self._phone.following:
            raise Conflict("已经关注了")
        phone = self._phone
        phone.following, phone.scene = True, scene
        phone.followed_at = self._platform.clock.now()
        self._platform.note_contact(phone, "follow")
        if scene:
            title, key = f"扫码关注（场景 {scene}）", f"qrscene_{scene}"
            self._event(title, "subscribe", {"EventKey": key, "Ticket": ticket})
        else:
            self._event("关注", "subscribe", {"EventKey": ""})

    def unfollow(self) -> None:
        self._follower()
        self._phone.following = False
        self._phone.allowance.forget()
        self._event("取消关注", "unsubscribe", {"EventKey": ""}, banner=False)

    def scan(self, scene: str, ticket: str) -> None:
        """Who does not follow yet is led to follow; who does is greeted with the scene."""
        scene = scene.strip()
        if not scene or len(scene) > MAX_SCENE:
            raise BadRequest(f"场景值应有 1 到 {MAX_SCENE} 个字符")
        if not self._phone.following:
            self.follow(scene, ticket)
            return
        self._platform.note_contact(self._phone, "scan")
        self._event(f"扫码（场景 {scene}）", "SCAN", {"EventKey": scene, "Ticket": ticket})

    def tap_menu(self, menu: Menu, path: list[int]) -> str:
        """The page that opens, for a button of type view; otherwise empty."""
        phone, item = self._follower(), menu.find(path)
        if item.kind == "view":
            self._event(f"菜单：{item.name}", "VIEW", {"EventKey": item.url}, banner=False)
            return item.url
        self._platform.note_contact(phone, "menu")
        self._event(f"菜单：{item.name}", "CLICK", {"EventKey": item.key})
        return ""

    def _follower(self) -> Phone:
        if not self._phone.following:
            raise Conflict("请先关注公众号")
        return self._phone

    def _send(self, kind: str, body: dict[str, object], title: str, **fields: str | int) -> Bubble:
        phone = self._follower()
        self._platform.note_contact(phone, "message")
        bubble = self._platform.show(phone, "owner", kind, body)
        self._pusher.push(phone, self._callback, title, {"MsgType": kind, **fields})
        return bubble

    def _event(
        self, title: str, event: str, fields: dict[str, str], *, banner: bool = True
    ) -> None:
        content: dict[str, str | int] = {"MsgType": "event", "Event": event, **fields}
        self._pusher.push(self._phone, self._callback, title, content, banner=banner)
