"""Owners at the two channels of a running front door, each with nothing but its public HTTP."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

from aiohttp import ClientSession

PATIENCE = 60.0
GOES_ON, READ_ON = "回复「继续」接着看", "继续"
# The smallest whole picture and document.
FILES = {
    "image": (
        "照片.png",
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000"
            "000b49444154789c6360000200000500017a5eab3f0000000049454e44ae426082"
        ),
    ),
    "file": ("检测报告.pdf", b"%PDF-1.4\n%%EOF\n"),
}
XIANGYANG = {"latitude": 32.04, "longitude": 112.14}
ARTICLE = {"description": "", "url": "https://www.example.com/notice/123.html"}
# A word of a text that WeChat lets one tap, with the id of the button behind it.
_TAP = re.compile(
    r'<a href="weixin://bizmsgmenu\?msgmenucontent=[^"&]*&msgmenuid=([^"]*)">([^<]*)</a>'
)


class Unexpected(Exception):
    """The system did something that no owner could go on from."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: the words of each bubble, and the kinds of the cards."""

    bubbles: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return "\n".join(self.bubbles)


class Owner(Protocol):
    @property
    def conversation_filter(self) -> dict[str, str]:
        """How staff find this conversation: its id, or the channel whose newest it is."""
        ...

    async def begin(self) -> None: ...

    async def say(self, text: str) -> Heard: ...

    async def press(self, title: str, card: int | None) -> Heard: ...

    async def send(self, kind: str, words: str) -> Heard:
        """Something that is no text, with the words that the platform adds to it."""
        ...


@dataclass
class WebOwner:
    """A visitor of the widget (DESIGN §6)."""

    http: ClientSession
    token: str = ""
    conversation_id: str = ""
    latest: list[dict[str, Any]] = field(default_factory=list)

    @property
    def conversation_filter(self) -> dict[str, str]:
        return {"id": self.conversation_id}

    async def begin(self) -> None:
        async with self.http.post("/webchat/session", json={}) as response:
            response.raise_for_status()
            opened = await response.json()
        self.token, self.conversation_id = opened["token"], opened["conversation_id"]

    async def say(self, text: str) -> Heard:
        return await self._send(text=text)

    async def press(self, title: str, card: int | None) -> Heard:
        cards = [each for message in self.latest for each in message["cards"]]
        own = [button for message in self.latest for button in message["buttons"]]
        on_cards = [button for each in cards for button in each["buttons"]]
        buttons = cards[card]["buttons"] if card is not None else own + on_cards
        for button in buttons:
            if button["title"] == title:
                return await self._send(button_id=button["id"])
        raise Unexpected(f"没有按钮“{title}”，只有：{[each['title'] for each in buttons]}")

    async def send(self, kind: str, words: str) -> Heard:
        if kind not in FILES:
            raise Unexpected(f"网页上发不了 {kind}")
        name, data = FILES[kind]
        query = {"client_msg_id": uuid4().hex, "name": name}
        async with self.http.post(
            "/webchat/files", params=query, data=data, headers=self._headers
        ) as response:
            response.raise_for_status()
            seq = (await response.json())["seq"]
        return await self._answer_to(seq)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def _send(self, **body: str) -> Heard:
        message = {"client_msg_id": uuid4().hex, **body}
        async with self.http.post(
            "/webchat/messages", json=message, headers=self._headers
        ) as response:
            response.raise_for_status()
            seq = (await response.json())["seq"]
        return await self._answer_to(seq)

    async def _answer_to(self, seq: int) -> Heard:
        async with asyncio.timeout(PATIENCE):
            while not (said := await self._read(seq)):
                continue
        self.latest = said
        return Heard(
            tuple(each["text"] for each in said),
            tuple(card["kind"] for each in said for card in each["cards"]),
        )

    async def _read(self, seq: int) -> list[dict[str, Any]]:
        query = {"after": str(seq), "wait": "10"}
        async with self.http.get(
            "/webchat/messages", params=query, headers=self._headers
        ) as response:
            response.raise_for_status()
            page = await response.json()
        return [each for each in page["messages"] if each["author"] != "user"]


