"""Bodies that want to harm, and bodies that say one thing twice."""

from __future__ import annotations

import pytest

from bot.errors import BadRequest
from connectors.wechat.document import read_document

HOSTILE = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><A>&b;</A></xml>',
    "external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
    "external dtd": '<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml><A>1</A></xml>',
    "empty dtd": "<!DOCTYPE xml><xml><A>1</A></xml>",
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///x">%p;]><xml/>',
    "unknown entity": "<xml><A>&nbsp;</A></xml>",
    "unclosed": "<xml><A>1</A>",
    "two roots": "<xml/><xml/>",
    "other root": "<soap><A>1</A></soap>",
    "control character": "<xml><A>\x01</A></xml>",
    "unknown encoding": '<?xml version="1.0" encoding="klingon"?><xml/>',
    "array": "[1, 2]",
    "half an object": '{"A": ',
    "deep object": '{"a":' * 100_000,
    "number too long": '{"A": ' + "9" * 5_000 + "}",
    "nothing": "",
    "latin": "\xff\xfe<xml/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_are_refused(name: str) -> None:
    with pytest.raises(BadRequest):
        read_document(HOSTILE[name].encode("utf-8" if name != "latin" else "latin-1"))


def test_many_and_deep_elements_do_no_harm() -> None:
    wide = b"<xml>" + b"<a/>" * 60_000 + b"</xml>"
    assert read_document(wide).unclear == {"a"}
    deep = b"<xml>" + b"<a>" * 30_000 + b"</a>" * 30_000 + b"</xml>"
    assert read_document(deep).unclear == {"a"}


@pytest.mark.parametrize(
    "body",
    [
        b"<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName></xml>",
        b"<xml><FromUserName><b>a</b></FromUserName></xml>",
        b'{"FromUserName": "a", "FromUserName": "b"}',
        b'{"FromUserName": {"b": "a"}}',
        b'{"FromUserName": ["a"]}',
    ],
)
def test_a_field_that_is_not_one_text_cannot_be_read(body: bytes) -> None:
    document = read_document(body)
    with pytest.raises(BadRequest):
        document.get("FromUserName")


def test_both_forms_give_the_same_fields() -> None:
    xml = read_document(b"\xef\xbb\xbf<xml><A><![CDATA[x]]></A><B>7</B><C/></xml>")
    js = read_document(b'\n{"A": "x", "B": 7, "C": null}')
    assert xml.fields == js.fields == {"A": "x", "B": "7", "C": ""}
    assert (xml.is_json, js.is_json) == (False, True)
    assert xml.get("absent") == ""


def test_what_cannot_be_stored_is_left_out() -> None:
    assert read_document(b'{"A": "a\\u0000b\\ud800c\\nd"}').get("A") == "abc\nd"


def test_other_encodings_are_read() -> None:
    body = '<?xml version="1.0" encoding="utf-16"?><xml><A>中</A></xml>'.encode("utf-16")
    assert read_document(body).get("A") == "中"
