"""An OpenID Connect provider: authorization code flow with PKCE (OpenID Connect Core 1.0, §3.1)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
import jwt
import structlog
from pydantic import SecretStr

from bot.bodies import read_whole
from bot.clock import Clock
from bot.handoff.entrance.identity_side import Trip
from bot.handoff.entrance.refusal import NotLetIn
from bot.settings import Settings
from connectors.oidc.description import Description, DescriptionInvalid, describe

log = structlog.get_logger(__name__)

# Only signatures by a key that the provider alone holds: no "none", and no secret of ours.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
SECONDS = 8.0
LARGEST_ANSWER = 300_000
# Clocks of two institutions differ; tokens live for minutes.
LEEWAY = 120.0
DESCRIPTION_LIFE = 3600.0
# A token of an unknown key has the keys read anew, but not for every token that somebody makes up.
KEYS_REST = 30.0


@dataclass(frozen=True, slots=True)
class Client:
    """Ourselves, as the provider knows us."""

    id: str
    secret: SecretStr


class _Refused(Exception):
    """The provider answers, and gives nothing for this code."""


def open_service(settings: Settings, http: aiohttp.ClientSession) -> OidcService | None:
    """None where no single sign-on is set up."""
    if settings.bot_oidc_issuer is None:
        return None
    client_id, secret = settings.bot_oidc_client_id, settings.bot_oidc_client_secret
    client = Client(client_id or "", secret or SecretStr(""))
    return OidcService(
        http, settings.bot_oidc_issuer, client, settings.bot_oidc_name, settings.clock
    )


class OidcService:
    """``issuer`` without a slash at its end unless the provider's own name has one."""

    def __init__(
        self, http: aiohttp.ClientSession, issuer: str, client: Client, name: str, clock: Clock
    ) -> None:
        self._http = http
        self._issuer = issuer
        self._client = client
        self._name = name
        self._clock = clock
        self._described: tuple[float, Description] | None = None
        self._keys: tuple[float, jwt.PyJWKSet] | None = None

    @property
    def name(self) -> str:
        return self._name

    async def way_in(self, trip: Trip) -> str:
        described = await self._description()
        challenge = hashlib.sha256(trip.verifier.encode()).digest()
        query = {
            "response_type": "code", "scope": "openid", "client_id": self._client.id,
            "redirect_uri": trip.back, "state": trip.state, "nonce": trip.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }  # fmt: skip
        joint = "&" if urlsplit(described.authorization).query else "?"
        return f"{described.authorization}{joint}{urlencode(query)}"

    async def who(self, code: str, trip: Trip) -> str:
        described = await self._description()
        try:
            answer = await self._exchange(described, code, trip)
            claims = await self._claims(described, str(answer.get("id_token") or ""))
        except _Refused as error:
            raise NotLetIn("used") from error
        except jwt.PyJWTError as error:
            log.warning("oidc.token_refused", reason=type(error).__name__)
            raise NotLetIn("failed") from error
        self._check(claims, trip)
        return hashlib.sha256(f"{self._issuer}\n{claims['sub']}".encode()).hexdigest()

    def _check(self, claims: dict[str, Any], trip: Trip) -> None:
        now = self._clock.now().timestamp()
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        right = (
            hmac.compare_digest(str(claims.get("nonce", "")).encode(), trip.nonce.encode())
            and float(claims["exp"]) > now - LEEWAY
            and float(claims["iat"]) < now + LEEWAY
            and (claims.get("azp", self._client.id) == self._client.id)
            and not (several and "azp" not in claims)
            and isinstance(claims["sub"], str)
            and 0 < len(claims["sub"]) <= 255
        )
        if not right:
            log.warning("oidc.token_refused", reason="claims")
            raise NotLetIn("failed")

    async def _claims(self, described: Description, token: str) -> dict[str, Any]:
        """Raises PyJWTError for what this provider did not sign for us."""
        key_id = jwt.get_unverified_header(token).get("kid")
        key = await self._key(described, key_id)
        return jwt.decode(
            token, key, algorithms=list(ALGORITHMS), audience=self._client.id,
            issuer=self._issuer,
            # Times are compared above, on the desk's own clock.
            options={"require": ["sub", "exp", "iat", "aud", "iss"], "verify_exp": False,
                     "verify_iat": False, "verify_nbf": False},
        )  # fmt: skip

    async def _key(self, described: Description, key_id: str | None) -> jwt.PyJWK:
        found = _pick(self._keys[1], key_id) if self._keys is not None else None
        if found is None:
            found = _pick(await self._read_keys(described), key_id)
        if found is None:
            raise jwt.InvalidKeyError("no key of this name")
        return found

    async def _read_keys(self, described: Description) -> jwt.PyJWKSet:
        now = asyncio.get_running_loop().time()
        if self._keys is not None and now - self._keys[0] < KEYS_REST:
            return self._keys[1]
        keys = jwt.PyJWKSet.from_dict(await self._get(described.keys))
        self._keys = (now, keys)
        return keys

    async def _description(self) -> Description:
        now = asyncio.get_running_loop().time()
        if self._described is None or now - self._described[0] > DESCRIPTION_LIFE:
            url = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
            try:
                self._described = (now, describe(await self._get(url), self._issuer))
            except DescriptionInvalid as error:
                log.error("oidc.description_invalid", issuer=self._issuer, reason=str(error))
                raise NotLetIn("failed") from error
        return self._described[1]

    async def _exchange(self, described: Description, code: str, trip: Trip) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": trip.back,
            "code_verifier": trip.verifier,
        }  # fmt: skip
        headers, secret = {}, self._client.secret.get_secret_value()
        if described.secret_in_body:
            form |= {"client_id": self._client.id, "client_secret": secret}
        else:
            # RFC 6749 §2.3.1: both parts form-encoded before they are joined.
            pair = f"{quote(self._client.id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return await self._ask("POST", described.token, data=form, headers=headers)

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            return await self._ask("GET", url)
        except _Refused as error:
            log.warning("oidc.no_answer", url=url, reason=str(error))
            raise NotLetIn("failed") from error

    async def _ask(self, method: str, url: str, **how: Any) -> dict[str, Any]:
        """Raises _Refused for a status of 4xx, NotLetIn where nothing useful comes in time."""
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._http.request(method, url, allow_redirects=False, **how) as answer,
            ):
                raw = await read_whole(answer.content, LARGEST_ANSWER)
                if 400 <= answer.status < 500:
                    raise _Refused(str(answer.status))
                if answer.status != 200:
                    raise ValueError(f"status {answer.status}")
                read: Any = json.loads(raw)
                if not isinstance(read, dict):
                    raise ValueError("no object")
                return read
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as error:
            log.warning("oidc.no_answer", url=url, reason=f"{type(error).__name__} {error}")
            raise NotLetIn("failed") from error


def _pick(keys: jwt.PyJWKSet, key_id: str | None) -> jwt.PyJWK | None:
    """Without a name only where there is one key to choose from (Core 1.0, §10.1)."""
    if key_id is None:
        return keys.keys[0] if len(keys.keys) == 1 else None
    return next((key for key in keys.keys if key.key_id == key_id), None)
