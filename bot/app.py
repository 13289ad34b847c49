"""The composition root: the only file that builds real objects and joins them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from aiohttp import web

from actions.services import ActionServices
from bot.clock import Hourglass
from bot.conversation.engine import RasaEngine
from bot.conversation.inbox import Inbox
from bot.conversation.lapses import Lapses
from bot.conversation.log import Log
from bot.conversation.lookout import Lookout
from bot.conversation.outbox import Outbox, store_replies
from bot.conversation.phrases import Phrases, load_phrases
from bot.conversation.tracker_eraser import TrackerEraser
from bot.conversation.turn import TurnRunner
from bot.coordination.in_process import (
    LocalBus,
    LocalClaims,
    LocalLeases,
    LocalPlaces,
    LocalRateLimits,
    LocalTokens,
)
from bot.coordination.redis_bus import RedisBus
from bot.coordination.redis_client import open_redis
from bot.coordination.redis_twins import (
    RedisClaims,
    RedisLeases,
    RedisPlaces,
    RedisRateLimits,
    RedisTokens,
)
from bot.errors import SettingsInvalid
from bot.handoff.desk import HandoffDesk
from bot.handoff.door import Ground, StaffDoor
from bot.handoff.entrance.phone import EntrancePhone
from bot.handoff.entrance.wechat_side import Doorway
from bot.handoff.hours import read_hours
from bot.handoff.openapi import describe
from bot.handoff.rules import RuleBook
from bot.handoff.sign_in import SignIn
from bot.matching.matcher import Matcher
from bot.messages import Channel
from bot.own_site import OwnSite
from bot.programme.term_proposer import TermProposer
from bot.reading.facts import warm_up as warm_up_reading
from bot.semantics.chat import Chat
from bot.semantics.embeddings import Embeddings, Meanings
from bot.settings import Settings
from bot.store.additions import TakenTerms
from bot.store.database import Database
from bot.store.learned import LearnedWeights
from bot.store.message_search import MessageSearch
from bot.store.reaching import reach
from bot.store.search import SearchIndex
from bot.store.vectors import FOLDER, VectorIndex
from connectors.enclosures.links import open_file_links
from connectors.enclosures.page import FilePage
from connectors.oidc.service import open_service
from connectors.rooms import Rooms
from connectors.sandbox.door import Sandbox
from connectors.sheets.links import open_links
from connectors.sheets.page import SheetPage
from connectors.web.callers import Callers
from connectors.web.health import Health
from connectors.web.pages import Pages
from connectors.web.problems import answer_problems
from connectors.webchat.announcing import Announcer
from connectors.webchat.feedback import Feedback
from connectors.webchat.files import Files
from connectors.webchat.home import Home
from connectors.webchat.identity import Vouchers
from connectors.webchat.open_lines import OpenLines
from connectors.webchat.routes import WebChat
from connectors.webchat.seals import Seals
from connectors.webchat.sessions import Sessions
from connectors.webchat.socket import VisitorSocket
from connectors.webchat.stream import VisitorStream
from connectors.webchat.visitors import Visitors
from connectors.webhooks.courier import Courier
from connectors.wechat.door import WeChatDoor
from connectors.wechat.enclosures import carried_files
from connectors.wechat.staff import open_staff_side
from connectors.wecom.door import WeComDoor

log = structlog.get_logger(__name__)

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "web" / "dist"
# Larger bodies are refused before they are parsed.
MAX_BODY = 256 * 1024
DRAIN_SECONDS = 8.0
# Seconds between looks at what search indexes have to follow.
INDEX_INTERVAL = 1.0
# Verdicts count in suggestions after this many seconds at most.
LEARNING_INTERVAL = 60.0
VECTORS_INTERVAL = 5.0
# What staff took into the thesaurus acts after this many seconds at most.
ADDITIONS_INTERVAL = 3.0
# Between looks at needs that a model is to be asked about.
PROPOSING_INTERVAL = 5.0
# Between looks at events that other systems are to hear of.
WEBHOOKS_INTERVAL = 1.0
# Between looks at dialogues that the engine is to forget.
ERASING_INTERVAL = 1.0
LAPSES_INTERVAL = 3600.0


@dataclass(frozen=True, slots=True)
class Coordination:
    """One of two twins: everything in this process, or everything through Redis."""

    bus: LocalBus | RedisBus
    leases: LocalLeases | RedisLeases
    claims: LocalClaims | RedisClaims
    limits: LocalRateLimits | RedisRateLimits
    tokens: LocalTokens | RedisTokens
    places: LocalPlaces | RedisPlaces


def local_coordination() -> Coordination:
    return Coordination(
        LocalBus(), LocalLeases(), LocalClaims(), LocalRateLimits(), LocalTokens(), LocalPlaces()
    )


@asynccontextmanager
async def open_coordination(settings: Settings) -> AsyncIterator[Coordination]:
    if settings.bot_redis_url is None:
        yield local_coordination()
        return
    redis = open_redis(settings.bot_redis_url)
    bus, leases, places = RedisBus(redis), RedisLeases(redis), RedisPlaces(redis)
    await bus.start()
    living = asyncio.create_task(places.live(), name="sign-of-life")
    try:
        yield Coordination(
            bus, leases, RedisClaims(redis), RedisRateLimits(redis),
            RedisTokens(redis, leases), places,
        )  # fmt: skip
    finally:
        living.cancel()
        await asyncio.wait({living})
        await bus.close()
        await redis.aclose(close_connection_pool=True)


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Raises SettingsInvalid, StoreAway where it cannot be used."""
    setting = "BOT_DATABASE_URL" if settings.bot_database_url else "BOT_DATA_DIR"
    try:
        database = Database(settings.database_url)
    except OSError as error:
        raise SettingsInvalid(f"{setting}：{error.filename} 建不了，没有权限或路径不对") from error
    try:
        await reach(database, setting)
        yield database
    finally:
        await database.close()