@dataclass
class PhoneOwner:
    """A follower on WeChat, at the phone of the sandbox (docs/SANDBOX.md): signed, encrypted
    pushes, passive replies, numbers for buttons."""

    http: ClientSession
    openid: str = ""
    latest: str = ""
    # Titles in the latest answer that can be tapped, with their ids.
    taps: dict[str, str] = field(default_factory=dict)

    @property
    def conversation_filter(self) -> dict[str, str]:
        return {"channel": "wechat"}

    async def begin(self) -> None:
        async with self.http.post("/sandbox/phones", json={}) as response:
            if response.status != 201:
                raise Unexpected("微信场景要打开沙箱：BOT_SANDBOX=true（docs/SANDBOX.md）")
            self.openid = (await response.json())["openid"]
        await self._do("follow", {})

    async def say(self, text: str) -> Heard:
        return await self._send({"text": text})

    async def send(self, kind: str, words: str) -> Heard:
        match kind:
            case "image":
                return await self._heard(await self._do("image", FILES["image"][1]))
            case "voice":
                return await self._heard(await self._do("voice", {"recognition": words}))
            case "location":
                return await self._heard(await self._do("location", {**XIANGYANG, "label": words}))
            case "link":
                return await self._heard(await self._do("link", {**ARTICLE, "title": words}))
        raise Unexpected(f"微信的沙箱里发不了 {kind}")

    async def _send(self, body: dict[str, str]) -> Heard:
        return await self._heard(await self._do("text", body))

    async def _heard(self, bubbles: list[str]) -> Heard:
        while bubbles and GOES_ON in _TAP.sub(r"\2", bubbles[-1]):
            bubbles += await self._do("text", {"text": READ_ON})
        self.taps = {tap[2]: tap[1] for each in bubbles for tap in _TAP.finditer(each)}
        shown = tuple(_TAP.sub(r"\2", each) for each in bubbles)
        self.latest = "\n".join(shown)
        return Heard(shown)

    async def press(self, title: str, card: int | None) -> Heard:
        if card is None and title in self.taps:
            return await self._send({"text": title, "menu_id": self.taps[title]})
        number = self._number(title, card)
        if number is None and f"「{title}」" not in self.latest:
            raise Unexpected(f"微信里没有给出“{title}”：{self.latest[-200:]}")
        return await self.say(title if number is None else str(number))

    def _number(self, title: str, card: int | None) -> int | None:
        shown = re.search(rf"回复数字 (\d+)(?:–\d+)?：{re.escape(title)}", self.latest)
        return int(shown[1]) + (card or 0) if shown else None

    async def _do(self, what: str, body: dict[str, Any] | bytes) -> list[str]:
        """The phone's own act, and the bubbles that the account answered it with."""
        before = await self._look(0, 0)
        path = f"/sandbox/phones/{self.openid}/{what}"
        picture = {"Content-Type": "image/png"}
        sent = {"data": body, "headers": picture} if isinstance(body, bytes) else {"json": body}
        async with self.http.post(path, **sent) as response:
            response.raise_for_status()
        async with asyncio.timeout(PATIENCE):
            view = await self._look(before["revision"], 10)
            while not _settled(view) or not _said(view):
                await self._look(view["revision"], 10)
                view = await self._look(before["revision"], 0)
        return _said(view)

    async def _look(self, after: int, wait: int) -> dict[str, Any]:
        query = {"after": str(after), "wait": str(wait)}
        async with self.http.get(f"/sandbox/phones/{self.openid}", params=query) as response:
            response.raise_for_status()
            view: dict[str, Any] = await response.json()
            return view


def _settled(view: dict[str, Any]) -> bool:
    return bool(view["pushes"]) and all(push["done"] for push in view["pushes"])


def _said(view: dict[str, Any]) -> list[str]:
    return [
        str(each["body"].get("text", "")) for each in view["bubbles"] if each["author"] != "owner"
    ]
