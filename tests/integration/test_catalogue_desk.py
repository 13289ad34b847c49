"""The catalogue in the hands of staff: entered, changed, brought in and taken away in files."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import FormData
from openpyxl import Workbook, load_workbook

from bot.store.models import Need
from bot.store.needs import new_draft
from tests.fixtures.colleagues import Answer, Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door

SCHOOL = {"name": "钱塘大学", "region_code": "330100", "disciplines": ["材料科学与工程"]}


@pytest.fixture
async def door(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), bot_desk_hours="always") as opened:
        yield opened


@pytest.fixture
async def boss(door: Door) -> Colleague:
    return await hire(door, "赵主管", "manager")


@pytest.fixture
async def school(boss: Colleague) -> dict[str, Any]:
    status, row = await boss.ask("POST", "/universities", json=SCHOOL)
    assert (status, row["province"], row["city"]) == (201, "浙江省", "杭州市")
    return row


async def bring(boss: Colleague, place: str, data: bytes, **query: str) -> Answer:
    form = FormData()
    form.add_field("file", data, filename="a.xlsx")
    return await boss.ask("POST", f"/{place}/import", data=form, params=query)


async def take(boss: Colleague, what: str, **query: str) -> bytes:
    async with boss.door.client.get(
        f"/api/v1/exports/{what}", headers=boss.headers, params=query
    ) as response:
        assert response.status == 200, await response.text()
        return await response.read()


def sheet(*rows: list[Any]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in rows:
        page.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


class TestEditing:
    async def test_a_record_changes_only_as_it_was_read(
        self, boss: Colleague, school: dict[str, Any]
    ) -> None:
        path = f"/universities/{school['id']}"
        change = {**SCHOOL, "name": "钱江大学", "updated_at": school["updated_at"]}
        status, row = await boss.ask("PUT", path, json=change)
        assert (status, row["name"]) == (200, "钱江大学")
        assert (await boss.ask("PUT", path, json=change))[0] == 409
        assert (await boss.get(path))["disciplines"] == ["材料科学与工程"]
        assert (await boss.ask("POST", "/universities", json={**SCHOOL, "name": "钱江大学"}))[
            0
        ] == 409

    async def test_a_mentor_hangs_on_a_known_university(
        self, boss: Colleague, school: dict[str, Any]
    ) -> None:
        mentor = {"university_id": school["id"], "name": "甲某", "title": "教授", "field": "铸造",
                  "industry_code": "C33", "modes": ["技术咨询"]}  # fmt: skip
        status, row = await boss.ask("POST", "/mentors", json=mentor)
        assert (status, row["capacity"], row["is_demo"]) == (201, 3, False)
        for wrong in ({"university_id": "nowhere"}, {"industry_code": "Z99"}, {"modes": ["送礼"]}):
            assert (await boss.ask("POST", "/mentors", json={**mentor, **wrong}))[0] == 400
        assert (await boss.ask_raw("DELETE", f"/universities/{school['id']}"))[0] == 409
        assert (await boss.ask_raw("DELETE", f"/mentors/{row['id']}"))[0] == 204
        assert (await boss.ask_raw("DELETE", f"/universities/{school['id']}"))[0] == 204

    async def test_a_patent_needs_a_right_number_and_a_stated_fee(
        self, boss: Colleague, school: dict[str, Any]
    ) -> None:
        patent = {"patent_no": "201610270273.7", "title": "除气方法", "owner_name": "钱塘大学",
                  "university_id": school["id"],
                  "licence": {"fee_mode": "一次总付", "fee_yuan": 50_000}}  # fmt: skip
        for wrong in ({"patent_no": "201610270273.1"}, {"licence": {"fee_mode": "一次总付"}},
                      {"licence": {"fee_mode": "提成"}}):  # fmt: skip
            assert (await boss.ask("POST", "/patents", json={**patent, **wrong}))[0] == 400
        status, row = await boss.ask("POST", "/patents", json=patent)
        assert (status, row["patent_no"]) == (201, "ZL201610270273.7")
        path = f"/patents/{row['id']}"
        change = {**patent, "licence": None, "updated_at": row["updated_at"]}
        status, row = await boss.ask("PUT", path, json=change)
        assert (status, row["licence"]) == (200, None)

    async def test_a_platform_has_a_level_a_host_and_a_name_of_its_own(
        self, boss: Colleague, school: dict[str, Any]
    ) -> None:
        centre = {"name": "轻合金中心", "level": "集成攻关大平台", "university_id": school["id"],
                  "field": "铸造", "industry_code": "C33", "services": ["中试放大"]}  # fmt: skip
        for wrong in ({"level": "随便"}, {"university_id": "nowhere"}, {"industry_code": "Z99"}):
            assert (await boss.ask("POST", "/platforms", json={**centre, **wrong}))[0] == 400
        status, row = await boss.ask("POST", "/platforms", json=centre)
        assert (status, row["builders"], row["is_demo"]) == (201, [], False)
        assert (await boss.ask("POST", "/platforms", json=centre))[0] == 409
        assert (await boss.ask_raw("DELETE", f"/universities/{school['id']}"))[0] == 409
        listed = await boss.get("/platforms?level=集成攻关大平台&region=330000&q=轻合金")
        assert [each["id"] for each in listed["items"]] == [row["id"]]
        data = sheet(
            ["名称", "类别", "高校", "领域", "行业代码", "提供的服务", "共建单位"],
            [
                "轻合金中心",
                "教育部工程研究中心",
                "钱塘大学",
                "压铸",
                "C33",
                "检测、中试放大",
                "甲厂",
            ],
        )
        _, report = await bring(boss, "platforms", data, apply="true")
        assert (report["added"], report["changed"], report["applied"]) == (0, 1, True)
        changed = await boss.get(f"/platforms/{row['id']}")
        assert (changed["level"], changed["builders"]) == ("教育部工程研究中心", ["甲厂"])
        taken = list(csv.DictReader(io.StringIO((await take(boss, "platforms", form="csv"))
                                                .decode("utf-8-sig"))))  # fmt: skip
        assert taken[0]["提供的服务"] == "检测、中试放大"


class TestFiles:
    async def test_what_is_wrong_is_told_line_by_line_and_nothing_is_stored(
        self, boss: Colleague, school: dict[str, Any]
    ) -> None:
        data = sheet(
            ["姓名", "高校", "职称", "领域", "行业代码", "可帮企业数", "备注"],
            ["甲某", "钱塘大学", "教授", "铸造", "C33", 4.0, "x"],
            ["乙某", "无名大学", "教授", "铸造", "C33", 4, None],
            ["丙某", "钱塘大学", "教授", "", "C33", "很多", None],
            [],
            ["甲某", "钱塘大学", "副教授", "铸造", "C33", 4, None],
        )
        status, report = await bring(boss, "mentors", data, apply="true")
        assert (status, report["applied"], report["lines"]) == (200, False, 4)
        assert report["unused"] == ["备注"]
        assert [(each["line"], each["column"], each["text"]) for each in report["faults"]] == [
            (3, "高校", "目录里没有“无名大学”，请先导入这所高校"),
            (4, "领域", "必填"),
            (4, "可帮企业数", "应为整数"),
            (6, "", "和第 2 行是同一条"),
        ]
        assert (await boss.get("/mentors"))["total"] == 0
        status, report = await bring(boss, "mentors", data, apply="true", skip_faults="true")
        assert (report["applied"], report["added"], report["fault_count"]) == (True, 1, 3)
        (mentor,) = (await boss.get("/mentors"))["items"]
        assert (mentor["name"], mentor["title"], mentor["capacity"]) == ("甲某", "教授", 4)

    async def test_a_patent_file_of_excel_in_china(
        self, boss: Colleague, school: dict[str, Any]
    ) -> None:
        text = (
            "专利号,名称,专利权人,高校,收费方式,费用（元）,分阶段,许可截止\r\n"
            "ZL201610270273.7,除气方法,钱塘大学,钱塘大学,分阶段,,1:0、2:10000,2020-01-01\r\n"
            "2016102702742,另一种,钱塘大学,,面议,,,\r\n"
        )
        status, report = await bring(boss, "patents", text.encode("gb18030"), apply="true")
        assert (status, report["applied"], report["fault_count"]) == (200, False, 1)
        assert report["faults"][0]["text"] == "专利号的校验位不对"
        right = text.replace("2016102702742", "201610270274.1").encode("gb18030")
        status, report = await bring(boss, "patents", right, apply="true")
        assert (status, report["applied"], report["added"]) == (200, True, 2)
        assert [(each["line"], each["text"]) for each in report["doubts"]] == [
            (2, "许可期限已过"),
            (3, "面议不符合开放许可的要求，只列出，不能办理"),
        ]
        (staged,) = (await boss.get("/patents?fee_mode=分阶段"))["items"]
        assert staged["licence"]["stages"][1] == {"from_year": 2, "yuan": 10_000}

    async def test_what_was_taken_away_can_be_changed_and_brought_back(
        self, boss: Colleague, school: dict[str, Any]
    ) -> None:
        await boss.ask("POST", "/patents", json={
            "patent_no": "201610270273.7", "title": "=HYPERLINK(1)", "owner_name": "钱塘大学",
            "university_id": school["id"],
            "licence": {"fee_mode": "入门费+提成", "fee_yuan": 1, "royalty_percent": 2.5},
        })  # fmt: skip
        page = load_workbook(io.BytesIO(await take(boss, "patents"))).worksheets[0]
        header, row = ([cell.value for cell in line] for line in page.iter_rows())
        assert row[header.index("名称")] == "'=HYPERLINK(1)"
        before = (await boss.get("/patents"))["items"]
        status, report = await bring(boss, "patents", sheet(header, row), apply="true")
        assert (status, report["changed"], report["added"]) == (200, 0, 0), "nothing has changed"
        assert (await boss.get("/patents"))["items"] == before

        row[header.index("费用（元）")] = 9_000
        status, report = await bring(boss, "patents", sheet(header, row), apply="true")
        assert (status, report["changed"], report["added"]) == (200, 1, 0), report
        (patent,) = (await boss.get("/patents"))["items"]
        assert (patent["title"], patent["licence"]["fee_yuan"]) == ("=HYPERLINK(1)", 9_000)
        assert patent["licence"]["royalty_percent"] == 2.5

    async def test_needs_leave_without_formulas_and_without_people(
        self, door: Door, boss: Colleague
    ) -> None:
        visitor = await door.visitor()
        async with door.database.write() as session:
            now = door.settings.clock.now()
            need = await new_draft(session, visitor.conversation_id, now)
            need.state, need.number = "recorded", "QX20261122-0001"
            need.problem, need.recorded_at = "@SUM(A1) 气孔", now
        data = (await take(boss, "needs", form="csv")).decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(data))
        assert (row["编号"], row["问题"]) == ("QX20261122-0001", "'@SUM(A1) 气孔")
        assert "电话" not in row
        async with door.database.read() as session:
            assert (await session.get_one(Need, need.id)).problem == "@SUM(A1) 气孔"
        # As in the inbox, nobody who only opened the page is listed.
        silent = await door.visitor()
        await visitor.reply_to(await visitor.say("你好"))
        listed = (await take(boss, "conversations", form="csv")).decode("utf-8-sig")
        assert visitor.conversation_id in listed
        assert silent.conversation_id not in listed
        assert visitor.conversation_id not in (
            await take(boss, "conversations", form="csv", until="2020-01-01")
        ).decode("utf-8-sig")

    @pytest.mark.parametrize(
        "data",
        [b"", b"PK\x03\x04nonsense", b"\xff\xfe\x00\x00", b"a,a\r\n1,2\r\n", b"name\r\nx\r\n"],
    )
    async def test_what_is_no_table_is_told_so(self, boss: Colleague, data: bytes) -> None:
        status, answer = await bring(boss, "universities", data)
        told = answer.get("detail") or answer["faults"][0]["text"]
        assert (status in (200, 400), bool(told)) == (True, True)
