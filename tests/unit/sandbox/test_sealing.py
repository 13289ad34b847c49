"""The sandbox's own cryptography against two others: the tests' and Tencent's published vectors."""

from __future__ import annotations

import pytest

from connectors.sandbox.account import Account
from connectors.sandbox.sealing import Seal, Unreadable
from tests.fixtures.wechat_platform import Platform as OtherSide
from tests.fixtures.wechat_platform import sha1

TEXT = "气孔 ]]> 超标 😀".encode()


def test_what_it_encrypts_others_can_read_and_the_other_way_round(account: Account) -> None:
    seal, other = Seal(account), OtherSide()
    for message in (b"", b"x" * 11, b"x" * 12, b"x" * 13, TEXT, TEXT * 500):
        assert other.decrypt(seal.encrypt(message)) == message
        assert seal.decrypt(other.encrypt(message)) == message


def test_signs_as_the_documents_say(account: Account) -> None:
    seal = Seal(account)
    wanted = sha1(account.token, "1714036504", "nonce", "cipher")
    assert seal.sign("1714036504", "nonce", "cipher") == wanted
    seal.check(wanted, "1714036504", "nonce", "cipher")
    with pytest.raises(Unreadable, match="MsgSignature"):
        seal.check("0" * 40, "1714036504", "nonce", "cipher")


@pytest.mark.parametrize(
    ("encrypted", "why"),
    [
        ("###", "base64"),
        ("", "长度"),
        ("AAAA", "长度"),
        (OtherSide(aes_key="b" * 43).encrypt(TEXT), "EncodingAESKey|AppID"),
        (OtherSide(app_id="wx9999999999999999").encrypt(TEXT), "AppID"),
        (OtherSide().encrypt_frame(b"short"), "太短"),
        (OtherSide().encrypt_frame(b"x" * 31, padding=b"\x00"), "填充"),
    ],
    # Ciphertexts are random: they would give the tests other names in every run.
    ids=["not-base64", "empty", "short", "key", "app", "frame", "padding"],
)
def test_an_answer_that_wechat_could_not_read_is_unreadable(
    account: Account, encrypted: str, why: str
) -> None:
    with pytest.raises(Unreadable, match=why):
        Seal(account).decrypt(encrypted)
