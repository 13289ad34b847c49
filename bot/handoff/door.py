"""Joins the rooms of the staff's door: the API, the socket, and what works beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.handoff import ink, watch
from bot.handoff.api import StaffApi
from bot.handoff.attendance import Attendance
from bot.handoff.cases_api import CasesApi
from bot.handoff.catalogue.editing_api import CatalogueEditingApi
from bot.handoff.catalogue.importing_api import CatalogueImportApi
from bot.handoff.catalogue.reading_api import CatalogueApi
from bot.handoff.colleagues_api import ColleaguesApi
from bot.handoff.desk_api import DeskApi
from bot.handoff.endpoint import Endpoint
from bot.handoff.entrance.api import EntranceApi
from bot.handoff.entrance.browser import EntranceBrowser
from bot.handoff.entrance.identity import IdentityEntrance
from bot.handoff.entrance.identity_api import IdentityApi
from bot.handoff.entrance.identity_side import IdentityService
from bot.handoff.entrance.wechat_side import Doorway
from bot.handoff.exports_api import ExportsApi
from bot.handoff.files_api import FilesApi
from bot.handoff.inbox.assigning import Assigner
from bot.handoff.inbox.canned_api import CannedApi
from bot.handoff.inbox.labels_api import LabelsApi
from bot.handoff.inbox.lists_api import ListsApi
from bot.handoff.inbox.rules_api import RulesApi
from bot.handoff.inbox.search_api import Finder, SearchApi
from bot.handoff.media_api import MediaApi
from bot.handoff.moving import Mover
from bot.handoff.need_api import NeedApi
from bot.handoff.need_edits import NeedEdits
from bot.handoff.office.accounts import Accounts
from bot.handoff.office.accounts_api import AccountsApi
from bot.handoff.office.audit_api import AuditApi
from bot.handoff.office.figures_api import FiguresApi
from bot.handoff.office.lessons_api import LessonsApi
from bot.handoff.office.terms_proposed_api import TermsProposedApi
from bot.handoff.office.webhooks_api import WebhooksApi
from bot.handoff.ownership import Ownership
from bot.handoff.programme.challenges_api import ChallengesApi
from bot.handoff.programme.handlers_api import HandlersApi
from bot.handoff.programme.introductions_api import IntroductionsApi
from bot.handoff.programme.licences_api import LicencesApi
from bot.handoff.programme.needs_api import NeedsApi
from bot.handoff.programme.owner_news import OwnerNews
from bot.handoff.programme.schedule_api import ScheduleApi
from bot.handoff.programme.suggestions_api import SuggestionsApi
from bot.handoff.rows import RowViews
from bot.handoff.rules import RuleBook
from bot.handoff.sessions_api import SessionsApi
from bot.handoff.sign_in import RateLimits, SignIn
from bot.handoff.socket import StaffSocket
from bot.handoff.sweeper import Claims, DeskSweeper, WaitingLine
from bot.handoff.terms_api import TermsApi
from bot.handoff.watch import DeskWatch
from bot.handoff.writing import Writing
from bot.messages import Channel
from bot.own_site import OwnSite
from bot.programme.candidates import Candidates
from bot.programme.suggestions import Matcher
from bot.settings import Settings
from bot.store.database import Database


class Bus(ink.Bus, watch.Bus, Protocol): ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What the desk stands on; the conversation core is known by these roles alone."""

    database: Database
    sign_in: SignIn
    journal: ink.Journal
    bell: ink.Bell
    store: ink.StoreReplies
    phrases: ink.Phrases
    bus: Bus
    claims: Claims
    limits: RateLimits
    rules: RuleBook
    finder: Finder
    matcher: Matcher
    # Both are read at every look: the sandbox's account changes while the desk runs.
    pushing: Collection[Channel]
    carried: Mapping[Channel, Collection[str]]
    doorway: Doorway
    identity: IdentityService | None


