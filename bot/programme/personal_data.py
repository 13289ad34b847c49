"""Where what an owner said may stand in the store, and how erasure leaves each place.

One list for all of it: a test compares it with the tables, so that no new column is forgotten.
"""

from __future__ import annotations

from enum import Enum


class Way(Enum):
    """What becomes of a column when its owner asks to be erased."""

    MASKED = "names, firms and numbers are taken out of the words"
    EMPTIED = "nothing is left in it"
    GONE = "the row is deleted"
    FREE = "an owner's words never stand there"


MASKED, EMPTIED, GONE, FREE = Way.MASKED, Way.EMPTIED, Way.GONE, Way.FREE

# Columns for words of any length, JSON included, and the short ones that name somebody.
WAYS: dict[str, dict[str, Way]] = {
    # The address is where the channel answers to, the queue's reason what staff read.
    "conversations": {"address": FREE, "queue_reason": MASKED, "identity": EMPTIED},
    "messages": {
        "text": MASKED, "cards": MASKED, "understanding": MASKED, "meta": MASKED,
        "payload": MASKED, "buttons": FREE, "client_msg_id": FREE,
    },
    "media": {
        "remote_id": EMPTIED, "url": EMPTIED, "name": EMPTIED, "reason": EMPTIED, "data": EMPTIED,
    },
    "ratings": {"comment": MASKED},
    "notes": {"text": MASKED, "client_msg_id": FREE},
    "lessons": {"entities": MASKED},
    "contacts": {"name": GONE, "phone": GONE, "email": GONE},
    # Kept as proof that it was given; without anybody's data.
    "consents": {"receiver": FREE, "scope": FREE},
    # Where no other conversation is about the same firm.
    "enterprises": {"name": GONE, "uscc": GONE, "qualifications": GONE},
    "needs": {
        "problem": MASKED, "detail": MASKED, "public_summary": MASKED, "metrics": MASKED,
        "industry_name": MASKED, "budget_text": MASKED, "deadline_text": MASKED,
        "company": EMPTIED, "uscc": EMPTIED, "qualifications": EMPTIED, "confidential": EMPTIED,
        "region_name": FREE, "skipped": FREE, "asked": FREE,
    },
    "need_events": {"data": MASKED},
    "suggestions": {
        "reasons": MASKED, "links": MASKED, "verdict_note": MASKED, "title": FREE, "parts": FREE,
    },
    "introductions": {"receiver": FREE},
    "challenges": {"title": MASKED, "summary": MASKED, "targets": MASKED, "ip_terms": MASKED},
    "bids": {"plan": MASKED, "comment": MASKED, "bidder": FREE},
    "contracts": {
        "title": MASKED, "ip_terms": MASKED, "milestones": MASKED, "result": MASKED, "party": FREE,
    },
    "licences": {"patent_title": FREE, "terms": FREE},
    # Judged to be terms of a trade before they are kept.
    "term_proposals": {"model": FREE},
    "channel_sends": {"carried": FREE},
    "passive_replies": {"push": FREE, "text": GONE, "carried": FREE},
    "deliveries": {"reason": FREE},
    "turns": {"error": FREE},
    "notice_permits": {"last_key": FREE, "outcome": FREE},
}  # fmt: skip
# The institution's own: the catalogue, its staff, how the desk works, what went to other systems.
WITHOUT_OWNERS = frozenset(
    {
        "universities", "mentors", "patents", "platforms", "licence_declarations",
        "catalogue_changes", "staff", "staff_sessions", "staff_wechat", "staff_identities",
        "invitations", "wechat_tickets", "identity_tickets", "audit", "labels", "canned_replies",
        "desk_rules", "store_marks", "channel_cursors", "log_changes", "need_numbers", "webhooks",
        "webhook_deliveries", "tracker_erasures",
    }
)  # fmt: skip


def masked_columns(table: str) -> tuple[str, ...]:
    return tuple(name for name, way in WAYS[table].items() if way is MASKED)


def emptied_columns(table: str) -> tuple[str, ...]:
    return tuple(name for name, way in WAYS[table].items() if way is EMPTIED)
