"""Endpoints: technical terms that a language model proposed for needs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from aiohttp import web

from bot.clock import Clock
from bot.errors import NotFound
from bot.handoff.endpoint import IN_CHARGE, Call, Endpoint
from bot.handoff.programme.needs_api import hand_of
from bot.handoff.shapes import Shape, TrailQuery
from bot.programme.term_judging import judge_term
from bot.store.database import Database
from bot.store.models import Need, TermProposal
from bot.store.staff import names_of
from bot.store.term_proposals import count_proposals, list_proposals

type ProposalState = Literal["proposed", "taken", "refused"]


class ProposalQuery(TrailQuery):
    state: ProposalState = "proposed"


class ProposalRow(Shape):
    """``said`` stands in ``sentence``, the owner's words; ``term`` is what patents write for it."""

    id: str
    said: str
    kind: str
    term: str
    state: ProposalState
    model: str
    need_id: str
    need_number: str | None
    sentence: str
    staff_name: str | None
    proposed_at: datetime


class ProposalTrail(Shape):
    """``asking``: whether an endpoint is set, so that more may come."""

    items: list[ProposalRow]
    next_cursor: str | None
    proposed: int
    taken: int
    refused: int
    asking: bool


class ProposalVerdict(Shape):
    state: ProposalState


class TermsProposedApi:
    def __init__(self, database: Database, clock: Clock, *, asking: bool) -> None:
        self._database = database
        self._clock = clock
        self._asking = asking

    def endpoints(self) -> list[Endpoint]:
        path = "/api/v1/thesaurus/proposals"
        return [
            Endpoint("GET", path, self.listed, "模型建议收进词表的词", ProposalTrail,
                     query=ProposalQuery),
            Endpoint("PUT", f"{path}/{{id}}", self.judge, "收下或不收一条建议", None,
                     body=ProposalVerdict, roles=IN_CHARGE, status=204),
        ]  # fmt: skip

    async def listed(self, call: Call) -> ProposalTrail:
        query: ProposalQuery = call.query
        async with self._database.read() as session:
            rows, more = await list_proposals(session, query.state, query.cursor, query.limit)
            counts = await count_proposals(session)
            names = await names_of(session, {row.staff_id for row, _ in rows if row.staff_id})
        return ProposalTrail(
            items=[_view(row, need, names) for row, need in rows],
            next_cursor=more,
            proposed=counts.get("proposed", 0),
            taken=counts.get("taken", 0),
            refused=counts.get("refused", 0),
            asking=self._asking,
        )

    async def judge(self, call: Call) -> web.Response:
        verdict: ProposalVerdict = call.body
        async with self._database.write() as session:
            row = await session.get(TermProposal, call.path["id"], with_for_update=True)
            if row is None:
                raise NotFound("没有这条建议")
            await judge_term(session, row, verdict.state, hand_of(call, self._clock))
        return web.Response(status=204)


def _view(row: TermProposal, need: Need, names: dict[str, str]) -> ProposalRow:
    return ProposalRow(
        id=row.id,
        said=row.said,
        kind=row.kind,
        term=row.term,
        state=cast(ProposalState, row.state),
        model=row.model,
        need_id=need.id,
        need_number=need.number,
        sentence=need.problem or "",
        staff_name=names.get(row.staff_id or ""),
        proposed_at=row.proposed_at,
    )
