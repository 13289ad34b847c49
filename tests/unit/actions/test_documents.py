"""Numbers of identity papers and bank cards: taken in nowhere, and said once."""

from __future__ import annotations

from tests.unit.actions.desk import Desk
from tests.unit.actions.need_form import answer, open_form, the_need

IDENTITY, CARD = "11010519491231002X", "6222021234567890128"


async def test_neither_number_nor_its_name_goes_into_the_need(desk: Desk) -> None:
    text = f"我们焊接不锈钢焊缝有裂纹，请联系我，身份证{IDENTITY}，银行卡{CARD}"
    assert await desk.write(text, "submit_need") == ["utter_no_documents"]
    need = await the_need(desk)
    assert need.problem == "我们焊接不锈钢焊缝有裂纹，请联系我"
    assert need.industry_name is None or "金融" not in need.industry_name


async def test_it_is_said_once(desk: Desk) -> None:
    await open_form(desk)
    assert "utter_no_documents" in await answer(desk, f"宁波北仑的，身份证{IDENTITY}")
    assert "utter_no_documents" not in await answer(desk, f"卡号{CARD}，预算20万")
    need = await the_need(desk)
    assert (need.region_name, need.budget_max) == ("浙江省宁波市北仑区", 200_000)


async def test_alone_it_is_no_answer(desk: Desk) -> None:
    await open_form(desk)
    asked = desk.slots["requested_slot"]
    before = (await the_need(desk)).detail
    for _ in range(2):
        assert await answer(desk, IDENTITY) == ["utter_no_documents"]
    assert desk.slots["requested_slot"] in {asked, None}
    assert (await the_need(desk)).detail == before
    assert desk.slots["answered"] is True


async def test_who_makes_card_sleeves_is_not_warned(desk: Desk) -> None:
    said = await desk.write("我们做身份证卡套的，边上起毛刺，不良率3%", "submit_need")
    assert "utter_no_documents" not in said
