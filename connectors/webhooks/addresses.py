"""Where may be sent to: public addresses, unless the installation says otherwise.

An administrator of the console names the address, and the front door stands in an inner network:
it must not become a way to knock at that network's doors. So the address is looked at that is
really connected to, after the name was resolved, and at every connection.
"""

from __future__ import annotations

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import aiohttp

# An IPv4 address stands in its last four bytes (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")


class AddressRefused(PermissionError):
    def __init__(self, host: str) -> None:
        super().__init__(errno.EPERM, f"not a public address: {host}")


def is_public(host: str) -> bool:
    """``host``: an address, not a name."""
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv6Address) and (inner := _inside(address)) is not None:
        address = inner
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that this one leads to, where it does."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def open_connector(*, private: bool) -> aiohttp.TCPConnector:
    """``private``: addresses that are not public may be connected to as well. No connection is
    kept: receivers hear from us seldom, and one that moved is found again."""
    return aiohttp.TCPConnector(
        force_close=True, socket_factory=_any_socket if private else _public_socket
    )


def _public_socket(info: tuple[Any, ...]) -> socket.socket:
    host = str(info[4][0])
    if not is_public(host):
        raise AddressRefused(host)
    return _any_socket(info)


def _any_socket(info: tuple[Any, ...]) -> socket.socket:
    return socket.socket(family=info[0], type=info[1], proto=info[2])
