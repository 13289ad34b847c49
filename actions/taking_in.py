"""What a message tells goes into the draft and its history, and is said back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.speech import Speech
from actions.turn import Turn
from bot.programme.absorbing import absorb, correct_words
from bot.programme.changes import Change
from bot.programme.interview import LABELS, Field
from bot.programme.need_columns import leave_out
from bot.programme.needs import note_changes, qualifications_text
from bot.programme.taking_facts import Heard
from bot.reading.facts import Facts
from bot.store.models import Need


@dataclass(frozen=True, slots=True)
class TakingIn:
    session: AsyncSession
    need: Need
    turn: Turn
    facts: Facts
    now: datetime
    speech: Speech

    async def take(self, heard: Heard, silent: Field | None) -> tuple[Change, ...]:
        """``silent``: what was asked for; the next question shows that it was understood."""
        was_secret = self.need.confidential is not None
        changes = absorb(self.need, heard)
        if heard.asked is Field.DETAIL and self.turn.slot("reask"):
            self._ask_no_more_figures(changes)
        made_secret = self.need.confidential is not None and not was_secret
        await self._note(changes, made_secret=made_secret)
        self.say_back(changes, silent)
        self._keep_contact_back()
        if made_secret:
            self.speech.say("utter_kept_secret")
        return changes

    async def put_right(self) -> bool:
        """「不是漏水，是漏油」; False where no word of the need was meant."""
        correction = correct_words(self.need, self.turn.text)
        if correction is None:
            return False
        await self._note((correction,))
        self.speech.say("utter_corrected", changes=correction.said_back)
        return True

    def _keep_contact_back(self) -> None:
        """「不留电话」 while something else is asked: it is not asked for later."""
        given = self.facts.phone or self.facts.email or self.need.contact_id
        if self.facts.contact_declined and not given and Field.CONTACT not in self.need.skipped:
            leave_out(self.need, Field.CONTACT)
            self.speech.say("utter_skipped", slot=LABELS[Field.CONTACT])

    def _ask_no_more_figures(self, changes: tuple[Change, ...]) -> None:
        """Whoever answers twice with a word has no figures at hand."""
        if any(change.field is Field.PROBLEM for change in changes):
            leave_out(self.need, Field.DETAIL)

    async def _note(self, changes: tuple[Change, ...], *, made_secret: bool = False) -> None:
        self.need.updated_at = self.now
        await note_changes(
            self.session, self.need, changes,
            now=self.now, message_id=self.turn.message_id, made_secret=made_secret,
        )  # fmt: skip

    def say_back(self, changes: tuple[Change, ...], silent: Field | None) -> None:
        replaced = [change.said_back for change in changes if change.replaced]
        fresh = [
            change.noted
            for change in changes
            if not change.replaced and change.field not in {Field.PROBLEM, silent}
        ]
        if self.facts.qualifications:
            fresh.append(f"资质：{qualifications_text(self.need)}")
        if replaced:
            self.speech.say("utter_corrected", changes="，".join(replaced))
        if fresh:
            self.speech.say("utter_noted", noted="；".join(fresh))
