"""Commands of the administrator that work on the store while nothing else needs to run."""

from __future__ import annotations

import asyncio
import sys

import aiohttp

from bot.app import open_database, open_embeddings, open_matcher
from bot.coordination.in_process import LocalRateLimits
from bot.handoff.office.accounts import Accounts
from bot.handoff.sign_in import SignIn
from bot.matching.criteria import Query
from bot.matching.learned import as_text as as_text_of_learned
from bot.matching.report import as_report, as_text
from bot.matching.trace import as_trace
from bot.programme.redaction import redact
from bot.running.preparing import Say
from bot.semantics.embeddings import Meanings, Vector
from bot.settings import Settings
from bot.store.learned import LearnedWeights
from bot.store.migrate import migrate
from bot.store.search import SearchIndex


async def rebuild_index(settings: Settings, say: Say) -> None:
    async with open_database(settings) as database:
        await migrate(database)
        index = SearchIndex(database, settings.bot_data_dir / "index")
        say(f"索引已重建：{await index.rebuild()} 条")


async def match_and_print(
    settings: Settings, text: str, limit: int, *, as_json: bool, explain: bool = False
) -> None:
    async with open_database(settings) as database:
        await migrate(database)
        await SearchIndex(database, settings.bot_data_dir / "index").sync()
        await LearnedWeights(database, settings.bot_data_dir / "index").refresh()
    matcher = open_matcher(settings)
    vector = await _meaning_of(settings, text)
    query = Query(text=text, limit=limit, today=settings.clock.today(), vector=vector)
    if explain:
        sys.stdout.write(await asyncio.to_thread(as_trace, matcher, query) + "\n")
        return
    matches = await asyncio.to_thread(matcher.match, query)
    sys.stdout.write((as_report(matches) if as_json else as_text(matches)) + "\n")


async def _meaning_of(settings: Settings, text: str) -> Vector | None:
    async with aiohttp.ClientSession() as http:
        embeddings = open_embeddings(settings, http)
        return await Meanings(embeddings).of(redact(text)) if embeddings else None


async def tell_learned(settings: Settings, *, forget: bool) -> None:
    async with open_database(settings) as database:
        await migrate(database)
        weights = LearnedWeights(database, settings.bot_data_dir / "index")
        if forget:
            learned = await weights.forget(("system", "cli"), settings.clock.now())
        else:
            learned = await weights.refresh()
    sys.stdout.write(as_text_of_learned(learned) + "\n")


async def reset_password(
    settings: Settings, username: str, password: str, *, without_totp: bool
) -> None:
    async with open_database(settings) as database:
        await migrate(database)
        sign_in = SignIn(database, LocalRateLimits(), settings.clock)
        accounts = Accounts(database, sign_in, settings.clock)
        await accounts.reset(username, password, without_totp=without_totp)


async def hire(settings: Settings, username: str, name: str, password: str, role: str) -> None:
    async with open_database(settings) as database:
        await migrate(database)
        await SignIn(database, LocalRateLimits(), settings.clock).hire(
            username, name, password, role
        )
