"""What all actions share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import REQUESTED_SLOT, Turn, read_turn
from bot.store.database import Database

Events = list[dict[str, Any]]


def leave_form(turn: Turn) -> Events:
    """Close the form in hand without its end: the draft stays and can be taken up again."""
    if turn.loop is None:
        return []
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]


class DeskAction(Action):  # type: ignore[misc] # the SDK carries no types
    """An action with its services; subclasses set ``label`` and write ``act``."""

    label: ClassVar[str]

    def __init__(self, services: ActionServices) -> None:
        self.services = services

    def name(self) -> str:
        return self.label

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        turn = read_turn(tracker)
        return await self.act(turn, Speech(dispatcher, domain, turn.channel))

    async def act(self, turn: Turn, speech: Speech) -> Events:
        raise NotImplementedError

    @property
    def database(self) -> Database:
        return self.services.database

    @property
    def today(self) -> date:
        return self.services.clock.today()

    @property
    def now(self) -> datetime:
        return self.services.clock.now()
