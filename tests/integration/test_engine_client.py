"""The client of Rasa against a server that behaves, misbehaves, or is not there."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace

import aiohttp
import pytest

from bot.conversation.engine import RasaEngine
from bot.errors import EngineFailed
from bot.messages import Button, HandoffRequest, Owner
from bot.store.turns import OpenTurn
from tests.fixtures.fake_engine import Answer, Asked, FakeEngine, Gate, custom
from tests.fixtures.servers import free_port
from tests.fixtures.waiting import PATIENCE

TURN = OpenTurn(
    message_id=41, conversation_id="c1", seq=7, attempt=1, text="铸件有气孔", payload=None,
    channel="webchat", owner=Owner.BOT, owner_epoch=0, meta={},
)  # fmt: skip

type Client = Callable[..., RasaEngine]


@pytest.fixture
async def server() -> AsyncIterator[FakeEngine]:
    async with FakeEngine().serve() as engine:
        yield engine


@pytest.fixture
async def client(server: FakeEngine) -> AsyncIterator[Client]:
    """Make a client of the given servers (default: the one that behaves)."""
    async with aiohttp.ClientSession() as session:

        def make(
            *urls: str, timeout: float = PATIENCE, token: str | None = None, pause: float = 3600
        ) -> RasaEngine:
            return RasaEngine(session, urls or (server.url,), timeout, token, pause)

        yield make


@pytest.fixture
def silent_address() -> Iterator[str]:
    """A port that completes no handshake: its queue of connections is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for caller in callers:
            caller.close()


class TestAsking:
    async def test_text_goes_out_with_its_place_in_the_conversation(
        self, server: FakeEngine, client: Client
    ) -> None:
        reply = await client().respond(TURN)

        assert server.calls == [
            Asked(
                "c1", "铸件有气孔",
                {"message_id": 41, "conversation_id": "c1", "seq": 7, "channel": "webchat"},
            )
        ]  # fmt: skip
        assert [message.text for message in reply.messages] == ["听到了：铸件有气孔"]

    async def test_a_press_goes_out_as_its_payload(
        self, server: FakeEngine, client: Client
    ) -> None:
        await client().respond(replace(TURN, text="是的", payload="/affirm"))
        assert server.calls[0].message == "/affirm"

    @pytest.mark.parametrize(
        ("typed", "sent"),
        [
            ("/restart", "／restart"),
            ('/inform{"x":1}', '／inform{"x":1}'),
            ("  /restart", "／restart"),
            ("\u3000/restart", "／restart"),
            ("预算1/2", "预算1/2"),
        ],
    )
    async def test_typed_commands_are_text(
        self, server: FakeEngine, client: Client, typed: str, sent: str
    ) -> None:
        await client().respond(replace(TURN, text=typed))
        assert server.calls[0].message == sent


class TestReading:
    async def test_buttons_cards_and_a_handoff(self, server: FakeEngine, client: Client) -> None:
        card = {
            "kind": "patent", "id": "p1", "title": "一种压铸件", "subtitle": "免费",
            "reasons": ["同为压铸"], "facts": {"费用": "免费"}, "demo": True,
            "buttons": [{"title": "就要这个", "payload": '/pick{"id":"p1"}'}],
        }  # fmt: skip
        server.reply = lambda _: [
            {"text": "好的", "buttons": [{"title": "是", "payload": "/affirm"}]},
            custom(text="请看", cards=[card], numbered=True),
            custom(text="转人工", handoff={"reason": "点名要人", "urgent": True}),
        ]

        reply = await client().respond(TURN)

        plain, shown, last = reply.messages
        assert plain.buttons == (Button("是", "/affirm"),)
        assert shown.numbered
        assert shown.cards[0].facts == {"费用": "免费"}
        assert shown.cards[0].demo
        assert shown.cards[0].buttons == (Button("就要这个", '/pick{"id":"p1"}'),)
        assert last.text == "转人工"
        assert reply.handoff == HandoffRequest("点名要人", urgent=True)

    async def test_a_handoff_without_words_is_an_answer(
        self, server: FakeEngine, client: Client
    ) -> None:
        server.reply = lambda _: [custom(handoff={"reason": "点名要人"})]
        reply = await client().respond(TURN)
        assert (reply.messages, reply.handoff) == ((), HandoffRequest("点名要人"))

    @pytest.mark.parametrize(
        "answer",
        [
            [],
            [{"recipient_id": "c1"}],
            [{"text": "  \n"}],
            [{"custom": {"numbered": True}}],
            ["text"],
            [{"text": "好", "buttons": [{"title": "没有 payload"}]}],
            [{"custom": {"text": "好", "handoff": "urgent"}}],
            [{"custom": {"cards": [{"kind": "patent"}]}}],
        ],
    )
    async def test_an_answer_that_says_nothing_is_a_failure(
        self, server: FakeEngine, client: Client, answer: Answer
    ) -> None:
        server.reply = lambda _: answer
        with pytest.raises(EngineFailed):
            await client().respond(TURN)

    @pytest.mark.parametrize("raw", ["", "{", "null", '{"text": "好"}', "<html>", '"text"'])
    async def test_garbage_is_a_failure(self, server: FakeEngine, client: Client, raw: str) -> None:
        server.raw = raw
        with pytest.raises(EngineFailed):
            await client().respond(TURN)

    @pytest.mark.parametrize("status", [401, 404, 500, 503])
    async def test_an_error_status_is_a_failure(
        self, server: FakeEngine, client: Client, status: int
    ) -> None:
        server.status = status
        with pytest.raises(EngineFailed, match=str(status)):
            await client().respond(TURN)
        assert len(server.calls) == 1, "it may have run: not asked twice"