class StaffDoor:
    def __init__(self, settings: Settings, ground: Ground) -> None:
        self._settings, self._ground = settings, ground
        self._clock = settings.clock
        self._site = OwnSite(settings.bot_public_url)
        database, clock = ground.database, settings.clock
        self.attendance = Attendance(
            database, ground.journal, ground.bus, clock, settings.bot_desk_grace
        )
        self._mover = Mover(ground.store, ground.phrases, clock)
        self._edits = NeedEdits(clock)
        self._rows = RowViews(ground.rules, clock)
        self.sweeper = self._build_sweeper()
        self.assigner = Assigner(
            database, ground.rules, self._mover, self.attendance, ground.journal, ground.bus, clock
        )
        self._watch = DeskWatch(database, ground.bus, self._rows, clock)
        self._socket = StaffSocket(
            ground.sign_in, self.attendance, self._watch, database, self._site, clock
        )

    def attach(self, app: web.Application) -> None:
        """Add the routes, and what runs beside them."""
        api = StaffApi(
            self._ground.sign_in, self.attendance, self._ground.limits, self.endpoints(), self._site
        )
        app.add_routes(self._socket.routes())
        app.add_routes(api.routes())
        app.cleanup_ctx.append(self._background)
        app.on_shutdown.append(self._close_sockets)

    def endpoints(self) -> list[Endpoint]:
        ground, clock = self._ground, self._clock
        writing = Writing(
            ground.database, ground.store, ground.phrases, ground.journal, ground.bus, clock
        )
        ownership = Ownership(
            ground.database,
            self._mover,
            self._edits,
            self.attendance,
            ground.journal,
            ground.bell,
        )
        rules, rows = ground.rules, self._rows
        return [
            *ListsApi(ground.database, rows, rules, clock).endpoints(),
            *LabelsApi(ground.database, rows, ground.bus, clock).endpoints(),
            *SearchApi(ground.database, ground.finder, rows, clock).endpoints(),
            *CasesApi(ground.database, rows, ground.pushing, ground.carried, clock).endpoints(),
            *MediaApi(ground.database).endpoints(),
            *DeskApi(ground.database, ownership, writing, self.attendance, rows).endpoints(),
            *FilesApi(ground.database, writing, ground.limits, ground.carried).endpoints(),
            *CannedApi(ground.database, rules, clock).endpoints(),
            *NeedApi(
                ground.database,
                self._edits,
                ground.store,
                ground.phrases,
                ground.journal,
                ground.bus,
                clock,
            ).endpoints(),
            *self._programme(),
            *ColleaguesApi(ground.database, self.attendance, rules, clock).endpoints(),
            *RulesApi(rules, clock).endpoints(),
            *self._catalogue(),
            *self._office(),
            *TermsApi().endpoints(),
        ]

    def _programme(self) -> list[Endpoint]:
        """What carries needs on to contracts."""
        database, bus, clock = self._ground.database, self._ground.bus, self._clock
        candidates = Candidates(database, self._ground.matcher, clock)
        news = OwnerNews(self._ground.store, self._ground.phrases, self._ground.journal, bus, clock)
        return [
            *NeedsApi(database, news, clock).endpoints(),
            *HandlersApi(database, bus, clock).endpoints(),
            *ScheduleApi(database, clock).endpoints(),
            *ChallengesApi(database, news, clock).endpoints(),
            *IntroductionsApi(database, news, clock).endpoints(),
            *LicencesApi(database, news, clock).endpoints(),
            *SuggestionsApi(database, candidates, news, bus, clock).endpoints(),
        ]

    def _office(self) -> list[Endpoint]:
        """Sign-in and accounts, figures, the audit trail, what the desk is to learn."""
        ground, clock = self._ground, self._clock
        public_url = self._settings.bot_public_url or ""
        sessions = SessionsApi(ground.sign_in, self.attendance, clock, self._site)
        accounts = Accounts(ground.database, ground.sign_in, clock)
        browser = EntranceBrowser(
            ground.database, ground.sign_in, ground.doorway, ground.limits, ground.claims, clock
        )
        identity = IdentityEntrance(
            ground.database, ground.sign_in, ground.identity, ground.limits, clock
        )
        return [
            *sessions.endpoints(),
            *AccountsApi(accounts, ground.sign_in, sessions).endpoints(),
            *EntranceApi(browser, accounts, sessions, public_url).endpoints(),
            *IdentityApi(identity, accounts, sessions, public_url).endpoints(),
            *FiguresApi(ground.database, clock).endpoints(),
            *AuditApi(ground.database, self._settings).endpoints(),
            *LessonsApi(ground.database, clock).endpoints(),
            *WebhooksApi(
                ground.database, clock, private=self._settings.bot_webhooks_private
            ).endpoints(),
            *TermsProposedApi(
                ground.database, clock, asking=self._settings.bot_chat_url is not None
            ).endpoints(),
        ]

    def _catalogue(self) -> list[Endpoint]:
        """Records that are read, entered, brought in and taken away in files."""
        database, clock = self._ground.database, self._clock
        return [
            *CatalogueApi(database).endpoints(),
            *CatalogueEditingApi(database, clock).endpoints(),
            *CatalogueImportApi(database, clock).endpoints(),
            *ExportsApi(database, self._rows, self._ground.rules, clock).endpoints(),
        ]

    def _build_sweeper(self) -> DeskSweeper:
        ground, clock = self._ground, self._clock
        patience = self._settings.bot_desk_patience
        line = WaitingLine(
            ground.database, ground.store, ground.phrases, ground.rules, patience, clock
        )
        return DeskSweeper(
            ground.database,
            self._mover,
            line,
            self.attendance,
            ground.journal,
            ground.claims,
            clock,
        )

    async def _background(self, _app: web.Application) -> AsyncIterator[None]:
        tasks = {
            asyncio.create_task(self._watch.run_forever(), name="desk-watch"),
            asyncio.create_task(self.sweeper.run_forever(), name="desk-sweep"),
            asyncio.create_task(self.assigner.run_forever(), name="desk-assign"),
        }
        yield
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await self._socket.drain()

    async def _close_sockets(self, _app: web.Application) -> None:
        await self._socket.close_all()
