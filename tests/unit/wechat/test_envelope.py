"""Who may come in and in what form: signatures, modes, keys, age."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from multidict import MultiDict

from bot.clock import Clock
from bot.errors import BadRequest, Forbidden, SettingsInvalid
from bot.settings import Settings
from connectors.wechat.cipher import AesKey
from connectors.wechat.envelope import Envelope, Mode, build_envelope
from tests.fixtures.shared_samples import wechat_vectors
from tests.fixtures.wechat_account import AES_KEY, APP_ID, TOKEN
from tests.fixtures.wechat_platform import Delivery, Platform, fields_of, sha1

OLD_KEY = "B" * 43
OPENID = "oTESTabcdefghijklmnopqrstuv1"


def envelope(mode: Mode = "secure", *keys: str, clock: Clock | None = None) -> Envelope:
    return Envelope(
        TOKEN, mode, [AesKey(key, APP_ID) for key in keys or (AES_KEY,)], clock or Clock()
    )


def query(delivery: Delivery, **changes: str | None) -> MultiDict[str]:
    changed = {**delivery.params, **changes}
    return MultiDict({name: value for name, value in changed.items() if value is not None})


def push(platform: Platform, content: str = "你好") -> Delivery:
    return platform.secure(platform.text(OPENID, content))


def test_a_push_encrypted_by_other_means_opens() -> None:
    delivery = push(Platform(), "数控机床 <b>&amp;")
    letter = envelope().open(query(delivery), delivery.body)
    assert letter.document.get("Content") == "数控机床 <b>&amp;"


@pytest.mark.parametrize("content", ["", "短", "x" * 11, "长" * 5_000])
def test_a_reply_closes_so_that_other_means_read_it(content: str) -> None:
    platform = Platform()
    delivery = push(platform)
    door = envelope()
    letter = door.open(query(delivery), delivery.body)
    closed = door.close(letter, f"<xml><Content>{content}</Content></xml>")
    assert platform.open_reply(closed) == {"Content": content}
    assert fields_of(closed)["Nonce"] == delivery.params["nonce"]


def test_every_flipped_byte_is_refused() -> None:
    delivery = push(Platform())
    for place in range(len(delivery.body)):
        body = bytearray(delivery.body)
        body[place] ^= 0x01
        encrypted_before = _ciphertext(delivery.body)
        if _ciphertext(bytes(body)) == encrypted_before:
            continue  # outside the signed ciphertext, in a field that is not read
        with pytest.raises(Forbidden):
            envelope().open(query(delivery), bytes(body))


def _ciphertext(body: bytes) -> bytes | None:
    before, mark, rest = body.partition(b"<Encrypt><![CDATA[")
    text, end, after = rest.partition(b"]]></Encrypt></xml>")
    return text if mark and end and before.startswith(b"<xml>") and not after else None


@pytest.mark.parametrize("name", ["timestamp", "nonce", "msg_signature", "encrypt_type"])
def test_absent_repeated_and_foreign_parameters_are_refused(name: str) -> None:
    delivery = push(Platform())
    good = query(delivery)
    repeated = good.copy()
    repeated.add(name, good[name])
    wrong = [query(delivery, **{name: None}), repeated]
    wrong += [
        query(delivery, **{name: value})
        for value in ("", "é", "\ud800", "0" * 600, good[name] + "\n", "１２３", "--", "\x00")
    ]
    for parameters in wrong:
        with pytest.raises(Forbidden):
            envelope().open(parameters, delivery.body)


def test_secure_mode_takes_nothing_in_the_clear() -> None:
    platform = Platform()
    document = platform.text(OPENID, "明文")
    encrypted = platform.secure(document)
    clear = platform.plain(document)
    for parameters, body in [
        (query(clear), clear.body),
        (query(clear, encrypt_type="raw"), clear.body),
        (query(encrypted, encrypt_type="raw"), encrypted.body),
        (query(encrypted, encrypt_type=None), encrypted.body),
        (query(encrypted, msg_signature=encrypted.params["signature"]), encrypted.body),
        (query(encrypted), clear.body),
        (query(encrypted), b"<xml><Encrypt></Encrypt></xml>"),
        (query(encrypted), b""),
    ]:
        with pytest.raises(Forbidden):
            envelope().open(parameters, body)


def test_compatible_mode_believes_only_the_ciphertext() -> None:
    platform = Platform()
    forged = platform.secure(platform.text(OPENID, "真的"), compatible=True)
    body = forged.body.replace("真的".encode(), "假的".encode())
    letter = envelope("compatible").open(query(forged), body)
    assert letter.document.get("Content") == "真的"
    clear = platform.plain(platform.text(OPENID, "明文"))
    with pytest.raises(Forbidden):
        envelope("compatible").open(query(clear), clear.body)


def test_plain_mode_checks_the_signature() -> None:
    platform = Platform()
    delivery = platform.plain(platform.text(OPENID, "明文"))
    letter = envelope("plain").open(query(delivery), delivery.body)
    assert letter.document.get("Content") == "明文"
    assert envelope("plain").close(letter, "<xml/>") == "<xml/>"
    for wrong in (query(delivery, signature="0" * 40), query(delivery, signature=None)):
        with pytest.raises(Forbidden):
            envelope("plain").open(wrong, delivery.body)
    encrypted = push(platform)
    with pytest.raises(Forbidden):
        envelope("plain").open(query(encrypted), encrypted.body)


def test_the_previous_key_opens_and_closes_while_both_are_in_use() -> None:
    old = Platform(aes_key=OLD_KEY)
    delivery = push(old, "旧钥匙")
    door = envelope("secure", AES_KEY, OLD_KEY)
    letter = door.open(query(delivery), delivery.body)
    assert old.open_reply(door.close(letter, "<xml><A>b</A></xml>")) == {"A": "b"}
    new = push(Platform(), "新钥匙")
    assert door.open(query(new), new.body).document.get("Content") == "新钥匙"
    with pytest.raises(Forbidden):
        envelope().open(query(delivery), delivery.body)


def test_frames_that_wechat_does_not_make_are_refused() -> None:
    platform = Platform()
    message = platform.text(OPENID, "x").encode()
    size = len(message).to_bytes(4)
    app = APP_ID.encode()
    whole = b"r" * 16 + size + message + app
    frames = [
        platform.encrypt_frame(b"r" * 16 + size + message + b"wx_another_app_id0"),
        platform.encrypt_frame(b"r" * 16 + size + message),
        platform.encrypt_frame(b"r" * 16 + (2**32 - 1).to_bytes(4) + message + app),
        platform.encrypt_frame(b"r" * 16 + (len(message) - 1).to_bytes(4) + message + app),
        platform.encrypt_frame(b"r" * 10),
        platform.encrypt_frame(whole, bytes(32 - len(whole) % 32)),
        platform.encrypt_frame(whole, b"\x01\x02" * 16 + bytes([33]) * (32 - len(whole) % 32)),
        platform.encrypt_frame(b"", b"\x20" * 31 + b"\x21"),
        "AAAA",
        "not base64!",
        "",
    ]
    for encrypted in frames:
        delivery = Delivery(
            platform.signed(encrypted), f"<xml><Encrypt>{encrypted}</Encrypt></xml>".encode()
        )
        with pytest.raises(Forbidden):
            envelope().open(query(delivery), delivery.body)


def test_old_and_future_pushes_are_refused_and_retries_are_not() -> None:
    now = datetime(2024, 5, 1, tzinfo=UTC)
    for age, accepted in [(0, True), (15, True), (240, True), (400, False), (-400, False)]:
        platform = Platform(now=lambda age=age: now.timestamp() - age)  # type: ignore[misc]
        delivery = push(platform)
        door = envelope(clock=Clock(now))
        if accepted:
            first = door.open(query(delivery), delivery.body)
            again = door.open(query(delivery), delivery.body)
            assert first.document == again.document
        else:
            with pytest.raises(Forbidden):
                door.open(query(delivery), delivery.body)


def test_an_authentic_push_that_is_not_readable_is_a_bad_request() -> None:
    platform = Platform()
    for inside in ("not xml", "<html/>", "<!DOCTYPE x><xml/>", "{", "[]", ""):
        delivery = platform.secure(inside)
        with pytest.raises(BadRequest):
            envelope().open(query(delivery), delivery.body)


def test_json_pushes_get_json_replies() -> None:
    platform = Platform()
    encrypted = platform.encrypt(b'{"MsgType":"text","CreateTime":1714037059}')
    delivery = Delivery(platform.signed(encrypted), f'{{"Encrypt":"{encrypted}"}}'.encode())
    door = envelope()
    letter = door.open(query(delivery), delivery.body)
    assert letter.document.get("CreateTime") == "1714037059"
    assert door.close(letter, "{}").startswith('{"Encrypt"')


def test_url_check_returns_echostr_only_to_wechat() -> None:
    stamp, nonce = "1714036504", "1514711492"
    good = {"timestamp": stamp, "nonce": nonce, "signature": sha1(TOKEN, stamp, nonce)}
    whole = MultiDict({**good, "echostr": "4375120948345356249"})
    assert envelope().answer_url_check(whole) == "4375120948345356249"
    for name in whole:
        fewer = whole.copy()
        del fewer[name]
        twice = whole.copy()
        twice.add(name, whole[name])
        changed = whole.copy()
        changed[name] = whole[name] + "1"
        wrong = [fewer, twice, *([changed] if name != "echostr" else [])]
        for parameters in wrong:
            with pytest.raises(Forbidden):
                envelope().answer_url_check(parameters)


def test_settings_that_contradict_each_other_are_named() -> None:
    def built(**values: str) -> Envelope:
        base = {"wechat_token": TOKEN, "wechat_app_id": APP_ID}
        return build_envelope(Settings.model_validate({**base, **values}))

    with pytest.raises(SettingsInvalid, match="WECHAT_AES_KEY"):
        built()
    with pytest.raises(SettingsInvalid, match="WECHAT_AES_KEY"):
        AesKey("钥" * 43, APP_ID)
    built(wechat_mode="plain")


class TestTencentsVectors:
    """What Tencent printed in its documents, byte for byte."""

    def test_url_check(self) -> None:
        vector = wechat_vectors()["tencent_url_verify"]
        names = ("timestamp", "nonce", "signature", "echostr")
        door = Envelope(vector["token"], "plain", [], Clock())
        answer = door.answer_url_check(MultiDict({name: vector[name] for name in names}))
        assert answer == vector["expect_body"]

    def test_plain_push(self) -> None:
        vector = wechat_vectors()["tencent_plain_post_json"]
        names = ("timestamp", "nonce", "signature")
        parameters = MultiDict({name: vector[name] for name in names})
        door = Envelope(vector["token"], "plain", [], self._clock(vector["timestamp"]))
        letter = door.open(parameters, vector["body"].encode())
        assert letter.document.get("Event") == "debug_demo"

    def test_secure_push(self) -> None:
        vector = wechat_vectors()["tencent_secure_post_json"]
        names = ("timestamp", "nonce", "signature", "msg_signature", "encrypt_type", "openid")
        parameters = MultiDict({name: vector[name] for name in names})
        key = AesKey(vector["encoding_aes_key"], vector["appid"])
        door = Envelope(vector["token"], "secure", [key], self._clock(vector["timestamp"]))
        letter = door.open(parameters, f'{{"Encrypt": "{vector["encrypt"]}"}}'.encode())
        assert letter.document.get("debug_str") == "hello world"
        assert key.decrypt(vector["encrypt"]) == vector["expect_plaintext"].encode()

    def test_secure_reply(self) -> None:
        vector = wechat_vectors()["tencent_secure_reply"]
        key = AesKey(vector["encoding_aes_key"], vector["appid"], vector["random"].encode)
        assert key.encrypt(vector["plaintext"].encode()) == vector["encrypt"]
        parts = (vector["token"], vector["timestamp"], vector["nonce"], vector["encrypt"])
        assert sha1(*parts) == vector["msg_signature"]

    @pytest.mark.parametrize("name", ["wecom_url_verify", "wecom_post"])
    def test_wecom_shares_the_cipher(self, name: str) -> None:
        vector = wechat_vectors()[name]
        receiver = vector.get("receiveid") or vector["corpid"]
        key = AesKey(vector["encoding_aes_key"], receiver)
        assert key.decrypt(vector["encrypt"]) == vector["expect_plaintext"].encode()

    @staticmethod
    def _clock(timestamp: str) -> Clock:
        return Clock(datetime.fromtimestamp(int(timestamp), UTC))


def test_two_replies_never_share_their_randomness() -> None:
    key = AesKey(AES_KEY, APP_ID)
    closed = [key.encrypt(b"same") for _ in range(8)]
    assert all(one != other for one, other in pairwise(closed))
