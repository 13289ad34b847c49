"""Access, erasure and withdrawal, each by one phrase."""

from __future__ import annotations

import re

from rasa_sdk.events import SlotSet

from actions.base import DeskAction, Events, leave_form
from actions.searching import search_words
from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import Turn
from actions.withdrawing import ask_to_withdraw
from bot.messages import Card
from bot.programme.cards import need_card
from bot.programme.contacts import contact_text
from bot.programme.data_rights import (
    Holdings,
    erase,
    erase_contact,
    list_holdings,
    withdraw_consent,
)
from bot.programme.figures import day_text
from bot.programme.left_out import read_left_out
from bot.reading.corrections import takes_back
from bot.reading.deletion import Deletion, read_deletion
from bot.reading.recommending import asks_to_recommend, stops_recommending
from bot.store.consents import list_consents
from bot.store.conversations import switch_suggestions
from bot.store.models import Consent
from bot.store.needs import OVER, find_draft, list_drafts, list_recorded

# What the slot ``pending`` says while the owner is asked whether to delete.
EVERYTHING, CONTACT_ONLY = "delete", "delete_contact"
DELETING = frozenset({EVERYTHING, CONTACT_ONLY})
# Their own rules ask, and know what else was said.
MEANS_DELETION = frozenset({"delete_my_data", "withdraw_consent"})
_ON = re.compile(r"(?<!别)(?<!不要)(?:打开|恢复|开启|重新开|再开|还是给我)")
_CONSENT = re.compile(r"同意|授权|许可|电话|手机|联系方式|姓名|名字|信息|资料|隐私")
_PERSON = re.compile(r"人工|真人|客服|(?:[找叫换来派]|转给?)(?:一?个|位)?人")


def _called_off(turn: Turn, speech: Speech, left_alone: str) -> Events:
    """「算了，先别删，转人工」 is read as a deletion for its words; nothing is begun."""
    if _PERSON.search(turn.text):
        speech.hand_over("utter_human", "企业要求转人工")
        return leave_form(turn)
    speech.say(left_alone)
    return [SlotSet("pending", None)]


class DeleteData(DeskAction):
    label = "action_delete_data"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        wanted = Deletion.EVERYTHING if turn.is_press else read_deletion(turn.text)
        if wanted is Deletion.SENTENCE:
            speech.say("utter_change_not_delete")
            return []
        if wanted is not Deletion.CONTACT and takes_back(turn.text):
            return _called_off(turn, speech, "utter_not_deleted")
        async with self.database.read() as session:
            held = await list_holdings(session, turn.conversation_id)
        if wanted is Deletion.CONTACT:
            return [*_ask_about_contact(held, speech), *leave_form(turn)]
        if held.is_empty:
            speech.say("utter_delete_nothing")
            return []
        ask = "utter_confirm_delete" if held.needs or held.drafts else "utter_confirm_delete_person"
        speech.say(ask, what=held.describe())
        return [SlotSet("pending", EVERYTHING), *leave_form(turn)]


def _ask_about_contact(held: Holdings, speech: Speech) -> Events:
    if held.contact is None and not held.written:
        speech.say("utter_delete_nothing")
        return []
    speech.say("utter_confirm_delete_contact", what=held.describe_contact())
    return [SlotSet("pending", CONTACT_ONLY)]


async def ask_in_other_words(services: ActionServices, turn: Turn, speech: Speech) -> Events:
    """「电话不要留了，需求继续」, read as something else: asked about by the hearing, where there
    is a number to delete. Nothing inside a form, whose own question such words may answer."""
    if turn.is_press or turn.loop is not None or turn.intent in MEANS_DELETION:
        return []
    if read_deletion(turn.text) is not Deletion.CONTACT:
        return []
    async with services.database.read() as session:
        held = await list_holdings(session, turn.conversation_id)
    return _ask_about_contact(held, speech) if held.contact is not None else []


async def delete_now(services: ActionServices, turn: Turn, speech: Speech, pending: str) -> Events:
    """After the owner confirmed."""
    if pending == CONTACT_ONLY:
        await _delete_contact(services, turn, speech)
        return []
    async with services.database.write() as session:
        erased = await erase(session, turn.conversation_id, services.clock.now())
    if not erased.what:
        speech.say("utter_delete_nothing")
        return []
    speech.say("utter_deleted", what=erased.what)
    if erased.informed:
        speech.say("utter_deleted_informed", receivers="、".join(erased.informed))
    return [SlotSet("search", None)]


