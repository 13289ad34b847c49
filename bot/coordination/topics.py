"""What the bus speaks of: one topic for each conversation, and one for the whole desk."""

# Its payloads are "<what> <conversation id>", what being one of the words below.
DESK = "desk"

# The log or the owner of a conversation changed.
CHANGED = "changed"
# Who looks at it, or types in it.
PRESENCE = "presence"
NOTES = "notes"
NEED = "need"
# "<conversation id>/<staff id>": a colleague is named in a note.
MENTION = "mention"
# A colleague signed out or was disabled; carries no conversation.
SESSIONS = "sessions"

# Its payloads are ids of visitors' lines that have to end, at whichever front door they are held.
SURPLUS_LINES = "surplus-lines"


def topic_of(conversation_id: str) -> str:
    return f"conversation:{conversation_id}"


def desk_payload(what: str, conversation_id: str = "") -> str:
    return f"{what} {conversation_id}"
