"""Endpoints: universities, mentors, patents and platforms of the shared store, read only."""

from __future__ import annotations

from pydantic import BaseModel

from bot.handoff.catalogue.schema import (
    MentorQuery,
    MentorView,
    PatentQuery,
    PatentView,
    PlatformQuery,
    PlatformView,
    UniversityQuery,
    UniversityView,
)
from bot.handoff.catalogue.views import view_item, view_patent
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.shapes import Listing, PageQuery
from bot.store.catalogue import (
    Page,
    declarations_of,
    list_mentors,
    list_patents,
    list_platforms,
    list_universities,
)
from bot.store.database import Database


class CatalogueApi:
    def __init__(self, database: Database) -> None:
        self._database = database

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("GET", f"{root}/universities", self.universities, "高校列表",
                     Listing[UniversityView], query=UniversityQuery),
            Endpoint("GET", f"{root}/universities/{{id}}", self.university, "一所高校",
                     UniversityView),
            Endpoint("GET", f"{root}/mentors", self.mentors, "技术导师列表",
                     Listing[MentorView], query=MentorQuery),
            Endpoint("GET", f"{root}/mentors/{{id}}", self.mentor, "一位技术导师", MentorView),
            Endpoint("GET", f"{root}/patents", self.patents, "开放许可专利列表",
                     Listing[PatentView], query=PatentQuery),
            Endpoint("GET", f"{root}/patents/{{id}}", self.patent, "一件开放许可专利", PatentView),
            Endpoint("GET", f"{root}/platforms", self.platforms, "创新平台列表",
                     Listing[PlatformView], query=PlatformQuery),
            Endpoint("GET", f"{root}/platforms/{{id}}", self.platform, "一个创新平台",
                     PlatformView),
        ]  # fmt: skip

    async def universities(self, call: Call) -> Listing[UniversityView]:
        query: UniversityQuery = call.query
        async with self._database.read() as session:
            rows, total = await list_universities(
                session, _page(query, query.sort), q=query.q, region_code=query.region,
                demo=query.demo,
            )  # fmt: skip
        return _listing([UniversityView.model_validate(row) for row in rows], total, query)

    async def mentors(self, call: Call) -> Listing[MentorView]:
        query: MentorQuery = call.query
        async with self._database.read() as session:
            rows, total = await list_mentors(
                session, _page(query, query.sort), q=query.q, region_code=query.region,
                university_id=query.university_id, industry_code=query.industry,
                available=query.available, demo=query.demo,
            )  # fmt: skip
        return _listing([MentorView.model_validate(row) for row in rows], total, query)

    async def patents(self, call: Call) -> Listing[PatentView]:
        query: PatentQuery = call.query
        async with self._database.read() as session:
            rows, total = await list_patents(
                session, _page(query, query.sort), q=query.q, region_code=query.region,
                university_id=query.university_id, industry_code=query.industry,
                fee_mode=query.fee_mode, demo=query.demo,
            )  # fmt: skip
            declared = await declarations_of(session, [row.id for row in rows])
        return _listing([view_patent(row, declared.get(row.id)) for row in rows], total, query)

    async def platforms(self, call: Call) -> Listing[PlatformView]:
        query: PlatformQuery = call.query
        async with self._database.read() as session:
            rows, total = await list_platforms(
                session, _page(query, query.sort), q=query.q, region_code=query.region,
                university_id=query.university_id, industry_code=query.industry,
                level=query.level, demo=query.demo,
            )  # fmt: skip
        return _listing([PlatformView.model_validate(row) for row in rows], total, query)

    async def university(self, call: Call) -> BaseModel:
        async with self._database.read() as session:
            return await view_item(session, "university", call.path["id"])

    async def mentor(self, call: Call) -> BaseModel:
        async with self._database.read() as session:
            return await view_item(session, "mentor", call.path["id"])

    async def patent(self, call: Call) -> BaseModel:
        async with self._database.read() as session:
            return await view_item(session, "patent", call.path["id"])

    async def platform(self, call: Call) -> BaseModel:
        async with self._database.read() as session:
            return await view_item(session, "platform", call.path["id"])


def _page(query: PageQuery, sort: str) -> Page:
    return Page(limit=query.page_size, offset=query.offset, sort=sort)


def _listing[View: BaseModel](items: list[View], total: int, query: PageQuery) -> Listing[View]:
    return Listing[View](items=items, total=total, page=query.page, page_size=query.page_size)
