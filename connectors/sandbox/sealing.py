"""Signatures and encryption as Tencent's documents give them, written apart from the connector.

https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from connectors.sandbox.account import Account

BLOCK = 32
HEAD = 20


class Unreadable(Exception):
    """The server's answer is not what WeChat takes; the text says why."""


class Seal:
    def __init__(self, account: Account) -> None:
        self._token = account.token
        self._receiver = account.app_id.encode()
        self._key = base64.b64decode(account.aes_key + "=") if account.aes_key else b""

    def sign(self, *parts: str) -> str:
        """SHA-1 over token and parts in sorted order."""
        joined = "".join(sorted([self._token, *parts]))
        return hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 - WeChat's choice

    def encrypt(self, message: bytes) -> str:
        """random(16) + length + message + AppID, padded to 32 bytes, AES-256-CBC, base64."""
        frame = os.urandom(8).hex().encode() + struct.pack(">I", len(message))
        frame += message + self._receiver
        count = BLOCK - len(frame) % BLOCK
        worker = self._cipher().encryptor()
        sealed = worker.update(frame + bytes([count]) * count) + worker.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """Raise Unreadable unless key, padding, length and AppID are right."""
        try:
            sealed = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError):
            raise Unreadable("Encrypt 不是 base64") from None
        if not sealed or len(sealed) % 16:
            raise Unreadable("密文长度不对")
        worker = self._cipher().decryptor()
        padded = worker.update(sealed) + worker.finalize()
        count = padded[-1]
        if not 1 <= count <= BLOCK or padded[-count:] != bytes([count]) * count:
            raise Unreadable("解密失败：填充不对，多半是 EncodingAESKey 不一致")
        frame = padded[:-count]
        if len(frame) < HEAD:
            raise Unreadable("解密失败：内容太短")
        (length,) = struct.unpack(">I", frame[16:HEAD])
        message, receiver = frame[HEAD : HEAD + length], frame[HEAD + length :]
        if len(message) != length or receiver != self._receiver:
            raise Unreadable("解密失败：AppID 不一致")
        return message

    def check(self, given: str, timestamp: str, nonce: str, encrypted: str) -> None:
        """Raise Unreadable where the answer's MsgSignature does not fit."""
        wanted = self.sign(timestamp, nonce, encrypted)
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            raise Unreadable("MsgSignature 不对")

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
