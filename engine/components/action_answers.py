"""Rasa checks each answer of the action server against a schema, and each time the schema itself.

``jsonschema.validate`` does the latter; it took 40 % of a turn. The schema never changes while a
server runs, so here it is checked when the first answer comes. Nothing is let through that Rasa
would refuse.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.constants import DOCS_BASE_URL


@lru_cache(maxsize=1)
def answer_validator() -> Validator:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def validate_answer(_action: RemoteAction, answer: dict[str, Any]) -> bool:
    """Raises jsonschema's ValidationError with Rasa's words, as the method that it replaces."""
    error = best_match(answer_validator().iter_errors(answer))
    if error is None:
        return True
    error.message += (
        ". Failed to validate Action server response from API, make sure your response from the "
        f"Action endpoint is valid. For more information see {DOCS_BASE_URL}/custom-actions"
    )
    raise error


def install() -> None:
    RemoteAction._validate_action_result = validate_answer
