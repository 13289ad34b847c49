"""WeCom's envelope: always encrypted, the corp id inside; echostr itself is ciphertext."""

from __future__ import annotations

from bot.clock import Clock
from bot.errors import BadRequest, Forbidden
from connectors.wechat.cipher import AesKey
from connectors.wechat.document import Document, read_document
from connectors.wechat.signature import (
    Credentials,
    Query,
    check_freshness,
    check_signature,
    read_credentials,
)


class WeComEnvelope:
    def __init__(self, token: str, key: AesKey, clock: Clock) -> None:
        self._token = token
        self._key = key
        self._clock = clock

    def answer_url_check(self, query: Query) -> str:
        """The decrypted ``echostr``; Forbidden for whoever cannot encrypt and sign."""
        credentials = read_credentials(query)
        return self._decrypt(credentials, credentials.echostr).decode(errors="replace")

    def open(self, query: Query, body: bytes) -> Document:
        """Raise Forbidden for what WeCom did not send, BadRequest for what cannot be read."""
        credentials = read_credentials(query)
        check_freshness(credentials.timestamp, self._clock.now())
        try:
            encrypted = read_document(body).get("Encrypt")
        except BadRequest:
            raise Forbidden from None
        return read_document(self._decrypt(credentials, encrypted))

    def _decrypt(self, credentials: Credentials, encrypted: str) -> bytes:
        if not encrypted or not encrypted.isascii():
            raise Forbidden
        check_signature(
            credentials.msg_signature,
            self._token, credentials.timestamp, credentials.nonce, encrypted,
        )  # fmt: skip
        return self._key.decrypt(encrypted)
