"""Who calls: behind our own proxies, the one for whom they forward. Limits count by it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from aiohttp import web

from bot.errors import SettingsInvalid

Network = IPv4Network | IPv6Network
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# Set where a proxy of ours named the caller.
FORWARDED = web.RequestKey("forwarded", bool)


class Callers:
    """``proxies`` (addresses and networks) are believed when they name whom they forward for;
    nobody else is. Raises SettingsInvalid for what is neither."""

    def __init__(self, proxies: Iterable[str]) -> None:
        try:
            self._proxies = read_networks(proxies)
        except ValueError as error:
            raise SettingsInvalid(f"BOT_TRUSTED_PROXIES 有误：{error}") from None

    @web.middleware
    async def name(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """``request.remote`` is the caller's address from here on."""
        address = self._address_of(request)
        if address == request.remote:
            return await handler(request)
        named = request.clone(remote=address)
        named[FORWARDED] = True
        return await handler(named)

    def _address_of(self, request: web.Request) -> str:
        """The nearest address that is no proxy of ours."""
        address = request.remote or ""
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        for hop in reversed([hop.strip() for hop in forwarded if hop.strip()]):
            if not within(address, self._proxies):
                break
            address = hop
        return address


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Raises ValueError for what is neither an address nor a network."""
    return tuple(ip_network(text.strip(), strict=False) for text in texts)


def within(address: str, networks: Sequence[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