@dataclass(frozen=True, slots=True)
class Core:
    """What every door of the building shares."""

    settings: Settings
    database: Database
    coordination: Coordination
    http: aiohttp.ClientSession
    engine: RasaEngine
    phrases: Phrases
    journal: Log
    lookout: Lookout
    runner: TurnRunner
    inbox: Inbox
    outbox: Outbox
    sign_in: SignIn
    rules: RuleBook
    hourglass: Hourglass
    search: MessageSearch
    # Channels whose account may write first, as their doors stand open now.
    pushing: set[Channel] = field(default_factory=set)
    # Content types of files, of channels whose account cannot bring everything to an owner.
    carried: dict[Channel, frozenset[str]] = field(default_factory=dict)
    # Where staff come in by WeChat, while an account stands behind it.
    doorway: Doorway = field(default_factory=Doorway)


def build_core(
    settings: Settings,
    database: Database,
    coordination: Coordination,
    http: aiohttp.ClientSession,
    hourglass: Hourglass | None = None,
) -> Core:
    clock, phrases = settings.clock, load_phrases()
    token = settings.bot_engine_token
    engine = RasaEngine(
        http,
        settings.bot_engine_urls,
        settings.bot_turn_timeout,
        token.get_secret_value() if token else None,
    )
    journal = Log(database, coordination.bus)
    rules = RuleBook(database, read_hours(settings.bot_desk_hours))
    pushing: set[Channel] = set()
    desk = HandoffDesk(phrases, clock, rules, pushing)
    runner = TurnRunner(database, coordination.leases, engine, desk, journal, phrases, clock)
    return Core(
        settings=settings,
        database=database,
        coordination=coordination,
        http=http,
        engine=engine,
        phrases=phrases,
        journal=journal,
        lookout=Lookout(database, coordination.bus),
        runner=runner,
        inbox=Inbox(database, coordination.limits, runner, clock),
        outbox=Outbox(database, clock),
        sign_in=SignIn(database, coordination.limits, clock),
        rules=rules,
        pushing=pushing,
        hourglass=hourglass or Hourglass(),
        search=MessageSearch(database, settings.bot_data_dir / "log-index"),
    )


