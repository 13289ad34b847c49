"""Pushes as facts, and facts as what the conversation hears."""

from __future__ import annotations

import json

import pytest

from bot.conversation.phrases import ASK_HUMAN, load_phrases
from bot.errors import BadRequest
from bot.messages import Attachment, Channel, Inbound
from bot.programme.locations import place_payload
from connectors.wechat.document import read_document
from connectors.wechat.inbound import dedupe_key, to_inbound
from connectors.wechat.parse import (
    Event,
    Header,
    NoticeEntry,
    Notices,
    Text,
    Unhandled,
    Voice,
    parse_push,
)
from tests.fixtures.shared_samples import wechat_documents
from tests.fixtures.wechat_platform import Platform

OPENID = "oTESTabcdefghijklmnopqrstuv1"
PLATFORM = Platform()


def heard(document: str) -> Inbound | None:
    return to_inbound(parse_push(read_document(document.encode())))


def test_text() -> None:
    inbound = heard(PLATFORM.text(OPENID, "不锈钢焊缝开裂"))
    assert inbound is not None
    assert (inbound.channel, inbound.address) == (Channel.WECHAT, OPENID)
    assert (inbound.text, inbound.payload, inbound.button_id) == ("不锈钢焊缝开裂", None, None)


def test_a_pressed_menu_item_is_a_button_only_where_the_id_is_ours() -> None:
    ours = heard(PLATFORM.text(OPENID, "确认", bizmsgmenuid="12.0"))
    foreign = heard(PLATFORM.text(OPENID, "满意", bizmsgmenuid="101"))
    assert ours is not None
    assert foreign is not None
    assert (ours.button_id, ours.text) == ("12.0", "确认")
    assert (foreign.button_id, foreign.text) == (None, "满意")


def test_voice_is_text_where_wechat_understood_it() -> None:
    spoken = PLATFORM.message(
        OPENID, "voice", MediaId="m", Format="amr", Recognition="我要找专利。"
    )
    unclear = PLATFORM.message(OPENID, "voice", MediaId="m", Format="amr", Recognition=" ")
    first, second = heard(spoken), heard(unclear)
    assert first is not None
    assert second is not None
    assert (first.text, first.payload) == ("我要找专利。", None)
    assert (second.text, second.payload) == ("〔语音〕", "desk:say:voice_unclear")
    assert first.attachment == second.attachment == Attachment("voice", "m")


@pytest.mark.parametrize(
    ("kind", "shown", "medium"),
    [
        ("image", "〔图片〕", "image"),
        ("video", "〔视频〕", "video"),
        ("shortvideo", "〔小视频〕", "video"),
    ],
)
def test_media_are_kept_for_staff(kind: str, shown: str, medium: str) -> None:
    inbound = heard(PLATFORM.message(OPENID, kind, MediaId="media", PicUrl="http://x/y"))
    assert inbound is not None
    assert (inbound.text, inbound.meta) == (shown, {"type": kind})
    assert inbound.attachment == Attachment(medium, "media", "http://x/y")
    looked_at = "media_kept" if medium == "image" else "video_kept"
    assert inbound.payload == f"desk:say:{looked_at}"


def test_of_a_link_staff_see_where_it_leads() -> None:
    url = "https://mp.weixin.qq.com/s?__biz=" + "x" * 1_000
    sent = heard(PLATFORM.message(OPENID, "link", Title="砂眼怎么治", Description="三步", Url=url))
    assert sent is not None
    assert sent.text == f"〔链接〕砂眼怎么治\n三步\n{url}"
    assert sent.payload == "desk:say:link_kept"


@pytest.mark.parametrize(
    "document",
    [
        PLATFORM.text(OPENID, "【收到不支持的消息类型，暂无法显示】"),
        PLATFORM.message(OPENID, "miniprogrampage", Title="x"),
        PLATFORM.message(OPENID, "channels_video"),
    ],
)
def test_what_wechat_keeps_back_is_told_to_be_sent_otherwise(document: str) -> None:
    inbound = heard(document)
    assert inbound is not None
    assert (inbound.text, inbound.payload) == ("〔打不开的消息〕", "desk:say:unsupported")


def test_words_about_such_a_message_are_words() -> None:
    said = heard(PLATFORM.text(OPENID, "我收到不支持的消息类型是怎么回事"))
    assert said is not None
    assert said.payload is None


def test_a_place_is_heard_by_its_label_and_to_be_asked_about() -> None:
    named = heard(
        PLATFORM.message(OPENID, "location", Location_X="30.6", Location_Y="111.2", Label="宜昌市")
    )
    bare = heard(PLATFORM.message(OPENID, "location", Location_X="1", Location_Y="2", Label=""))
    assert named is not None
    assert bare is not None
    assert named.text == "〔位置〕宜昌市（30.6, 111.2）"
    assert named.meta["latitude"] == "30.6"
    assert named.payload == place_payload("宜昌市")
    assert bare.text == "〔位置〕（1, 2）"
    assert bare.payload == "desk:say:place_unnamed"


@pytest.mark.parametrize(
    ("name", "key", "scene"),
    [
        ("subscribe", "qrscene_hust-2024", "hust-2024"),
        ("subscribe", "", None),
        ("subscribe", "last_trade_no_400", None),
        ("SCAN", "hust-2024", "hust-2024"),
    ],
)
def test_newcomers_are_greeted_and_their_scene_is_kept(
    name: str, key: str, scene: str | None
) -> None:
    inbound = heard(PLATFORM.event(OPENID, name, key))
    assert inbound is not None
    assert inbound.payload == "/greet"
    assert inbound.meta.get("scene") == scene


