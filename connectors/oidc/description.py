"""What a provider says of itself (OpenID Connect Discovery 1.0), and which part of it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.setting_rules import is_tls_or_local


class DescriptionInvalid(Exception):
    """Says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Description:
    """Addresses. ``secret_in_body``: where the token endpoint takes no Basic authentication."""

    authorization: str
    token: str
    keys: str
    secret_in_body: bool


def describe(raw: dict[str, Any], issuer: str) -> Description:
    """Raises DescriptionInvalid. The issuer must be the one that was asked for (§4.3)."""
    if raw.get("issuer") != issuer:
        raise DescriptionInvalid(f"it calls itself {raw.get('issuer')!r}")
    methods = raw.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Description(
        authorization=_address(raw, "authorization_endpoint", issuer),
        token=_address(raw, "token_endpoint", issuer),
        keys=_address(raw, "jwks_uri", issuer),
        secret_in_body="client_secret_basic" not in methods,
    )


def _address(raw: dict[str, Any], name: str, issuer: str) -> str:
    url = raw.get(name)
    if not isinstance(url, str) or not is_tls_or_local(url):
        raise DescriptionInvalid(f"{name} is no https address")
    if url.startswith("http:") and issuer.startswith("https:"):
        raise DescriptionInvalid(f"{name} has no TLS")
    return url
