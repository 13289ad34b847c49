"""Lists of conversations, needs and the catalogue: their order, filters, pages and refusals."""

from __future__ import annotations

import json

import pytest

from tests.fixtures.case import NEED, within
from tests.fixtures.front_door import Visitor
from tests.fixtures.office import Office


class TestCases:
    async def test_conversations_are_listed_latest_first(
        self, office: Office, case: Visitor
    ) -> None:
        later = await office.door.visitor()
        await later.reply_to(await later.say("在吗"))

        listing = await office.get("/conversations")

        assert [each["id"] for each in listing["items"]] == [
            later.conversation_id, case.conversation_id
        ]  # fmt: skip
        assert within({"total": 2, "page": 1}, listing)
        assert listing["items"][0]["last_text"] == "听到了：在吗"
        assert listing["items"][0]["last_said"] == "在吗"
        assert "13800138000" not in json.dumps(listing)

    async def test_lists_are_filtered_and_paged(self, office: Office, case: Visitor) -> None:
        assert (await office.get("/conversations", owner="queue"))["total"] == 0
        assert (await office.get("/conversations", channel="wechat"))["total"] == 0
        second = await office.get("/conversations", page="2", page_size="1")
        assert (second["items"], second["total"]) == ([], 1)
        assert case.conversation_id

    @pytest.mark.parametrize(
        ("params", "count"),
        [({}, 1), ({"state": "recorded"}, 1), ({"state": "draft"}, 0), ({"industry": "C33"}, 1),
         ({"industry": "C34"}, 0), ({"region": "330200"}, 1), ({"region": "330000"}, 1),
         ({"region": "420000"}, 0), ({"region": "%"}, 0), ({"sort": "-updated_at"}, 1)],
    )  # fmt: skip
    async def test_needs_are_filtered(
        self, office: Office, case: Visitor, params: dict[str, str], count: int
    ) -> None:
        listing = await office.get("/needs", **params)
        assert listing["total"] == count
        assert all(within({**NEED, "contact": None}, each) for each in listing["items"])
        assert case.conversation_id

    @pytest.mark.parametrize(
        "path",
        ["/conversations/none", "/conversations/%00", "/conversations/%ED%A0%80", "/needs/none",
         "/needs/%00", "/universities/none", "/nowhere"],
    )  # fmt: skip
    async def test_what_is_not_there_is_not_found(self, office: Office, path: str) -> None:
        assert await office.refused(path) == (404, "not_found")

    @pytest.mark.parametrize(
        ("path", "params"),
        [("/conversations", {"owner": "me"}), ("/conversations", {"page": "0"}),
         ("/conversations", {"page_size": "201"}), ("/conversations", {"unknown": "1"}),
         ("/conversations", {"page": "1e400"}), ("/needs", {"sort": "password_hash"}),
         ("/needs", {"industry": "\x00"}), ("/patents", {"q": "x" * 101}),
         ("/universities", {"q": "\x00"})],
    )  # fmt: skip
    async def test_a_query_that_makes_no_sense_is_refused(
        self, office: Office, path: str, params: dict[str, str]
    ) -> None:
        assert await office.refused(path, **params) == (400, "bad_request")


class TestCatalogue:
    @pytest.mark.parametrize("kind", ["universities", "mentors", "patents", "platforms"])
    async def test_lists_are_there_even_when_empty(self, office: Office, kind: str) -> None:
        listing = await office.get(f"/{kind}")
        assert within({"items": [], "total": 0, "page": 1}, listing)