def build_front_door(core: Core) -> web.Application:
    """All public routes. What runs beside them starts and stops with the application."""
    settings = core.settings
    visitors = Visitors(core.database, settings.clock)
    announcer = Announcer(core.journal, core.lookout)
    lines = OpenLines(core.coordination.places, core.coordination.bus)
    home = Home(OwnSite(settings.bot_public_url))
    socket = VisitorSocket(visitors, announcer, lines, home)
    stream = VisitorStream(visitors, announcer, lines)
    pages = Pages(DIST, settings.bot_allowed_origins, sandbox=bool(settings.bot_sandbox))
    callers = Callers(settings.bot_trusted_proxies)
    app = web.Application(
        middlewares=[callers.name, pages.secure, answer_problems], client_max_size=MAX_BODY
    )
    limits = core.coordination.limits
    vouchers = Vouchers(settings.bot_identity_secret, settings.clock)
    app.add_routes(Sessions(visitors, limits, vouchers, lines).routes())
    app.add_routes(Seals(core.database, home).routes())
    app.add_routes(Files(visitors, core.inbox, core.database, limits).routes())
    app.add_routes(Feedback(visitors, core.database, settings.clock).routes())
    app.add_routes(WebChat(visitors, core.inbox, core.journal, socket, stream).routes())
    build_staff_door(core).attach(app)
    app.add_routes(build_health(core).routes())
    app.add_routes(pages.routes())
    add_wechat(core, app)
    links = open_links(settings)
    if links is not None:
        app.add_routes(SheetPage(core.database, settings.clock, links, DIST).routes())
    file_links = open_file_links(settings)
    if file_links is not None:
        app.add_routes(FilePage(core.database, settings.clock, file_links, DIST).routes())
    if settings.wecom_corp_id is not None:
        core.pushing.add(Channel.WECOM)
        WeComDoor(settings, channel_rooms(core), core.coordination, core.http).attach(app)

    async def close_sockets(_app: web.Application) -> None:
        await stream.close_all()
        await socket.close_all()

    app.cleanup_ctx.append(lambda _app: _work_beside(core, lines))
    app.on_shutdown.append(close_sockets)
    return app


async def _work_beside(core: Core, lines: OpenLines) -> AsyncIterator[None]:
    """What runs as long as the application does; turns under way are given time to end."""
    settings = core.settings
    # Turns that a crash left open belong to nobody now: take them up at once.
    await core.runner.resume(min_age=timedelta(0))
    trackers = Database(settings.tracker_database_url, pool_size=1)
    beside = {
        asyncio.create_task(running, name=name)
        for name, running in _running_beside(core, lines, trackers).items()
    }
    yield
    for task in beside:
        task.cancel()
    await asyncio.wait(beside)
    await trackers.close()
    await core.runner.drain(DRAIN_SECONDS)


def _running_beside(
    core: Core, lines: OpenLines, trackers: Database
) -> dict[str, Coroutine[Any, Any, None]]:
    settings, database, clock = core.settings, core.database, core.settings.clock
    courier = Courier(database, clock, private=settings.bot_webhooks_private)
    eraser = TrackerEraser(database, trackers, core.coordination.leases, clock)
    running = {
        "outbox": core.outbox.tidy_forever(),
        "sweep": core.runner.sweep_forever(),
        "lookout": core.lookout.run_forever(),
        "surplus-lines": lines.hear_forever(),
        "log-index": core.search.follow(INDEX_INTERVAL),
        "webhooks": courier.run_forever(WEBHOOKS_INTERVAL),
        "erasures": eraser.run_forever(ERASING_INTERVAL),
        "lapses": Lapses(database, clock).run_forever(LAPSES_INTERVAL),
    }
    chat = open_chat(settings, core.http)
    if chat is not None:
        proposer = TermProposer(database, chat, clock)
        running["term-proposer"] = proposer.run_forever(PROPOSING_INTERVAL)
    return running


def build_staff_door(core: Core) -> StaffDoor:
    ground = Ground(
        database=core.database,
        sign_in=core.sign_in,
        journal=core.journal,
        bell=core.runner,
        store=store_replies,
        phrases=core.phrases,
        bus=core.coordination.bus,
        claims=core.coordination.claims,
        limits=core.coordination.limits,
        rules=core.rules,
        finder=core.search,
        # Warm at its first search: staff wait for it, no owner does.
        matcher=Matcher(core.settings.bot_data_dir / "index"),
        pushing=core.pushing,
        carried=core.carried,
        doorway=core.doorway,
        identity=open_service(core.settings, core.http),
    )
    return StaffDoor(core.settings, ground)


def channel_rooms(core: Core) -> Rooms:
    return Rooms(
        database=core.database,
        journal=core.journal,
        inbox=core.inbox,
        outbox=core.outbox,
        phrases=core.phrases,
        bus=core.coordination.bus,
        leases=core.coordination.leases,
        clock=core.settings.clock,
        hourglass=core.hourglass,
    )


