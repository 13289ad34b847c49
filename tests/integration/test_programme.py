"""From a recorded need to a registered contract: what staff do, in which order, and who may."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.programme.data_rights import erase, withdraw_consent
from bot.store.models import Challenge, Introduction, LicenceDeclaration, Need
from bot.store.needs import new_draft
from bot.store.suggestions import NewSuggestion, add_suggestions
from tests.fixtures.carrying import (
    FIRM,
    ask_to_meet,
    carry,
    list_it,
    move,
    open_case,
    show,
    write,
)
from tests.fixtures.colleagues import Answer, Colleague, audited, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door


@pytest.fixture
async def door(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), bot_desk_hours="always") as opened:
        yield opened


@pytest.fixture
async def wang(door: Door) -> Colleague:
    return await hire(door, "小王")


@pytest.fixture
async def boss(door: Door) -> Colleague:
    return await hire(door, "赵主管", "manager")


@pytest.fixture
async def need_id(door: Door) -> str:
    return (await open_case(door)).need_id


class TestCourse:
    async def test_from_recorded_to_accepted(
        self, door: Door, wang: Colleague, boss: Colleague, need_id: str
    ) -> None:
        await list_it(door, boss, need_id)
        listed = (await wang.get("/challenges"))["items"]
        assert [(row["need_id"], row["state"]) for row in listed] == [(need_id, "published")]
        assert FIRM not in str(listed)
        assert "13800138000" not in str(listed)

        status, bid = await wang.ask(
            "POST", f"/needs/{need_id}/bids", json={"plan": "真空压铸", "mentor_id": "m1"}
        )
        assert (status, bid["bidder"], bid["university_id"]) == (201, "钱塘大学 甲某", "u1")
        assert (await show(wang, need_id))["state"] == "bidding"
        assert (await move(boss, need_id, "evaluate"))[0] == 200
        assert (await move(boss, need_id, "announce"))[1]["detail"] == "先定下一家中榜"
        status, bid = await wang.ask("PATCH", f"/bids/{bid['id']}", json={"score": 88})
        wish = {"move": "award", "updated_at": bid["updated_at"]}
        assert (await wang.ask("POST", f"/bids/{bid['id']}/moves", json=wish))[0] == 403
        status, bid = await boss.ask("POST", f"/bids/{bid['id']}/moves", json=wish)
        assert (status, bid["state"], bid["score"]) == (200, "awarded", 88)
        assert (await move(boss, need_id, "announce"))[0] == 200

        assert (await move(boss, need_id, "contract"))[0] == 409
        terms = {"kind": "技术开发", "form": "委托开发", "title": "压铸除气", "party": "钱塘大学",
                 "university_id": "u1", "amount_yuan": 300_000, "signed_on": "2026-11-20",
                 "milestones": [{"title": "样件", "due_on": "2027-03-01"}]}  # fmt: skip
        status, contract = await write(boss, need_id, "contract", **terms)
        assert (status, contract["company"]) == (200, FIRM)
        assert (await move(boss, need_id, "contract"))[0] == 200
        assert (await move(wang, need_id, "deliver"))[0] == 200
        await write(boss, need_id, "contract", result="气孔率1.6%")
        assert "样件" in (await move(boss, need_id, "accept"))[1]["detail"]
        done = [{"title": "样件", "done_on": "2027-02-20"}]
        await write(boss, need_id, "contract", milestones=done)
        status, need = await move(boss, need_id, "accept")
        assert (status, need["state"]) == (200, "accepted")
        assert need["contract"]["accepted_on"] == f"{door.settings.clock.today()}"
        events = [each["event"] for each in need["history"]]
        assert events.index("need_publish") < events.index("bid_received")
        assert events[-1] == "need_accept"
        assert "need_accept" in await audited(door, need_id)

    async def test_the_history_says_who_did_it_and_why(
        self, door: Door, wang: Colleague, boss: Colleague, need_id: str
    ) -> None:
        await move(wang, need_id, "review_form")
        await move(boss, need_id, "return", "缺指标，电话13800138000")
        begun, returned = (await show(wang, need_id))["history"]
        assert (begun["actor_name"], returned["actor_name"]) == ("小王", "赵主管")
        told = returned["data"]
        assert (told["before"], told["after"]) == ("form_review", "returned")
        assert "缺指标" in told["reason"]
        assert "13800138000" not in told["reason"]

    async def test_what_hangs_on_a_need_says_from_where_to_where_too(
        self, door: Door, wang: Colleague, boss: Colleague, need_id: str
    ) -> None:
        await list_it(door, boss, need_id)
        _, bid = await wang.ask(
            "POST", f"/needs/{need_id}/bids", json={"plan": "真空压铸", "mentor_id": "m1"}
        )
        wish = {"move": "reject", "updated_at": bid["updated_at"], "reason": "没有业绩"}
        assert (await wang.ask("POST", f"/bids/{bid['id']}/moves", json=wish))[0] == 200
        await carry(wang, await ask_to_meet(door, need_id, scope=("need",)), "forward")
        path = f"/needs/{need_id}/licences"
        _, licence = await wang.ask("POST", path, json={"patent_id": "p1"})
        wish = {"move": "notify", "updated_at": licence["updated_at"]}
        await wang.ask("POST", f"/licences/{licence['id']}/moves", json=wish)
        told = {each["event"]: each["data"] for each in (await show(wang, need_id))["history"]}
        changes = {
            name: (data["before"], data["after"])
            for name, data in told.items()
            if "before" in data and not name.startswith("need_")
        }
        assert changes == {
            "bid_reject": ("submitted", "rejected"),
            "introduction_forward": ("requested", "forwarded"),
            "licence_notify": ("wanted", "notified"),
        }
        assert told["bid_reject"]["reason"] == "没有业绩"

    async def test_only_what_the_table_holds_can_be_done(
        self, wang: Colleague, boss: Colleague, need_id: str
    ) -> None:
        need = await show(wang, need_id)
        assert {each["name"] for each in need["moves"]} == {"review_form", "withdraw"}
        assert (await move(wang, need_id, "fly"))[0] == 400
        status, problem = await move(wang, need_id, "accept")
        assert (status, problem["code"]) == (403, "forbidden")
        status, problem = await move(boss, need_id, "accept")
        assert (status, problem["detail"]) == (409, "现在是“已登记，等待审核”，不能“验收通过”")
        await move(wang, need_id, "review_form")
        assert (await move(wang, need_id, "return"))[0] == 400
        status, need = await move(wang, need_id, "return", "缺现在的气孔率，见13800138000")
        assert (status, need["state"]) == (200, "returned")
        assert need["history"][-1]["data"]["reason"] == "缺现在的气孔率，见〔联系方式〕"

    async def test_two_who_read_the_same_need_do_not_both_move_it(
        self, wang: Colleague, need_id: str
    ) -> None:
        version = (await show(wang, need_id))["updated_at"]
        wish = {"move": "review_form", "updated_at": version}
        first = await wang.ask("POST", f"/needs/{need_id}/moves", json=wish)
        second = await wang.ask("POST", f"/needs/{need_id}/moves", json=wish)
        assert (first[0], second[0]) == (200, 409)

    async def test_that_the_owner_agreed_to_the_list_is_on_record(
        self, door: Door, wang: Colleague, boss: Colleague, need_id: str
    ) -> None:
        assert (await show(wang, need_id))["agreement"] is None
        path = f"/needs/{need_id}/agreement"
        assert (await wang.ask("POST", path, json={"how": " "}))[0] == 400
        how = f"{FIRM}的老板今天电话里"
        assert (await wang.ask_raw("POST", path, how=how))[0] == 204
        agreement = (await show(boss, need_id))["agreement"]
        assert (agreement["by"], "电话里" in agreement["how"]) == ("小王", True)
        assert FIRM not in agreement["how"]
        assert "publish_agreed" in await audited(door, need_id)
        await list_it(door, boss, need_id)
        assert (await wang.ask("POST", path, json={"how": "又说了"}))[0] == 409

    async def test_moves_say_which_are_for_those_in_charge(
        self, boss: Colleague, need_id: str
    ) -> None:
        for name in ("review_form", "review_technology"):
            await move(boss, need_id, name)
        weighty = {
            each["name"] for each in (await show(boss, need_id))["moves"] if each["in_charge"]
        }
        assert weighty == {"publish", "give_up"}

    async def test_without_terms_nothing_goes_on_the_list(
        self, boss: Colleague, need_id: str
    ) -> None:
        assert (await write(boss, need_id, "challenge", title="只有标题"))[0] == 400
        for name in ("review_form", "review_technology"):
            await move(boss, need_id, name)
        (publish,) = (
            each for each in (await show(boss, need_id))["moves"] if each["name"] == "publish"
        )
        assert publish["blocked"].startswith("先填好榜单")
        await write(boss, need_id, "challenge", title="气孔", summary="压铸", targets=["≤2%"],
                    bids_until="2020-01-01")  # fmt: skip
        status, problem = await move(boss, need_id, "publish")
        assert (status, problem["detail"]) == (409, "揭榜截止日没填，或已经过了")

    async def test_a_contract_that_contradicts_itself_is_refused(
        self, door: Door, boss: Colleague, need_id: str
    ) -> None:
        async with door.database.write() as session:
            (await session.get_one(Need, need_id)).state = "matched"
        terms = {"kind": "技术咨询", "title": "咨询", "party": "钱塘大学"}
        tomorrow = door.settings.clock.today() + timedelta(days=1)
        for wrong in ({"form": "委托开发"}, {"amount_yuan": 1, "technology_yuan": 2},
                      {"starts_on": "2026-12-02", "ends_on": "2026-12-01"},
                      {"university_id": "nowhere"}, {"party": None},
                      {"signed_on": "0202-11-20"}, {"signed_on": f"{tomorrow}"},
                      {"registered_on": f"{tomorrow}"}, {"ends_on": "2099-12-31"}):  # fmt: skip
            status, problem = await write(boss, need_id, "contract", **{**terms, **wrong})
            # The last of each names what is wrong.
            assert (status, problem["errors"][0]["field"]) == (400, [*wrong][-1])
        planned = {"starts_on": f"{tomorrow}", "ends_on": f"{tomorrow + timedelta(days=700)}"}
        assert (await write(boss, need_id, "contract", **terms, **planned))[0] == 200

    async def test_the_history_tells_of_what_was_changed_in_a_paper_and_no_more(
        self, door: Door, boss: Colleague, need_id: str
    ) -> None:
        terms = {"title": "气孔", "summary": "压铸", "targets": ["≤2%"], "reward_yuan": None,
                 "ip_terms": None, "bids_until": "2027-01-31"}  # fmt: skip
        signed = {"kind": "技术咨询", "title": "咨询", "party": "钱塘大学", "amount_yuan": None}
        await write(boss, need_id, "challenge", **terms)
        for reward in (80_000, 80_000):
            await write(boss, need_id, "challenge", **{**terms, "reward_yuan": reward})
        async with door.database.write() as session:
            (await session.get_one(Need, need_id)).state = "matched"
        for amount in (None, 300_000):
            await write(boss, need_id, "contract", **{**signed, "amount_yuan": amount})
        written = [
            (each["event"], each["data"]["fields"])
            for each in (await show(boss, need_id))["history"]
            if each["event"].endswith("_written")
        ]
        assert written == [
            ("challenge_written", ["bids_until", "summary", "targets", "title"]),
            ("challenge_written", ["reward_yuan"]),
            ("contract_written", ["kind", "party", "title"]),
            ("contract_written", ["amount_yuan"]),
        ]

    async def test_no_step_is_offered_for_a_bid_that_could_only_be_refused(
        self, boss: Colleague, door: Door, need_id: str
    ) -> None:
        async def steps() -> list[dict[str, str | None]]:
            return [
                {move["name"]: move["blocked"] for move in bid["moves"]}
                for bid in (await show(boss, need_id))["bids"]
            ]

        await list_it(door, boss, need_id)
        path = f"/needs/{need_id}/bids"
        for bidder in ("甲大学", "乙大学"):
            _, bid = await boss.ask("POST", path, json={"plan": "除气", "bidder": bidder})
        assert all("截止揭榜" in (each["award"] or "") for each in await steps())
        await move(boss, need_id, "evaluate")
        assert all(each["award"] is None for each in await steps())
        wish = {"move": "award", "updated_at": bid["updated_at"]}
        _, bid = await boss.ask("POST", f"/bids/{bid['id']}/moves", json=wish)
        assert [each["name"] for each in bid["moves"]] == ["reconsider", "withdraw"]
        assert "已经定了乙大学中榜" in str(await steps())
        await move(boss, need_id, "announce")
        assert await steps() == [{}, {}]

    async def test_an_erased_firm_is_named_nowhere_in_what_staff_wrote(
        self, door: Door, boss: Colleague, need_id: str
    ) -> None:
        await list_it(door, boss, need_id)
        async with door.database.write() as session:
            need = await session.get_one(Need, need_id)
            challenge = await session.get_one(Challenge, need_id)
            challenge.summary = f"{FIRM}的压铸件"
            await erase(session, need.conversation_id, door.settings.clock.now())
        assert FIRM not in str(await show(boss, need_id))
        assert (await boss.get("/challenges"))["total"] == 0


class TestNeeds:
    async def test_one_is_found_by_what_it_says_its_number_or_its_firm(
        self, door: Door, boss: Colleague, need_id: str
    ) -> None:
        async with door.database.write() as session:
            need = await session.get_one(Need, need_id)
            need.number, need.public_summary = "XQ-20261130-7", "某厂要降低孔洞"
        visitor = await door.visitor()
        async with door.database.write() as session:
            other = await new_draft(session, visitor.conversation_id, door.settings.clock.now())
            other.state, other.problem, other.number = "recorded", "废水太咸", "XQ-20261130-8"
        for words in ("气孔", "1130-7", "甬江", "降低孔洞", " 压铸 "):
            found = (await boss.get(f"/needs?q={words}"))["items"]
            assert [each["id"] for each in found] == [need_id], words
        for none in ("q=100%25", "q=没有的", "q=气孔&state=closed"):
            assert (await boss.get(f"/needs?{none}"))["total"] == 0, none
        path = "/api/v1/exports/needs?form=csv&q=废水"
        async with door.client.get(path, headers=boss.headers) as file:
            assert len((await file.text(encoding="utf-8-sig")).splitlines()) == 2


class TestIntroductions:
    async def test_only_what_was_agreed_to_is_passed_on(
        self, door: Door, wang: Colleague, need_id: str
    ) -> None:
        row_id = await ask_to_meet(door, need_id, scope=("need", "phone"))
        detail = await wang.get(f"/introductions/{row_id}")
        assert detail["handover"]["phone"] == "13800138000"
        assert detail["handover"]["name"] is None
        assert "read_contact" in await audited(door, row_id)

        for name in ("forward", "answer", "contract"):
            status, row = await carry(wang, row_id, name)
            assert status == 200, row
        assert row["state"] == "contracted"
        assert (await wang.get("/mentors/m1"))["load"] == 1
        assert (await wang.get("/introductions?state=contracted"))["total"] == 1

    async def test_all_are_listed_by_whose_turn_it_is_and_taken_away(
        self, door: Door, boss: Colleague, wang: Colleague, need_id: str
    ) -> None:
        row_id = await ask_to_meet(door, need_id, scope=("need",))
        (row,) = (await wang.get("/introductions?turn=desk&q=甲某"))["items"]
        assert (row["turn"], row["receiver"], row["company"]) == ("desk", "钱塘大学 甲某", FIRM)
        await carry(wang, row_id, "forward")
        for none in ("turn=desk", "turn=receiver&state=met", "q=乙某", "q=%25"):
            assert (await wang.get(f"/introductions?{none}"))["total"] == 0, none
        assert (await wang.get("/introductions?turn=receiver"))["total"] == 1

        path = "/api/v1/exports/introductions?turn=receiver&form=csv"
        async with door.client.get(path, headers=boss.headers) as file:
            header, line = (await file.text(encoding="utf-8-sig")).splitlines()
        told = dict(zip(header.split(","), line.split(","), strict=True))
        assert (told["对接方"], told["状态"], told["等谁办理"]) == (
            "钱塘大学 甲某",
            "已转交",
            "对方",
        )

    async def test_nothing_is_passed_on_after_the_consent_was_withdrawn(
        self, door: Door, wang: Colleague, need_id: str
    ) -> None:
        row_id = await ask_to_meet(door, need_id, scope=("need", "phone"))
        async with door.database.write() as session:
            need = await session.get_one(Need, need_id)
            await withdraw_consent(session, need.conversation_id, door.settings.clock.now())
            row = await session.get_one(Introduction, row_id)
            row.state = "requested"
        detail = await wang.get(f"/introductions/{row_id}")
        assert (detail["consented"], detail["handover"]) == (False, None)
        status, problem = await carry(wang, row_id, "forward")
        assert (status, problem["code"]) == (409, "conflict")


class TestSuggestions:
    async def test_they_are_judged_with_a_reason_and_added_to(
        self, door: Door, wang: Colleague, need_id: str
    ) -> None:
        async with door.database.write() as session:
            part = {"of": "score", "name": "text", "value": 0.8, "weight": 0.55}
            fresh = NewSuggestion(
                "patent", "p1", "除气方法", 0.8, ("都说气孔",), parts=(part,),
                links=(("气眼", "气孔"),),
            )  # fmt: skip
            await add_suggestions(session, need_id, [fresh], door.settings.clock.now())
        (row,) = (await show(wang, need_id))["suggestions"]
        assert (row["parts"], row["links"]) == ([part], [{"said": "气眼", "found": "气孔"}])
        path = f"/suggestions/{row['id']}/verdict"
        assert (await wang.ask("PUT", path, json={"verdict": "rejected"}))[0] == 400
        no = {"verdict": "rejected", "objection": "off_topic", "note": f"{FIRM}做的是锌合金"}
        status, row = await wang.ask("PUT", path, json=no)
        assert (status, row["verdict"], row["verdict_reason"]) == (200, "rejected", "off_topic")
        assert FIRM not in row["verdict_note"]

        added = {"kind": "mentor", "item_id": "m1", "reasons": ["做过同类压铸件"]}
        status, row = await wang.ask("POST", f"/needs/{need_id}/suggestions", json=added)
        assert (status, row["origin"], row["verdict"]) == (201, "staff", "accepted")
        path = f"/needs/{need_id}/suggestions"
        assert (await wang.ask("POST", path, json=added))[0] == 409
        assert (await wang.ask("POST", path, json={**added, "item_id": "m9"}))[0] == 404
        origins = [each["origin"] for each in (await show(wang, need_id))["suggestions"]]
        assert origins == ["bot", "staff"]


class TestLicences:
    async def test_it_is_told_paid_and_filed_in_time(
        self, door: Door, wang: Colleague, need_id: str
    ) -> None:
        path = f"/needs/{need_id}/licences"
        status, licence = await wang.ask("POST", path, json={"patent_id": "p1"})
        assert (status, licence["terms"]["fee_yuan"], licence["state"]) == (201, 50_000, "wanted")
        assert (await wang.ask("POST", path, json={"patent_id": "p1"}))[1]["id"] == licence["id"]
        status, problem = await wang.ask("POST", path, json={"patent_id": "p2"})
        assert (status, "面议" in problem["detail"]) == (409, True)

        async with door.database.write() as session:
            (await session.get_one(Need, need_id)).state = "withdrawn"
        assert (await wang.ask("POST", path, json={"patent_id": "p1"}))[0] == 409
        async with door.database.write() as session:
            (await session.get_one(Need, need_id)).state = "recorded"

        for name, day in (("notify", "2026-08-20"), ("take_effect", "2026-08-31")):
            wish = {"move": name, "updated_at": licence["updated_at"], "on": day}
            status, licence = await wang.ask("POST", f"/licences/{licence['id']}/moves", json=wish)
            assert status == 200, licence
        # 31 August and three months.
        assert date.fromisoformat(licence["file_by"]) == date(2026, 11, 30)
        wish = {"move": "file", "updated_at": licence["updated_at"]}
        status, licence = await wang.ask("POST", f"/licences/{licence['id']}/moves", json=wish)
        assert (licence["state"], licence["file_by"]) == ("filed", None)
        assert (await wang.get("/licences?state=filed"))["total"] == 1
        assert (await wang.get("/licences?turn=desk"))["total"] == 0
        seen = await wang.get(f"/licences/{licence['id']}")
        assert (seen["patent_title"], seen["company"], seen["turn"]) == ("除气方法", FIRM, None)

    async def test_of_a_free_one_that_was_told_of_the_firm_is_not_waited_for(
        self, door: Door, wang: Colleague, boss: Colleague, need_id: str
    ) -> None:
        async with door.database.write() as session:
            await session.execute(
                update(LicenceDeclaration)
                .where(LicenceDeclaration.patent_id == "p2")
                .values(fee_mode="免费")
            )
        for patent in ("p1", "p2"):
            path = f"/needs/{need_id}/licences"
            _, licence = await wang.ask("POST", path, json={"patent_id": patent})
            wish = {"move": "notify", "updated_at": licence["updated_at"]}
            assert (await wang.ask("POST", f"/licences/{licence['id']}/moves", json=wish))[0] == 200
        turns = {each["patent_id"]: each["turn"] for each in (await wang.get("/licences"))["items"]}
        assert turns == {"p1": "owner", "p2": "desk"}
        for turn, patent in (("owner", "p1"), ("desk", "p2")):
            found = (await wang.get(f"/licences?turn={turn}&state=notified"))["items"]
            assert [each["patent_id"] for each in found] == [patent]
        path = "/api/v1/exports/licences?form=csv"
        async with door.client.get(path, headers=boss.headers) as file:
            rows = list(csv.DictReader(io.StringIO(await file.text(encoding="utf-8-sig"))))
        assert {row["专利名称"]: row["等谁办理"] for row in rows} == {
            "除气方法": "企业", "面议的": "前台",
        }  # fmt: skip

    async def test_each_step_is_on_a_day_on_which_it_can_have_been(
        self, door: Door, wang: Colleague, need_id: str
    ) -> None:
        _, licence = await wang.ask("POST", f"/needs/{need_id}/licences", json={"patent_id": "p1"})

        async def step(name: str, on: date) -> Answer:
            version = (await wang.get(f"/licences/{licence['id']}"))["updated_at"]
            wish = {"move": name, "updated_at": version, "on": f"{on}"}
            return await wang.ask("POST", f"/licences/{licence['id']}/moves", json=wish)

        async def refused(name: str, on: date) -> str:
            status, problem = await step(name, on)
            assert (status, problem["errors"][0]["field"]) == (400, "on"), problem
            return str(problem["errors"][0]["message"])

        today = door.settings.clock.today()
        told, paid = today - timedelta(days=20), today - timedelta(days=10)
        assert await refused("notify", today + timedelta(days=1)) == "日期不能晚于今天"
        assert "2021-06-01" in await refused("notify", date(202, 6, 1))
        assert (await step("notify", told))[0] == 200
        assert f"通知日（{told}）" in await refused("take_effect", told - timedelta(days=1))
        assert (await step("take_effect", paid))[0] == 200
        for name in ("file", "end"):
            assert f"生效日（{paid}）" in await refused(name, paid - timedelta(days=1))
        assert (await step("file", today))[0] == 200
        assert f"备案日（{today}）" in await refused("end", today - timedelta(days=1))
        # A whole year before anybody heard of the wish is a slip.
        _, other = await wang.ask("GET", f"/licences/{licence['id']}")
        early = {"updated_at": other["updated_at"], "notified_on": f"{today - timedelta(days=400)}"}
        status, problem = await wang.ask("PATCH", f"/licences/{licence['id']}", json=early)
        assert (status, "早了一年以上" in str(problem["errors"])) == (400, True)
        history = (await show(wang, need_id))["history"]
        days = {each["event"]: each["data"].get("on") for each in history}
        assert days["licence_notify"] == f"{told}"

    async def test_a_step_that_was_noted_by_mistake_is_taken_back_until_another_follows(
        self, door: Door, wang: Colleague, need_id: str
    ) -> None:
        _, licence = await wang.ask("POST", f"/needs/{need_id}/licences", json={"patent_id": "p1"})
        path = f"/licences/{licence['id']}"

        async def step(name: str, reason: str | None = None) -> Answer:
            wish = {"move": name, "updated_at": (await wang.get(path))["updated_at"]}
            return await wang.ask("POST", f"{path}/moves", json={**wish, "reason": reason})

        for name in ("notify", "take_effect"):
            assert (await step(name))[0] == 200
        assert (await step("undo_notify", "没有通知过"))[0] == 409
        assert (await step("undo_take_effect"))[0] == 400
        status, licence = await step("undo_take_effect", "费用没有到账")
        assert (status, licence["state"], licence["effective_on"]) == (200, "notified", None)
        assert licence["file_by"] is None
        assert "licence_undo_take_effect" in await audited(door, licence["id"])
        conversation_id = (await show(wang, need_id))["conversation_id"]
        told = (await wang.get(f"/conversations/{conversation_id}"))["messages"][-1]["text"]
        assert "已书面通知" in told
        assert "费用没有到账" in told
        status, licence = await step("undo_notify", "寄错了")
        assert (status, licence["state"], licence["notified_on"]) == (200, "wanted", None)

    async def test_a_day_that_was_mistyped_is_put_right(
        self, door: Door, wang: Colleague, need_id: str
    ) -> None:
        _, licence = await wang.ask("POST", f"/needs/{need_id}/licences", json={"patent_id": "p1"})
        today = door.settings.clock.today()
        told, paid = today - timedelta(days=20), today - timedelta(days=10)
        for name, on in (("notify", told), ("take_effect", paid)):
            wish = {"move": name, "updated_at": licence["updated_at"], "on": f"{on}"}
            _, licence = await wang.ask("POST", f"/licences/{licence['id']}/moves", json=wish)
        path = f"/licences/{licence['id']}"

        async def correct(**days: date) -> Answer:
            sent = {name: f"{day}" for name, day in days.items()}
            body = {"updated_at": (await wang.get(path))["updated_at"], **sent}
            return await wang.ask("PATCH", path, json=body)

        for field, day, words in (
            ("filed_on", today, "还没有办"),
            ("notified_on", paid + timedelta(days=1), "生效日不能早于通知日"),
            ("effective_on", told - timedelta(days=1), "生效日不能早于通知日"),
            ("effective_on", today + timedelta(days=1), "不能晚于今天"),
        ):
            status, problem = await correct(**{field: day})
            assert status == 400, field
            (fault,) = problem["errors"]
            assert (fault["field"], words in fault["message"]) == (field, True), fault
        assert (await wang.get(path))["effective_on"] == f"{paid}"

        status, right = await correct(notified_on=told, effective_on=told + timedelta(days=2))
        assert (status, right["effective_on"]) == (200, f"{told + timedelta(days=2)}")
        corrected = (await show(wang, need_id))["history"][-1]
        assert (corrected["event"], corrected["data"]["fields"]) == (
            "licence_corrected",
            ["effective_on"],
        )
        assert corrected["data"]["before"] == f"{paid}"
        stale = {"updated_at": licence["updated_at"], "effective_on": f"{paid}"}
        assert (await wang.ask("PATCH", path, json=stale))[0] == 409
