"""Staff send pictures and documents to customers of 微信客服."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.models import Conversation
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door
from tests.fixtures.staff_files import PDF, PNG, send_file
from tests.fixtures.waiting import eventually
from tests.fixtures.wecom_api import CUSTOMER, WeComStandIn
from tests.fixtures.wecom_desk import account, heard, ring

PUBLIC = "https://desk.example.cn"


async def taken_over(door: Door, wecom: WeComStandIn) -> tuple[Colleague, str]:
    wecom.say("要看合同", send_time=4_000_000_000)
    await ring(door)
    await heard(wecom, 1)
    clerk = await hire(door, "王老师")
    async with door.database.read() as session:
        conversation_id = (await session.scalars(select(Conversation.id))).one()
    await clerk.claim(conversation_id)
    await heard(wecom, 2)
    return clerk, conversation_id


async def test_each_is_a_message_of_its_own_in_its_place(door: Door, wecom: WeComStandIn) -> None:
    clerk, conversation_id = await taken_over(door, wecom)
    for data, name in ((PDF, "合同草案.pdf"), (PNG, "样件.png"), (b"GIF89a..", "动图.gif")):
        assert (await send_file(clerk, conversation_id, data, name))[0] == 200
    *_, contract, picture, moving = await heard(wecom, 5)
    assert contract["touser"] == CUSTOMER
    kinds = [each["msgtype"] for each in (contract, picture, moving)]
    assert kinds == ["file", "image", "file"]
    taken = wecom.uploaded[contract["file"]["media_id"]]
    assert (taken.kind, taken.name, taken.data) == ("file", "合同草案.pdf", PDF)
    assert wecom.uploaded[picture["image"]["media_id"]].data == PNG


async def test_what_wecom_does_not_take_is_told_to_staff(door: Door, wecom: WeComStandIn) -> None:
    clerk, conversation_id = await taken_over(door, wecom)
    wecom.refuse_upload = 45001
    _, row = await send_file(clerk, conversation_id, PDF)

    async def told() -> bool:
        case = await clerk.get(f"/conversations/{conversation_id}")
        (sent,) = (each for each in case["messages"] if each["seq"] == row["seq"])
        return sent["delivery"]["state"] == "failed" and "大小限制" in sent["delivery"]["reason"]

    await eventually(told)
    assert len(wecom.sent) == 2


@pytest.mark.parametrize("code", [40004, 45009])
async def test_or_goes_as_a_link_where_one_can_be_opened(
    engine: FakeEngine, sqlite_stores: SqliteStores, wecom: WeComStandIn, code: int
) -> None:
    url = sqlite_stores.migrated()
    async with open_door(engine, url, bot_public_url=PUBLIC, **account(wecom)) as door:
        clerk, conversation_id = await taken_over(door, wecom)
        wecom.refuse_upload = code
        await send_file(clerk, conversation_id, PDF)
        said = (await heard(wecom, 3))[-1]["text"]["content"]
        assert said.startswith("工作人员发来「合同草案.pdf」")
        link = said.rpartition("\n")[2]
        async with door.client.get(link.removeprefix(PUBLIC) + "/a.pdf") as response:
            assert await response.read() == PDF