def add_wechat(core: Core, app: web.Application) -> None:
    settings, rooms = core.settings, channel_rooms(core)
    phone = EntrancePhone(core.database, core.doorway, settings.clock)

    def open_door(account: Settings) -> WeChatDoor:
        core.carried[Channel.WECHAT] = carried_files(account)
        core.pushing.discard(Channel.WECHAT)
        if account.wechat_account == "verified":
            core.pushing.add(Channel.WECHAT)
        core.doorway.side = open_staff_side(account, core.coordination.tokens, core.http)
        return WeChatDoor(account, rooms, core.coordination, core.http, entrance=phone)

    if settings.bot_sandbox:
        Sandbox(settings, open_door, core.hourglass).attach(app)
    elif settings.wechat_enabled:
        open_door(settings).attach(app)


def build_health(core: Core) -> Health:
    async def database_answers() -> bool:
        await core.database.ping()
        return True

    async def actions_answer() -> bool:
        url = f"http://127.0.0.1:{core.settings.bot_action_port}/health"
        async with core.http.get(url, timeout=aiohttp.ClientTimeout(total=1.5)) as response:
            return response.status == 200

    return Health(
        {
            "database": database_answers,
            "engine": core.engine.is_ready,
            "actions": actions_answer,
        }
    )


@asynccontextmanager
async def open_front_door(
    settings: Settings, hourglass: Hourglass | None = None
) -> AsyncIterator[web.Application]:
    """``hourglass``: one that tests turn by hand."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings))
        coordination = await stack.enter_async_context(open_coordination(settings))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        yield build_front_door(build_core(settings, database, coordination, http, hourglass))


async def staff_api_description() -> dict[str, Any]:
    """The OpenAPI description of the staff API, without a store or a server behind it."""
    settings = Settings(_env_file=None)
    async with aiohttp.ClientSession() as http:
        # Nothing is asked of it.
        database = Database(settings.database_url)
        core = build_core(settings, database, local_coordination(), http)
        return describe(build_staff_door(core).endpoints())


def open_matcher(settings: Settings) -> Matcher:
    """Reads the index that the action server keeps fresh; warm before the first owner comes."""
    vectors = settings.bot_data_dir / FOLDER if settings.bot_embeddings_url else None
    matcher = Matcher(settings.bot_data_dir / "index", vectors)
    matcher.warm_up()
    return matcher


@asynccontextmanager
async def open_action_services(settings: Settings) -> AsyncIterator[ActionServices]:
    """What Rasa's custom actions are given. The search index follows the store beside them."""
    async with open_database(settings) as database, aiohttp.ClientSession() as http:
        index = SearchIndex(database, settings.bot_data_dir / "index")
        await index.sync()
        learned = LearnedWeights(database, settings.bot_data_dir / "index")
        taken = TakenTerms(database, settings.bot_data_dir / "index")
        followers = [
            asyncio.create_task(index.follow(INDEX_INTERVAL), name="search-index"),
            asyncio.create_task(learned.follow(LEARNING_INTERVAL), name="learned-weights"),
            asyncio.create_task(taken.follow(ADDITIONS_INTERVAL), name="taken-terms"),
        ]
        embeddings = open_embeddings(settings, http)
        if embeddings is not None:
            vectors = VectorIndex(database, settings.bot_data_dir / FOLDER, embeddings)
            following = vectors.follow(VECTORS_INTERVAL)
            followers.append(asyncio.create_task(following, name="vectors"))
        try:
            warm_up_reading()
            yield ActionServices(
                database,
                open_matcher(settings),
                settings.clock,
                Meanings(embeddings) if embeddings is not None else None,
            )
        finally:
            for follower in followers:
                follower.cancel()
            await asyncio.gather(*followers, return_exceptions=True)


def open_embeddings(settings: Settings, http: aiohttp.ClientSession) -> Embeddings | None:
    """None where no endpoint is set."""
    url, model, key = (
        settings.bot_embeddings_url,
        settings.bot_embeddings_model,
        settings.bot_embeddings_key,
    )
    return Embeddings(http, url, model, key) if url else None


def open_chat(settings: Settings, http: aiohttp.ClientSession) -> Chat | None:
    """None where no endpoint is set."""
    url, model, key = settings.bot_chat_url, settings.bot_chat_model, settings.bot_chat_key
    return Chat(http, url, model, key) if url else None
