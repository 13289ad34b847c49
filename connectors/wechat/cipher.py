"""WeChat's AES framing: random16 + length + message + receiver, padded to 32 bytes.

wechatpy supplies the cipher and the padding; its own unpacking trusts length and padding.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import struct
from collections.abc import Callable

from wechatpy.crypto.base import WeChatCipher
from wechatpy.crypto.pkcs7 import PKCS7Encoder

from bot.errors import Forbidden, SettingsInvalid

RANDOM_BYTES = 16
HEAD = RANDOM_BYTES + 4
BLOCK = 16
MAX_PADDING = 32


def random16() -> bytes:
    return secrets.token_hex(RANDOM_BYTES // 2).encode()


class AesKey:
    """One EncodingAESKey. ``receiver`` is the AppID (for WeCom: the corp id)."""

    def __init__(
        self, encoding_key: str, receiver: str, random: Callable[[], bytes] = random16
    ) -> None:
        try:
            self._key = base64.b64decode(encoding_key + "=", validate=True)
        except (binascii.Error, ValueError):
            raise SettingsInvalid("WECHAT_AES_KEY 只能由字母和数字组成，共 43 位") from None
        self._receiver = receiver.encode()
        self._random = random

    def decrypt(self, encrypted: str) -> bytes:
        """Raise Forbidden unless padding, length and receiver are all as WeChat makes them."""
        try:
            ciphertext = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError):
            raise Forbidden from None
        if not ciphertext or len(ciphertext) % BLOCK:
            raise Forbidden
        content = _unpad(WeChatCipher(self._key).decrypt(ciphertext))
        if len(content) < HEAD:
            raise Forbidden
        (length,) = struct.unpack(">I", content[RANDOM_BYTES:HEAD])
        message, receiver = content[HEAD : HEAD + length], content[HEAD + length :]
        if len(message) != length or not hmac.compare_digest(receiver, self._receiver):
            raise Forbidden
        return bytes(message)

    def encrypt(self, message: bytes) -> str:
        framed = self._random() + struct.pack(">I", len(message)) + message + self._receiver
        ciphertext = WeChatCipher(self._key).encrypt(PKCS7Encoder.encode(framed))
        return base64.b64encode(ciphertext).decode()


def _unpad(padded: bytes) -> bytes:
    size = padded[-1]
    if not 1 <= size <= MAX_PADDING or padded[-size:] != bytes([size]) * size:
        raise Forbidden
    return padded[:-size]
