"""A picture in the middle of a question: the question is asked again."""

from __future__ import annotations

import pytest

from bot.conversation.phrases import load_phrases
from bot.conversation.unread import answer_unread
from bot.messages import Author
from bot.store.models import Message

SKIP = [{"title": "跳过", "payload": "/skip"}]
GREETING = [{"title": "我有技术难题", "payload": "/submit_need"}]


def row(
    text: str, author: Author = Author.BOT, buttons: list[dict[str, str]] | None = None
) -> Message:
    return Message(author=author, text=text, buttons=buttons or [], numbered=False)


@pytest.mark.parametrize("name", ["media_kept", "video_kept", "link_kept", "voice_unclear"])
def test_the_question_that_stood_follows(name: str) -> None:
    rows = [row("〔图片〕", Author.USER), row("您的公司全称是？", buttons=SKIP)]
    said = answer_unread(load_phrases(), name, rows)
    assert [each.text for each in said][-1] == "您的公司全称是？"
    assert [button.payload for button in said[-1].buttons] == ["/skip"]
    assert "想解决什么问题" not in said[0].text


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row("您好", buttons=GREETING)],
        [row("需求已登记。"), row("您的公司全称是？", buttons=SKIP)],
    ],
)
def test_where_nothing_is_asked_the_matter_is(rows: list[Message]) -> None:
    (said,) = answer_unread(load_phrases(), "media_kept", rows)
    assert "想解决什么问题" in said.text