def test_menu_clicks_are_payloads_of_ours() -> None:
    person = heard(PLATFORM.event(OPENID, "CLICK", "ask_human"))
    foreign = heard(PLATFORM.event(OPENID, "CLICK", '/pick{"id":"1"}'))
    assert person is not None
    assert foreign is not None
    assert (person.text, person.payload) == ("转人工", ASK_HUMAN)
    assert foreign.payload == "/help"


@pytest.mark.parametrize(
    "name",
    [
        "unsubscribe", "VIEW", "view_miniprogram", "LOCATION", "TEMPLATESENDJOBFINISH",
        "MASSSENDJOBFINISH", "kf_create_session", "subscribe_msg_popup_event", "pic_weixin",
        "location_select", "scancode_push", "never_seen_before", "",
    ],
)  # fmt: skip
def test_what_wechat_only_tells_us_calls_for_nothing(name: str) -> None:
    assert heard(PLATFORM.event(OPENID, name, "key", MsgID=7)) is None


NOTICE_XML = (
    "<SubscribeMsgPopupEvent><List><TemplateId>t1</TemplateId>"
    "<SubscribeStatusString>accept</SubscribeStatusString></List><List><TemplateId>t2</TemplateId>"
    "<SubscribeStatusString>reject</SubscribeStatusString></List></SubscribeMsgPopupEvent>"
)


def test_notices_that_an_owner_allows_and_refuses() -> None:
    event = PLATFORM.event(OPENID, "subscribe_msg_popup_event")
    push = parse_push(read_document(event.replace("</xml>", NOTICE_XML + "</xml>").encode()))
    assert isinstance(push, Notices)
    assert push.entries == (NoticeEntry("t1", "accept"), NoticeEntry("t2", "reject"))


def test_of_one_notice_json_makes_no_list() -> None:
    """A known oddity of WeChat's: the entry itself stands where several would be a list."""
    one = {"TemplateId": "t1", "SubscribeStatusString": "reject"}
    for entries, count in ((one, 1), ([one], 1), ([one, one], 2), ([], 1), ("x", 1), ([1], 0)):
        document = {
            "ToUserName": "gh_1", "FromUserName": OPENID, "CreateTime": 1625575518,
            "MsgType": "event", "Event": "subscribe_msg_change_event", "List": entries,
        }  # fmt: skip
        push = parse_push(read_document(json.dumps(document).encode()))
        assert isinstance(push, Notices)
        known = [NoticeEntry("t1", "reject")] * count if "t1" in str(entries) else []
        assert list(push.entries) == known


def test_empty_texts_call_for_nothing() -> None:
    assert heard(PLATFORM.text(OPENID, " \n")) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"FromUserName": ""},
        {"FromUserName": "带空格 的"},
        {"FromUserName": "o" * 65},
        {"ToUserName": ""},
        {"CreateTime": "yesterday"},
        {"CreateTime": "-1"},
        {"CreateTime": "1" * 30},
        {"MsgId": "abc"},
        {"MsgId": "１２"},
        {"MsgId": ""},
        {"MsgType": ""},
    ],
)
def test_broken_heads_are_refused(changes: dict[str, str]) -> None:
    fields = {"MsgType": "text", "MsgId": "1", "Content": "x", **changes}
    with pytest.raises(BadRequest):
        parse_push(read_document(PLATFORM.document(OPENID, **fields).encode()))


@pytest.mark.parametrize("name", ["FromUserName", "ToUserName", "MsgType", "CreateTime", "MsgId"])
def test_doubled_heads_are_refused(name: str) -> None:
    document = PLATFORM.text(OPENID, "x")
    doubled = document.replace("</xml>", f"<{name}>1</{name}></xml>")
    nested = document.replace(f"<{name}>", f"<{name}><a>1</a>")
    for wrong in (doubled, nested):
        with pytest.raises(BadRequest):
            parse_push(read_document(wrong.encode()))


def test_the_key_tells_messages_and_events_apart() -> None:
    first, later = Header("g", "o", 100, 7), Header("g", "o", 101, 7)
    event = Header("g", "o", 100)
    keys = {
        dedupe_key(first),
        dedupe_key(later),
        dedupe_key(event, "click", "a"),
        dedupe_key(event, "click", "b"),
        dedupe_key(event, "view", "a"),
        dedupe_key(event, "click", "a" * 128),
        dedupe_key(event, "click", "菜单"),
    }
    assert len(keys) == 7
    assert max(map(len, keys)) <= 128
    assert dedupe_key(first) == dedupe_key(Header("other", "o", 100, 7))


def test_every_phrase_that_a_push_asks_for_is_there() -> None:
    phrases = load_phrases()
    for kind in ("image", "voice", "location", "link", "video"):
        inbound = heard(PLATFORM.message(OPENID, kind))
        assert inbound is not None
        assert phrases.say((inbound.payload or "").removeprefix("desk:say:")).text


def test_published_pushes_are_all_understood_or_left_alone() -> None:
    kinds = set()
    for path in wechat_documents():
        push = parse_push(read_document(path.read_bytes()))
        to_inbound(push)
        kinds.add(type(push))
    assert {Text, Voice, Event, Unhandled} <= kinds
