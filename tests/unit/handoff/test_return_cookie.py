"""What a browser must bring back from WeChat or a single sign-on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web

from bot.handoff.entrance.cookie import ReturnCookie

PATH = "/api/v1/session/identity"


@pytest.mark.parametrize(
    ("secure", "name"), [(True, "__Secure-bot_identity"), (False, "bot_identity")]
)
def test_it_comes_along_from_another_site_and_no_script_reads_it(secure: bool, name: str) -> None:
    response = web.Response()

    ReturnCookie("bot_identity", PATH, timedelta(minutes=10), secure=secure).keep(
        response, "s3cret"
    )

    kept = response.cookies[name]
    assert kept.value == "s3cret"
    assert kept["samesite"] == "Lax"
    assert kept["httponly"] is True
    assert bool(kept["secure"]) is secure
    assert (kept["path"], kept["max-age"]) == (PATH, "600")
