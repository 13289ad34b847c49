"""The envelope around every push and reply: secure, compatible or plain (set in the console)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.clock import Clock
from bot.errors import BadRequest, Forbidden, SettingsInvalid
from bot.settings import Settings
from connectors.wechat.cipher import AesKey
from connectors.wechat.document import Document, read_document
from connectors.wechat.signature import (
    Credentials,
    Query,
    check_freshness,
    check_signature,
    read_credentials,
    sign,
)
from connectors.wechat.xml import cdata

Mode = Literal["secure", "compatible", "plain"]


@dataclass(frozen=True, slots=True)
class Letter:
    """An opened push. ``key`` is the one that fitted: the reply is closed with the same."""

    document: Document
    nonce: str
    key: AesKey | None


class Envelope:
    """``keys`` holds the current EncodingAESKey, then the previous one while both are in use."""

    def __init__(self, token: str, mode: Mode, keys: Sequence[AesKey], clock: Clock) -> None:
        if mode != "plain" and not keys:
            raise SettingsInvalid(f"WECHAT_MODE={mode} 需要设置 WECHAT_AES_KEY")
        self._token = token
        self._mode = mode
        self._keys = tuple(keys)
        self._clock = clock

    def answer_url_check(self, query: Query) -> str:
        """The ``echostr`` to return verbatim. It has no effect, so its age does not matter."""
        credentials = read_credentials(query)
        if not credentials.echostr:
            raise Forbidden
        self._check_plain(credentials)
        return credentials.echostr

    def open(self, query: Query, body: bytes) -> Letter:
        """Raise Forbidden for what WeChat did not send, BadRequest for what cannot be read."""
        credentials = read_credentials(query)
        check_freshness(credentials.timestamp, self._clock.now())
        if self._mode == "plain":
            return self._open_plain(credentials, body)
        return self._open_encrypted(credentials, body)

    def close(self, letter: Letter, reply: str) -> str:
        """The reply as WeChat expects it for this push: encrypted where the push was."""
        if letter.key is None:
            return reply
        timestamp = str(int(self._clock.now().timestamp()))
        encrypted = letter.key.encrypt(reply.encode())
        signature = sign(self._token, timestamp, letter.nonce, encrypted)
        if letter.document.is_json:
            return _json_envelope(encrypted, signature, timestamp, letter.nonce)
        return (
            f"<xml><Encrypt>{cdata(encrypted)}</Encrypt>"
            f"<MsgSignature>{cdata(signature)}</MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(letter.nonce)}</Nonce></xml>"
        )

    def _open_plain(self, credentials: Credentials, body: bytes) -> Letter:
        if credentials.encrypt_type not in ("", "raw"):
            raise Forbidden
        self._check_plain(credentials)
        return Letter(read_document(body), credentials.nonce, None)

    def _open_encrypted(self, credentials: Credentials, body: bytes) -> Letter:
        """Compatible mode sends both texts; only the encrypted one is signed, so only it counts."""
        if credentials.encrypt_type != "aes":
            raise Forbidden
        encrypted = _encrypted_part(body)
        check_signature(
            credentials.msg_signature,
            self._token, credentials.timestamp, credentials.nonce, encrypted,
        )  # fmt: skip
        plaintext, key = self._decrypt(encrypted)
        return Letter(read_document(plaintext), credentials.nonce, key)

    def _decrypt(self, encrypted: str) -> tuple[bytes, AesKey]:
        for key in self._keys:
            try:
                return key.decrypt(encrypted), key
            except Forbidden:
                continue
        raise Forbidden

    def _check_plain(self, credentials: Credentials) -> None:
        check_signature(
            credentials.signature, self._token, credentials.timestamp, credentials.nonce
        )


def _encrypted_part(body: bytes) -> str:
    """Nothing is proved yet, so a broken body is a foreign body."""
    try:
        encrypted = read_document(body).get("Encrypt")
    except BadRequest:
        raise Forbidden from None
    if not encrypted or not encrypted.isascii():
        raise Forbidden
    return encrypted


def _json_envelope(encrypted: str, signature: str, timestamp: str, nonce: str) -> str:
    return json.dumps(
        {
            "Encrypt": encrypted,
            "MsgSignature": signature,
            "TimeStamp": int(timestamp),
            "Nonce": nonce,
        }
    )


def build_envelope(settings: Settings) -> Envelope:
    """Raise SettingsInvalid where the mode asks for a key that is not set."""
    app_id = settings.wechat_app_id or ""
    token = settings.wechat_token.get_secret_value() if settings.wechat_token else ""
    keys = [
        AesKey(key.get_secret_value(), app_id)
        for key in (settings.wechat_aes_key, settings.wechat_aes_key_previous)
        if key is not None
    ]
    return Envelope(token, settings.wechat_mode, keys, settings.clock)
