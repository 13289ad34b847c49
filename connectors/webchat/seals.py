"""Keys under which the widget seals what a host page must keep for it.

Where a browser gives a frame of another site no storage, what should outlive the page lies in the
host page's own storage, in reach of every script there. A key is given only to the desk's own
pages (no other page's script can ask), and another one in another network (so what a script carried
off is worth nothing elsewhere). Nothing is stored for it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from ipaddress import IPv6Address, ip_address, ip_network

from aiohttp import web

from bot.errors import BadRequest
from bot.store.database import Database
from bot.store.store_marks import mark_of
from connectors.webchat.bodies import read_json
from connectors.webchat.home import Home

MARK = "widget_seal"
# Long enough that nobody guesses another's, short enough to cost nothing.
SHORTEST, LONGEST = 16, 64
# A phone or an office keeps these bits of its address for days.
SAME_NETWORK = {4: 24, 6: 64}


class Seals:
    def __init__(self, database: Database, home: Home) -> None:
        self._database = database
        self._home = home
        self._secret: bytes | None = None

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/webchat/seal", self.give_key)]

    async def give_key(self, request: web.Request) -> web.Response:
        self._home.check(request)
        nonce = (await read_json(request)).get("nonce")
        if not isinstance(nonce, str) or not SHORTEST <= len(nonce) <= LONGEST:
            raise BadRequest("nonce 应为 16 到 64 个字符")
        sealed_for = f"{network_of(request.remote)} {nonce}".encode(errors="replace")
        key = hmac.digest(await self._key(), sealed_for, hashlib.sha256)
        return web.json_response({"key": base64.b64encode(key).decode()})

    async def _key(self) -> bytes:
        if self._secret is None:
            mark = await mark_of(self._database, MARK, lambda: secrets.token_hex(32))
            self._secret = bytes.fromhex(mark)
        return self._secret


def network_of(address: str | None) -> str:
    """Empty where the caller has no address, as behind a socket file."""
    try:
        found = ip_address(address or "")
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return str(ip_network((int(found), SAME_NETWORK[found.version]), strict=False))
    except ValueError:
        return ""
