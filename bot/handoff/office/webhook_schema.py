"""Shapes of the webhook endpoints, and which addresses may be named."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from bot.handoff.shapes import Shape, shaped
from bot.programme.faults import at_fields

type EventName = Literal[
    "need.recorded", "need.state_changed", "conversation.queued", "conversation.claimed",
    "conversation.closed", "introduction.requested", "introduction.state_changed",
]  # fmt: skip
type DeliveryFault = Literal["timeout", "unreachable", "tls", "private", "insecure", "off"]


def _once_each(events: list[EventName]) -> list[EventName]:
    return list(dict.fromkeys(events))


type Url = Annotated[
    str,
    Field(max_length=500),
    shaped(r"https?://[^\s]+", "写成完整的网址，如 https://crm.example.cn/hook，中间没有空格"),
]
type Events = Annotated[list[EventName], Field(min_length=1), AfterValidator(_once_each)]


class WebhookNew(Shape):
    url: Url
    events: Events


class WebhookEdit(Shape):
    url: Url | None = None
    events: Events | None = None
    active: bool | None = None


class WebhookView(Shape):
    """``waiting``: events that it has not heard yet; ``failures``: tries in a row that failed, so
    that nothing is tried before ``due_at``."""

    id: str
    url: str
    events: list[EventName]
    active: bool
    waiting: int
    failures: int
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime


class WebhookList(Shape):
    """``private``: http:// and addresses that are not public may be named too."""

    items: list[WebhookView]
    private: bool


class WebhookSecret(Shape):
    """Shown this once."""

    secret: str


class WebhookMade(WebhookSecret):
    webhook: WebhookView


class WebhookDeliveryView(Shape):
    """``answer``: the last status that the receiver gave; else ``fault``, why there was none."""

    id: int
    event_id: str
    event: EventName | Literal["webhook.test"]
    at: datetime
    state: Literal["waiting", "sent", "failed"]
    tries: int
    tried_at: datetime | None
    answer: int | None
    fault: DeliveryFault | None


def check_url(url: str, *, private: bool) -> None:
    """Raises BadRequest. A name may still lead to an inner address: that is looked at whenever it
    is connected to."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.username is not None or parts.password is not None:
        raise at_fields("地址看不懂：要写完整的网址，不带用户名和密码", "url")
    if private:
        return
    if parts.scheme != "https":
        raise at_fields("地址要以 https:// 开头", "url")
    if host == "localhost" or _is_inner(host):
        raise at_fields("这是内部网络的地址。要发到内网，请先设置 BOT_WEBHOOKS_PRIVATE", "url")


def _is_inner(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