class TestServers:
    async def test_a_silent_server_is_given_up(self, server: FakeEngine, client: Client) -> None:
        server.hold()
        with pytest.raises(EngineFailed, match="没有回应"):
            await client(timeout=0.1).respond(TURN)
        assert len(server.calls) == 1

    async def test_one_that_is_known_to_hang_is_not_waited_for(
        self, server: FakeEngine, client: Client
    ) -> None:
        """The owner hears so at once, and is offered a person, instead of after the whole time."""
        engine = client(timeout=0.1)
        server.hold()
        for _ in range(3):
            with pytest.raises(EngineFailed, match="秒内没有回应"):
                await engine.respond(TURN)
        for _ in range(5):
            with pytest.raises(EngineFailed, match="一直没有回应"):
                await engine.respond(TURN)
        assert len(server.calls) == 3

    async def test_one_that_is_known_to_hang_is_tried_again(
        self, server: FakeEngine, client: Client
    ) -> None:
        engine = client(timeout=0.4, pause=0)
        gate = server.hold()
        for _ in range(5):
            with pytest.raises(EngineFailed, match="秒内没有回应"):
                await engine.respond(TURN)
        gate.opened.set()
        patient = replace(TURN, conversation_id="c2")
        async with asyncio.timeout(PATIENCE):
            while True:
                with contextlib.suppress(EngineFailed):
                    assert (await engine.respond(patient)).messages
                    return

    async def test_another_server_takes_over_from_one_that_is_known_to_hang(
        self, server: FakeEngine, client: Client
    ) -> None:
        server.hold()
        async with FakeEngine().serve() as second:
            engine = client(server.url, second.url, timeout=1)
            turns = [replace(TURN, conversation_id=f"c{number}") for number in range(40)]
            failed = 0
            for turn in turns:
                try:
                    await engine.respond(turn)
                except EngineFailed:
                    failed += 1
        assert failed == len(server.calls) == 3
        assert len(second.calls) == len(turns) - 3

    async def test_a_refused_connection_goes_to_the_next(
        self, server: FakeEngine, client: Client
    ) -> None:
        gone = f"http://127.0.0.1:{free_port()}"
        for conversation_id in ("c1", "c2", "c3", "c4"):
            turn = replace(TURN, conversation_id=conversation_id)
            assert (await client(gone, server.url).respond(turn)).messages
        assert len(server.calls) == 4

    async def test_a_connection_that_never_opens_goes_to_the_next(
        self, server: FakeEngine, client: Client, silent_address: str
    ) -> None:
        for conversation_id in ("c1", "c2", "c3", "c4"):
            turn = replace(TURN, conversation_id=conversation_id)
            assert (await client(silent_address, server.url).respond(turn)).messages

    async def test_no_server_at_all_is_a_failure(self, client: Client) -> None:
        gone = [f"http://127.0.0.1:{free_port()}" for _ in range(2)]
        with pytest.raises(EngineFailed, match="连不上"):
            await client(*gone).respond(TURN)

    async def test_a_conversation_stays_with_one_server(
        self, server: FakeEngine, client: Client
    ) -> None:
        async with FakeEngine().serve() as second:
            engine = client(server.url, second.url)
            for number in range(40):
                turn = replace(TURN, conversation_id=f"c{number % 8}")
                await engine.respond(turn)
            mine = {call.sender for call in server.calls}
            theirs = {call.sender for call in second.calls}
        assert mine.isdisjoint(theirs)
        assert mine
        assert theirs

    async def test_ready_is_a_server_with_a_model(self, server: FakeEngine, client: Client) -> None:
        gone = f"http://127.0.0.1:{free_port()}"
        assert await client(gone, server.url).is_ready()
        server.model_file = ""
        assert not await client(gone, server.url).is_ready()


