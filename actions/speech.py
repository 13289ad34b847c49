"""How actions speak: always through the responses of domain.yml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.messages import Button, Card

_BLANK = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")


class Speech:
    """Plain words go to Rasa by name, so that its conditional variations work; what carries cards
    is rendered here, because a Rasa response cannot hold them."""

    def __init__(
        self, dispatcher: CollectingDispatcher, domain: dict[str, Any], channel: str = ""
    ) -> None:
        self._dispatcher = dispatcher
        self._channel = channel
        self._responses: dict[str, list[dict[str, Any]]] = domain.get("responses") or {}

    def say(self, name: str, **values: str) -> None:
        # Every channel of ours is one to Rasa, which would not choose these.
        if self._for_channel(name):
            self._dispatcher.utter_message(
                json_message={"text": self.text(name, **values), "buttons": self._buttons(name)}
            )
        else:
            self._dispatcher.utter_message(response=name, **values)

    def show(
        self,
        name: str,
        cards: Sequence[Card] = (),
        *,
        buttons: Sequence[Button] | None = None,
        numbered: bool = False,
        **values: str,
    ) -> None:
        """``buttons`` replaces the buttons of the response."""
        body: dict[str, Any] = {
            "text": self.text(name, **values),
            "buttons": self._buttons(name) if buttons is None else [asdict(b) for b in buttons],
        }
        if numbered:
            body["numbered"] = True
        if cards:
            body["cards"] = [_as_json(card) for card in cards]
        self._dispatcher.utter_message(json_message=body)

    def hand_over(self, name: str, reason: str, *, urgent: bool = False, **values: str) -> None:
        """Speak and ask the front door for a person; it moves the conversation after this turn."""
        handoff = {"reason": reason, "urgent": urgent}
        self._dispatcher.utter_message(
            json_message={"text": self.text(name, **values), "handoff": handoff}
        )

    def text(self, name: str, **values: str) -> str:
        return fill(str(self._plain(name)["text"]), values)

    def _buttons(self, name: str) -> list[dict[str, str]]:
        return [
            {"title": str(each["title"]), "payload": as_payload(str(each["payload"]))}
            for each in self._plain(name).get("buttons") or ()
        ]

    def _plain(self, name: str) -> dict[str, Any]:
        variations = self._responses[name]
        plain = (each for each in variations if not (each.get("condition") or each.get("channel")))
        return self._for_channel(name) or next(plain, variations[0])

    def _for_channel(self, name: str) -> dict[str, Any] | None:
        if not self._channel:
            return None
        variations = self._responses.get(name) or ()
        return next((each for each in variations if each.get("channel") == self._channel), None)


def fill(template: str, values: dict[str, str]) -> str:
    """Replace {name}; an unknown blank stays visible."""
    return _BLANK.sub(lambda found: values.get(found.group(1), found.group(0)), template)


def as_payload(template: str) -> str:
    """Rasa wants literal braces doubled in responses; a payload has them single."""
    return template.replace("{{", "{").replace("}}", "}")


def _as_json(card: Card) -> dict[str, Any]:
    return {**asdict(card), "reasons": list(card.reasons)}
