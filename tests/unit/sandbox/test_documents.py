"""What WeChat takes for an answer, and what makes it show its banner."""

from __future__ import annotations

import pytest

from connectors.sandbox.documents import Said, read_envelope, read_reply, write_push
from connectors.sandbox.sealing import Unreadable
from tests.fixtures.wechat_platform import fields_of

OPENID, ACCOUNT = "oSBX1", "gh_1"
HEAD = f"<ToUserName>{OPENID}</ToUserName><FromUserName>{ACCOUNT}</FromUserName>"


def reply(inner: str, head: str = HEAD, created: str = "1714036504") -> str:
    return f"<xml>{head}<CreateTime>{created}</CreateTime>{inner}</xml>"


def text(content: str) -> str:
    return reply(f"<MsgType>text</MsgType><Content>{content}</Content>")


def read(document: str, *, to_message: bool = True) -> Said | None:
    return read_reply(document, OPENID, ACCOUNT, to_message=to_message)


def article(title: str) -> str:
    return (
        f"<item><Title>{title}</Title><Description>d</Description>"
        "<PicUrl>http://a.cn/p.png</PicUrl><Url>http://a.cn</Url></item>"
    )


def news(count: int, said: int | None = None) -> str:
    items = "".join(article(f"第{number}篇") for number in range(count))
    return reply(
        f"<MsgType>news</MsgType><ArticleCount>{said or count}</ArticleCount>"
        f"<Articles>{items}</Articles>"
    )


def test_a_push_is_well_formed_whatever_the_owner_writes() -> None:
    for content in ("好", "]]>", "a]]>b]]>c", "<xml>&amp;</xml>", "😀"):
        document = write_push({"MsgType": "text", "Content": content, "MsgId": 7})
        assert fields_of(document) == {"MsgType": "text", "Content": content, "MsgId": "7"}


def test_text_is_shown_up_to_2048_bytes() -> None:
    assert read(text("您好")) == Said("text", {"text": "您好"})
    assert read(text("字" * 682)) == Said("text", {"text": "字" * 682})
    with pytest.raises(Unreadable, match="2048"):
        read(text("字" * 683))


def test_one_article_answers_a_message_and_eight_an_event() -> None:
    to_message, to_event = read(news(9)), read(news(9), to_message=False)
    assert to_message is not None
    assert to_event is not None
    assert [len(said.body["articles"]) for said in (to_message, to_event)] == [1, 8]
    assert to_message.body["articles"][0]["title"] == "第0篇"


def test_media_music_and_the_hand_over_to_wechats_own_agents() -> None:
    image = "<MsgType>image</MsgType><Image><MediaId>m1</MediaId></Image>"
    assert read(reply(image)) == Said("image", {"media_id": "m1"})
    music = (
        "<MsgType>music</MsgType><Music><Title>t</Title><MusicUrl>http://a.cn</MusicUrl></Music>"
    )
    assert read(reply(music)) == Said("music", {"title": "t", "url": "http://a.cn"})
    assert read(reply("<MsgType>transfer_customer_service</MsgType>")) is None


@pytest.mark.parametrize(
    "document",
    [
        "{}",
        "<html></html>",
        '{"errcode": 0}',
        "<xml><MsgType>text</MsgType>",
        '<!DOCTYPE xml [<!ENTITY e "x">]><xml>&e;</xml>',
        text(""),
        reply("<MsgType>text</MsgType>"),
        reply("<MsgType>poem</MsgType>"),
        reply("<MsgType>image</MsgType>"),
        reply("<MsgType>music</MsgType>"),
        news(2, said=3),
        reply("<MsgType>text</MsgType><Content>a</Content><Content>b</Content>"),
        reply("<MsgType>text</MsgType><Content>a</Content>", created="now"),
        reply("<MsgType>text</MsgType><Content>a</Content>", head=""),
        reply(
            "<MsgType>text</MsgType><Content>a</Content>",
            head=f"<ToUserName>{ACCOUNT}</ToUserName><FromUserName>{OPENID}</FromUserName>",
        ),
    ],
)
def test_everything_else_is_a_fault(document: str) -> None:
    with pytest.raises(Unreadable):
        read(document)


def test_an_encrypted_answer_needs_all_four_fields() -> None:
    whole: dict[str, str | int] = {
        "Encrypt": "e",
        "MsgSignature": "s",
        "TimeStamp": 1,
        "Nonce": "n",
    }
    assert read_envelope(write_push(whole))["Encrypt"] == "e"
    for name in whole:
        with pytest.raises(Unreadable, match=name):
            read_envelope(write_push({key: whole[key] for key in whole if key != name}))
