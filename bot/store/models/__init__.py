"""Every table of the shared store; importing this package registers them all."""

from bot.store.models.base import Base, new_id
from bot.store.models.catalogue import (
    CatalogueChange,
    LicenceDeclaration,
    Mentor,
    Patent,
    University,
)
from bot.store.models.channel import ChannelCursor, ChannelSend
from bot.store.models.conversation import (
    Conversation,
    Delivery,
    LogChange,
    Message,
    Turn,
    VisitorSession,
)
from bot.store.models.desk import (
    CannedReply,
    DeskRule,
    Label,
    Labelling,
    Mention,
    Note,
    Seen,
    StoreMark,
    Viewing,
    Wait,
)
from bot.store.models.need import (
    Consent,
    Contact,
    Enterprise,
    Introduction,
    Need,
    NeedEvent,
    NeedNumber,
    Suggestion,
)
from bot.store.models.staff import Audit, Staff, StaffSession

__all__ = [
    "Audit",
    "Base",
    "CannedReply",
    "CatalogueChange",
    "ChannelCursor",
    "ChannelSend",
    "Consent",
    "Contact",
    "Conversation",
    "Delivery",
    "DeskRule",
    "Enterprise",
    "Introduction",
    "Label",
    "Labelling",
    "LicenceDeclaration",
    "LogChange",
    "Mention",
    "Mentor",
    "Message",
    "Need",
    "NeedEvent",
    "NeedNumber",
    "Note",
    "Patent",
    "Seen",
    "Staff",
    "StaffSession",
    "StoreMark",
    "Suggestion",
    "Turn",
    "University",
    "Viewing",
    "VisitorSession",
    "Wait",
    "new_id",
]
