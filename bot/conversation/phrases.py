"""What the front door itself says to owners. The words live in domain.yml with all the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SettingsInvalid
from bot.messages import Author, Button, Outbound

DOMAIN_FILE = Path(__file__).resolve().parents[2] / "domain.yml"

# Payloads that the front door answers itself, so that they work while the engine is down.
ASK_HUMAN = "desk:human"
RETRY = "desk:retry"
# "desk:ask:SEQ": from the queue back to the bot, which answers that message.
ASK_BOT = "desk:ask"
# "desk:say:NAME" is answered with the phrase NAME: a picture, say, needs no engine.
SAY = "desk:say"

# 「全靠人工打磨」, 「人工成本太高」 and 「人工智能」 are why owners come, and no wish for a person.
_A_PERSON = (
    r"(?:人工|真人|客服|活人)"
    r"(?=$|[\s,，。.!！?？吧啊呀了吗呢]|客服|服务|在[吗不]|来[吧看跟和说]|帮|接|联系|回)"
)
PERSON = re.compile(
    rf"(?:转|轉|找|(?<!需)要|叫|接|换|请|有|喊)(?:一?下|一?个|一?位|到|给|你们|你們|的)*{_A_PERSON}"
    rf"|^\W*{_A_PERSON}|真人|找个?人(?:来|跟|和|说|谈|聊|吧|\W*$)"
)

_BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Each phrase is a response of the same name, ``utter_desk_…``, in domain.yml."""

    responses: dict[str, list[dict[str, Any]]]

    def say(self, name: str, author: Author = Author.SYSTEM, **values: object) -> Outbound:
        response = self.responses[f"utter_desk_{name}"][0]
        text = _fill(str(response["text"]), values)
        buttons = tuple(
            Button(str(button["title"]), _fill(str(button["payload"]), values))
            for button in response.get("buttons", ())
        )
        return Outbound(text.strip(), buttons=buttons, author=author)

    def recite(self, name: str, author: Author, **values: object) -> Outbound:
        """A response of the dialogue by its full name, while the dialogue itself keeps still;
        without its buttons, which would lead into it."""
        text = _fill(str(self.responses[name][0]["text"]), values)
        return Outbound(text.strip(), author=author)

    def greeting(self) -> str:
        """What the dialogue opens with, for where it is not running yet."""
        variants = self.responses["utter_greet"]
        return str(next(each["text"] for each in variants if "condition" not in each)).strip()

    def asks_for_person(self, text: str) -> bool:
        """Recognised without the engine, so that nobody is locked in while it is down."""
        return PERSON.search(text) is not None


def _fill(template: str, values: dict[str, object]) -> str:
    """In one pass: what fills one blank may hold braces of its own."""
    return _BLANK.sub(lambda found: str(values.get(found[1], found[0])), template)


def load_phrases(domain_file: Path = DOMAIN_FILE) -> Phrases:
    try:
        return _read_phrases(domain_file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SettingsInvalid(f"domain.yml 读不出来：{type(error).__name__}") from error


@lru_cache(maxsize=2)
def _read_phrases(source: str) -> Phrases:
    """Once for each text: a twentieth of a second, and a test run opens a thousand front doors."""
    # libyaml reads this file eight times faster than PyYAML's own parser.
    return Phrases(dict(yaml.load(source, Loader=yaml.CSafeLoader)["responses"]))