class TestRecall:
    async def test_a_reply_that_the_engine_has_given_is_not_asked_for_again(
        self, server: FakeEngine, client: Client
    ) -> None:
        first = await client().respond(TURN)

        again = await client().respond(replace(TURN, attempt=2))

        assert again == first
        assert len(server.calls) == 1

    async def test_cards_and_handoff_are_recalled_too(
        self, server: FakeEngine, client: Client
    ) -> None:
        server.reply = lambda _: [
            {"text": "好", "buttons": [{"title": "是", "payload": "/affirm"}]},
            custom(
                text="请看",
                cards=[{"kind": "patent", "id": "p", "title": "专利"}],
                handoff={"reason": "r", "urgent": False},
            ),
        ]
        first = await client().respond(TURN)
        assert await client().respond(replace(TURN, attempt=2)) == first

    async def test_a_message_that_the_engine_has_never_seen_is_sent(
        self, server: FakeEngine, client: Client
    ) -> None:
        await client().respond(replace(TURN, message_id=40))

        reply = await client().respond(replace(TURN, attempt=2))

        assert reply.messages
        assert [call.metadata["message_id"] for call in server.calls] == [40, 41]

    async def test_only_the_replies_of_this_message_are_recalled(
        self, server: FakeEngine, client: Client
    ) -> None:
        for message_id, text in ((40, "前"), (41, "中"), (42, "后")):
            await client().respond(replace(TURN, message_id=message_id, text=text))

        reply = await client().respond(replace(TURN, attempt=2))

        assert [message.text for message in reply.messages] == ["听到了：中"]

    async def test_a_message_that_ran_twice_is_answered_once(
        self, server: FakeEngine, client: Client
    ) -> None:
        """The first run ended in the engine after the second had been sent."""
        await client().respond(TURN)
        await client().respond(TURN)

        reply = await client().respond(replace(TURN, attempt=2))

        assert len(reply.messages) == 1

    async def test_a_message_seen_but_not_answered_is_sent_again(
        self, server: FakeEngine, client: Client
    ) -> None:
        server.remember(Asked("c1", TURN.text, {"message_id": 41}), [])
        assert (await client().respond(replace(TURN, attempt=2))).messages
        assert len(server.calls) == 1

    async def test_the_tracker_is_read_with_the_token(
        self, server: FakeEngine, client: Client
    ) -> None:
        server.auth_token = "tracker-token"
        await client(token="tracker-token").respond(TURN)
        await client(token="tracker-token").respond(replace(TURN, attempt=2))
        assert (len(server.calls), server.recalls) == (1, 1)

    async def test_a_tracker_that_cannot_be_read_means_asking_again(
        self, server: FakeEngine, client: Client
    ) -> None:
        server.auth_token = "tracker-token"
        assert (await client(token="wrong").respond(replace(TURN, attempt=2))).messages

    async def test_one_that_hangs_does_not_keep_another_from_answering(
        self, server: FakeEngine, client: Client
    ) -> None:
        """Neither before it is known to hang nor after."""
        server.tracker_gate = Gate()
        async with FakeEngine().serve() as second:
            engine = client(server.url, second.url, timeout=2)
            for number in range(6):
                turn = replace(TURN, conversation_id=f"c{number}", attempt=2)
                server.gate = Gate()
                with contextlib.suppress(EngineFailed):
                    await engine.respond(replace(turn, attempt=1))
            again = [
                await engine.respond(replace(TURN, conversation_id=f"c{number}", attempt=2))
                for number in range(6)
            ]
        assert all(reply.messages for reply in again)

    async def test_looking_back_uses_up_the_time_of_the_turn(
        self, server: FakeEngine, client: Client
    ) -> None:
        """The owner's patience is one timeout for the whole turn, not one for each request."""
        server.tracker_gate = Gate()
        with pytest.raises(EngineFailed, match="没有回应"):
            await client(timeout=0.1).respond(replace(TURN, attempt=2))
        assert server.calls == []
