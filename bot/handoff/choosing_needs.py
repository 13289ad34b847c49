"""Which needs a list or a file is asked for."""

from __future__ import annotations

from bot.handoff.endpoint import Call
from bot.handoff.need_schema import NeedFilters
from bot.store.casebook import NeedChoice

ME = "me"


def chosen(query: NeedFilters, call: Call) -> NeedChoice:
    handler = call.caller.id if query.handler == ME else query.handler
    return NeedChoice(query.state, query.industry, query.region, query.q, handler)
