"""The sandbox against the running front door: its phone, WeChat's rules, and the API stand-in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.programme.locations import place_payload
from bot.store.models import Conversation, Delivery, Message
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import open_door
from tests.fixtures.sandbox import SandboxPhone, open_sandbox, outcomes, said
from tests.fixtures.staff_files import PDF, PNG, send_file
from tests.fixtures.waiting import eventually

BANNER = "该公众号提供的服务出现故障，请稍后再试"


@pytest.fixture
async def phone(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
) -> AsyncIterator[SandboxPhone]:
    """Of an owner who follows an unverified account."""
    async with open_sandbox(engine, sqlite_stores.migrated(), tmp_path) as opened:
        await opened.do("follow")
        await opened.heard(1)
        yield opened


@pytest.fixture
async def verified(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
) -> AsyncIterator[SandboxPhone]:
    async with open_sandbox(
        engine, sqlite_stores.migrated(), tmp_path, wechat_account="verified"
    ) as opened:
        await opened.do("follow")
        await opened.heard(1)
        yield opened


class TestOneMessage:
    async def test_goes_out_encrypted_and_its_answer_comes_back_as_a_passive_reply(
        self, phone: SandboxPhone
    ) -> None:
        await phone.say("铸件有砂眼 ]]> <a>")
        assert (await phone.heard(2))[-1].startswith("听到了：铸件有砂眼 ]]>")
        push = (await phone.delivered(2))[-1]
        assert outcomes(push) == ["answered"]
        assert "铸件有砂眼" in push["document"]
        assert "铸件有砂眼" not in push["deliveries"][0]["body"]
        assert "铸件有砂眼" not in push["answer_body"]
        view = await phone.look()
        assert view["bubbles"][-1]["via"] == "passive"

    async def test_of_every_kind_reaches_the_dialogue_or_is_acknowledged_in_words(
        self, phone: SandboxPhone, engine: FakeEngine
    ) -> None:
        await phone.do("voice", recognition="想找个教授", seconds=4)
        await phone.heard(2)
        await phone.do("voice", recognition="", seconds=4)
        await phone.heard(3)
        await phone.do("location", latitude=29.9, longitude=121.8, label="浙江省宁波市")
        await phone.heard(4)
        await phone.do("menu", path=[1, 2])
        await phone.heard(5)
        heard_by_engine = [asked.message for asked in engine.calls]
        place = place_payload("浙江省宁波市")
        assert heard_by_engine == ["/greet", "想找个教授", place, "/find_patent"]
        assert "听到了" not in said(await phone.look())[2]

    async def test_a_picture_lies_on_the_shelf_for_the_server_and_for_the_phone(
        self, phone: SandboxPhone
    ) -> None:
        await phone.send_picture(b"\x89PNG")
        await phone.heard(2)
        media_id = next(
            each["body"]["media_id"]
            for each in (await phone.look())["bubbles"]
            if each["kind"] == "image"
        )
        async with phone.client.get(f"/sandbox/media/{media_id}") as response:
            assert await response.read() == b"\x89PNG"

    async def test_a_scan_brings_its_scene_into_the_log(
        self, engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
    ) -> None:
        async with open_sandbox(engine, sqlite_stores.migrated(), tmp_path) as phone:
            await phone.do("scan", scene="nbu-2026")
            await phone.heard(1)
            await phone.do("scan", scene="fair-7")
            await phone.heard(2)
            async with phone.database.read() as session:
                rows = (await session.scalars(select(Message).order_by(Message.id))).all()
            scenes = [row.meta["scene"] for row in rows if "scene" in row.meta]
            assert scenes == ["nbu-2026", "fair-7"]

    async def test_who_does_not_follow_cannot_write(self, phone: SandboxPhone) -> None:
        await phone.do("unfollow")
        assert await phone.act("text", text="在吗") == 409
        push = (await phone.delivered(2))[-1]
        assert outcomes(push) == ["acknowledged"]


def sends(view: dict[str, Any]) -> list[dict[str, Any]]:
    """The attempts to send; that it showed typing before is another matter."""
    return [call for call in view["calls"] if call["name"] == "message/custom/send"]


class TestSlowEngine:
    async def test_unverified_three_deliveries_then_the_answer_comes_with_the_next_message(
        self, phone: SandboxPhone, engine: FakeEngine
    ) -> None:
        gate = engine.hold()
        await phone.say("轴承发烫")
        for _ in range(2):
            await phone.hourglass.run_out("answer")
            await phone.hourglass.reached("hang_up")
            await phone.hourglass.run_out("delivery")
        await phone.hourglass.run_out("answer")
        push = (await phone.delivered(2))[-1]
        assert outcomes(push) == ["timed_out", "timed_out", "answered"]
        told = said(await phone.look())
        assert "听到了" not in told[-1]
        gate.opened.set()
        await phone.say("好")
        assert "听到了：轴承发烫" in (await phone.heard(len(told) + 1))[-1]
        assert [asked.message for asked in engine.calls] == ["/greet", "轴承发烫"]

    async def test_verified_success_and_then_one_customer_service_message(
        self, verified: SandboxPhone, engine: FakeEngine
    ) -> None:
        gate = engine.hold()
        await verified.say("轴承发烫")
        await verified.hourglass.run_out("typing")
        push = (await verified.delivered(2))[-1]
        assert outcomes(push) == ["acknowledged"]
        await verified.move_clock(0.1)  # what following allowed is over
        gate.opened.set()
        assert (await verified.heard(2))[-1] == "听到了：轴承发烫"
        view = await verified.look()
        assert view["bubbles"][-1]["via"] == "customer_service"
        assert [(each["occasion"], each["left"]) for each in view["phone"]["grants"]] == [
            ("message", 4)
        ]
        # How the follower came is asked beside, whenever there is time.
        called = [(each["name"], each["code"]) for each in view["calls"]]
        assert [each for each in called if each[0] != "user/info"] == [
            ("stable_token", 0),
            ("message/custom/typing", 0),
            ("message/custom/send", 0),
        ]

    async def test_verified_after_48_hours_the_delivery_says_why_it_failed(
        self, verified: SandboxPhone, engine: FakeEngine
    ) -> None:
        gate = engine.hold()
        await verified.say("轴承发烫")
        await verified.hourglass.run_out("typing")
        await verified.delivered(2)
        await verified.move_clock(49)
        gate.opened.set()
        view = await verified.until(lambda view: any(call["code"] != 42001 for call in sends(view)))
        # A slow turn has shown the typing sign: then the token is from before the clock moved, and
        # is refused and renewed once before the window is what refuses.
        assert [call["code"] for call in sends(view)] in ([45015], [42001, 45015])

        async def noted() -> bool:
            async with verified.database.read() as session:
                rows = (await session.scalars(select(Delivery))).all()
            return any(row.state == "held" and "48小时" in (row.reason or "") for row in rows)

        await eventually(noted)
        assert len(said(await verified.look())) == 1


class TestSwitches:
    async def test_the_account_becomes_verified_while_everything_runs(
        self, phone: SandboxPhone, engine: FakeEngine
    ) -> None:
        await phone.set(verified=True)
        gate = engine.hold()
        await phone.say("轴承发烫")
        await phone.hourglass.run_out("typing")
        assert outcomes((await phone.delivered(2))[-1]) == ["acknowledged"]
        gate.opened.set()
        assert (await phone.heard(2))[-1] == "听到了：轴承发烫"
        engine.gate = None
        await phone.set(verified=False)
        await phone.say("还在吗")
        assert (await phone.heard(3))[-1] == "听到了：还在吗"

    async def test_a_server_that_is_down_shows_the_banner_after_three_tries(
        self, phone: SandboxPhone
    ) -> None:
        await phone.set(down=True)
        await phone.say("有人吗")
        assert (await phone.heard(2))[-1] == BANNER
        assert outcomes((await phone.delivered(2))[-1]) == ["cut_off"] * 3
        await phone.set(down=False)
        await phone.say("现在呢")
        assert (await phone.heard(3))[-1] == "听到了：现在呢"


class TestRestart:
    async def test_phone_chat_window_and_clock_are_kept(
        self, engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
    ) -> None:
        url = sqlite_stores.migrated()
        async with open_sandbox(engine, url, tmp_path) as before:
            await before.do("scan", scene="nbu-2026")
            await before.heard(1)
            await before.say("铸件有砂眼")
            await before.heard(2)
            await before.move_clock(5)
            seen = await before.look()
        async with open_sandbox(engine, url, tmp_path, before.openid) as after:
            now = await after.look()
            assert now["bubbles"] == seen["bubbles"]
            assert now["moved"] == seen["moved"]
            assert [grant["left"] for grant in now["phone"]["grants"]] == [5]
            assert now["revision"] >= seen["revision"]
            await after.say("又来了")
            news = await after.until(lambda view: len(said(view)) == 3)
            assert said(news)[-1] == "听到了：又来了"
            assert all(each["revision"] > seen["revision"] for each in news["bubbles"][-2:])

    async def test_a_spoilt_file_keeps_nobody_from_work(
        self, engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
    ) -> None:
        for spoilt in ("{", "[]", '{"phones": [{}], "moved": 0, "menu": null}'):
            (tmp_path / "sandbox-phones.json").write_text(spoilt)
            async with open_sandbox(engine, sqlite_stores.migrated(), tmp_path) as phone:
                assert (await phone.look())["bubbles"] == []


class TestDoor:
    async def test_only_this_machine_is_let_in(self, phone: SandboxPhone) -> None:
        path = f"/sandbox/phones/{phone.openid}"
        async with phone.client.get(path, headers={"Host": "desk.example.cn"}) as response:
            assert response.status == 404
        plain = {"Content-Type": "text/plain"}
        async with phone.client.post(f"{path}/text", data="{}", headers=plain) as response:
            assert response.status == 400

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("text", {"text": " "}),
            ("text", {"text": 7}),
            ("voice", {"recognition": "好", "seconds": "3"}),
            ("location", {"latitude": 95, "longitude": 0}),
            ("scan", {"scene": ""}),
            ("menu", {"path": [9]}),
            ("menu", {"path": "0"}),
        ],
    )
    async def test_what_no_phone_can_do_is_refused(
        self, phone: SandboxPhone, path: str, body: dict[str, object]
    ) -> None:
        assert await phone.act(path, **body) == 400

    async def test_without_the_switch_there_is_no_sandbox(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(engine, sqlite_stores.migrated()) as door:
            for path in ("/sandbox/", "/sandbox/api/cgi-bin/token", "/wechat"):
                async with door.client.get(path) as response:
                    assert response.status == 404


async def test_a_picture_of_staff_shows_on_the_phone_and_a_document_is_a_link(
    verified: SandboxPhone,
) -> None:
    clerk, conversation_id = await _held(verified)
    await send_file(clerk, conversation_id, PNG, "样件.png")
    await send_file(clerk, conversation_id, PDF)
    view = await verified.until(lambda view: "合同草案.pdf" in str(view["bubbles"]))
    picture, document = view["bubbles"][-2:]
    assert (picture["kind"], picture["via"]) == ("image", "customer_service")
    path = f"/sandbox/media/{picture['body']['media_id']}"
    async with verified.client.get(path) as response:
        assert (response.content_type, await response.read()) == ("image/png", PNG)
    (link,) = re.findall(r'href="http://127.0.0.1:\d+(/f/[^"]+)"', document["body"]["text"])
    async with verified.client.get(f"{link}/a.pdf") as response:
        assert await response.read() == PDF
    assert [each["code"] for each in view["calls"] if each["name"] == "media/upload"] == [0]


async def _held(phone: SandboxPhone) -> tuple[Colleague, str]:
    """A follower's conversation, in a clerk's hands."""
    await phone.say("要看合同")
    await phone.heard(2)
    clerk = await hire(phone.door, "王老师")
    async with phone.database.read() as session:
        conversation_id = (await session.scalars(select(Conversation.id))).one()
    await clerk.claim(conversation_id)
    await phone.heard(3)
    return clerk, conversation_id