async def _delete_contact(services: ActionServices, turn: Turn, speech: Speech) -> None:
    async with services.database.write() as session:
        await erase_contact(session, turn.conversation_id, services.clock.now())
        needs = await list_recorded(session, turn.conversation_id)
        drafts = await list_drafts(session, turn.conversation_id)
    kept = any(need.state not in OVER for need in (*needs, *drafts))
    speech.say("utter_contact_deleted_need_kept" if kept else "utter_contact_deleted")


class ExportData(DeskAction):
    """Everything held is shown in the same conversation: whoever holds it gave the data."""

    label = "action_export_data"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        async with self.database.read() as session:
            held = await list_holdings(session, turn.conversation_id)
            consents = await list_consents(session, turn.conversation_id)
        if held.is_empty and not consents:
            speech.say("utter_export_nothing")
            return []
        cards = [need_card(need) for need in (*held.needs, *held.drafts)]
        speech.show("utter_export", [*cards, _own_card(turn, held, list(consents))], buttons=())
        speech.say("utter_export_mail")
        return []


def _own_card(turn: Turn, held: Holdings, consents: list[Consent]) -> Card:
    facts = {"联系方式": contact_text(held.contact) if held.contact else "没有存"}
    if held.written:
        facts["聊天记录"] = f"{held.written}句话里有姓名、电话或公司名"
    for consent in consents:
        receiver = f"给{consent.receiver}" if consent.receiver else "保存联系方式"
        ended = f"，{day_text(consent.withdrawn_at)}撤回" if consent.withdrawn_at else ""
        facts[f"同意（{receiver}）"] = f"{day_text(consent.given_at)}{ended}"
    return Card(kind="need", id=turn.conversation_id, title="联系方式和同意记录", facts=facts)


class SwitchRecommendations(DeskAction):
    """Off and on again by one phrase (算法推荐管理规定 art. 17), off by a plain one only."""

    label = "action_switch_recommendations"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        wanted = turn.entities.get("value") == "on" or bool(_ON.search(turn.text))
        if not (wanted or turn.is_press or stops_recommending(turn.text)):
            return await self._meant_otherwise(turn, speech)
        async with self.database.write() as session:
            await switch_suggestions(session, turn.conversation_id, None if wanted else self.now)
        speech.say("utter_suggestions_on" if wanted else "utter_suggestions_off")
        return []

    async def _meant_otherwise(self, turn: Turn, speech: Speech) -> Events:
        """「别给我推荐北京的」 is heeded when the list comes, 「要不你推荐一个」 now."""
        left_out = read_left_out(turn.text)
        if left_out:
            await self._note(turn)
            speech.say("utter_left_out", what=left_out.described)
            return []
        if asks_to_recommend(turn.text):
            return await search_words(self.services, turn, speech)
        speech.say("utter_suggestions_unsure")
        return []

    async def _note(self, turn: Turn) -> None:
        async with self.database.write() as session:
            draft = await find_draft(session, turn.conversation_id)
            if draft is not None:
                draft.detail = "；".join(filter(None, (draft.detail, turn.text)))


class WithdrawConsent(DeskAction):
    label = "action_withdraw_consent"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        if takes_back(turn.text):
            return _called_off(turn, speech, "utter_nothing_pending")
        async with self.database.write() as session:
            purposes = await withdraw_consent(session, turn.conversation_id, self.now)
            needs = await list_recorded(session, turn.conversation_id)
        if purposes:
            speech.say("utter_consent_withdrawn", what="、".join(purposes))
        elif needs and turn.loop is None and not _CONSENT.search(turn.text):
            # 「撤回吧，不要了」 with no consent to take back: the need is meant. No rule goes on
            # behind another action, so it is asked here.
            asked = await ask_to_withdraw(self.services, turn, speech)
            if asked is None:
                speech.say("utter_nothing_pending")
            return asked or []
        else:
            speech.say("utter_consent_none")
        return []
