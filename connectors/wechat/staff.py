"""Staff who come in by WeChat: codes and authorisation of the account, and what their phones say.

Owners never meet this: scenes of staff have a prefix of their own, and begin no conversation.
"""

from __future__ import annotations

import hashlib
from typing import Protocol
from urllib.parse import urlencode

import aiohttp
import structlog

from bot.handoff.entrance.phone import PREFIX, is_answer
from bot.handoff.entrance.refusal import NotLetIn
from bot.handoff.entrance.wechat_side import Words
from bot.settings import Settings
from connectors.wechat.account import make_qr_code
from connectors.wechat.faults import NotDelivered
from connectors.wechat.inbound import MAX_SCENE
from connectors.wechat.parse import OPENID, Event, Push, Text
from connectors.wechat.render import PRESS
from connectors.wechat.send import MAIN_HOST, Tokens, WeChatApi, api_hosts
from connectors.wechat.xml import neutralise

log = structlog.get_logger(__name__)

AUTHORISE = "https://open.weixin.qq.com/connect/oauth2/authorize"
# What WeChat says of a code that was spent, or never was one.
SPENT = frozenset({"code_used", "bad_code"})


class Entrance(Protocol):
    async def scanned(self, scene: str, person: str) -> Words: ...

    async def answered(self, person: str, text: str, pressed: str) -> Words | None: ...


class StaffPhone:
    def __init__(self, app_id: str, entrance: Entrance) -> None:
        self._app_id = app_id
        self._entrance = entrance

    def concerns(self, push: Push) -> bool:
        match push:
            case Event():
                return bool(_scene_of(push))
            case Text():
                return is_answer(push.content, push.menu_id)
            case _:
                return False

    async def hear(self, push: Push) -> str | None:
        person = person_of(self._app_id, push.header.from_user)
        words: Words | None = None
        if isinstance(push, Event):
            words = await self._entrance.scanned(_scene_of(push), person)
        elif isinstance(push, Text):
            pressed = push.menu_id if push.menu_id.startswith(PREFIX) else ""
            words = await self._entrance.answered(person, push.content, pressed)
        return _said(words) if words is not None else None


class StaffSide:
    """The account's part: see ``bot.handoff.entrance.wechat_side.WeChatSide``."""

    def __init__(self, api: WeChatApi, app_id: str, authorise: str) -> None:
        self._api = api
        self._app_id = app_id
        self._authorise = authorise

    async def code_for(self, scene: str, seconds: int) -> str:
        return (await make_qr_code(self._api, scene, seconds)).url

    def way_in(self, back: str, state: str) -> str:
        """WeChat insists on this order of the parameters."""
        wish = {
            "appid": self._app_id, "redirect_uri": back, "response_type": "code",
            "scope": "snsapi_base", "state": state,
        }  # fmt: skip
        return f"{self._authorise}?{urlencode(wish)}#wechat_redirect"

    async def who(self, code: str) -> str:
        try:
            answer = await self._api.exchange(code)
        except NotDelivered as error:
            log.info("wechat.authorisation_refused", outcome=error.fault.name)
            raise NotLetIn("used" if error.fault.name in SPENT else "failed") from None
        # Somebody who only looks at a snapshot of the page: WeChat made the person up.
        if answer.get("is_snapshotuser") in (1, "1"):
            raise NotLetIn("snapshot")
        openid = answer.get("openid")
        if not isinstance(openid, str) or not OPENID.fullmatch(openid):
            raise NotLetIn("failed")
        return person_of(self._app_id, openid)


def open_staff_side(
    settings: Settings, tokens: Tokens, http: aiohttp.ClientSession
) -> StaffSide | None:
    """None where it is switched off, or the account may not do it."""
    secret, app_id = settings.wechat_app_secret, settings.wechat_app_id
    verified = settings.wechat_account == "verified"
    if not (settings.wechat_staff_sign_in and verified and secret and app_id):
        return None
    base = settings.wechat_api_base.rstrip("/")
    api = WeChatApi(http, tokens, app_id, secret.get_secret_value(), api_hosts(base))
    # A stand-in for the API stands in for the page where people agree too.
    authorise = AUTHORISE if base == MAIN_HOST else f"{base}/connect/oauth2/authorize"
    return StaffSide(api, app_id, authorise)


def person_of(app_id: str, openid: str) -> str:
    return hashlib.sha256(f"{app_id}:{openid}".encode()).hexdigest()


def _scene_of(event: Event) -> str:
    """A scene of staff, or empty."""
    scene = {
        "subscribe": event.key.removeprefix("qrscene_"),
        "scan": event.key,
    }.get(event.name, "")
    return scene if scene.startswith(PREFIX) and len(scene) <= MAX_SCENE else ""


def _said(words: Words) -> str:
    pressed = "\n".join(PRESS.format(id=each, title=title) for each, title in words.choices)
    return "\n\n".join(part for part in (neutralise(words.text), pressed) if part)
