"""What Rasa takes from the action server: as strict as before, checked in less time."""

# ruff: noqa: PT009, PT027 - pytest is no part of the engine: unittest runs these

import unittest
from unittest.mock import patch

from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction

import engine.components.purposes  # noqa: F401 - installs the check, as config.yml makes Rasa do
from engine.components.action_answers import answer_validator, validate_answer

GOOD = {
    "events": [{"event": "slot", "timestamp": None, "name": "budget", "value": "50万"}],
    "responses": [{"text": "好的", "custom": {"cards": []}}],
}
BAD = (
    {"events": [{"no event": 1}], "responses": []},
    {"events": [{"event": 3}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": "好的"},
    {"events": [], "responses": ["好的"]},
    [],
    "好的",
)


class AnswerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.action = RemoteAction("action_find", None)

    def test_it_stands_where_rasa_looks(self) -> None:
        self.assertIs(RemoteAction._validate_action_result, validate_answer)

    def test_a_good_answer_passes(self) -> None:
        self.assertTrue(self.action._validate_action_result(GOOD))

    def test_it_refuses_what_rasa_refuses(self) -> None:
        for answer in BAD:
            with self.subTest(answer=answer):
                with self.assertRaises(ValidationError):
                    validate(answer, RemoteAction.action_response_format_spec())
                with self.assertRaisesRegex(ValidationError, "Failed to validate Action server"):
                    self.action._validate_action_result(answer)

    def test_the_schema_is_checked_once(self) -> None:
        answer_validator.cache_clear()
        kind = type(answer_validator())
        with patch.object(kind, "check_schema") as check:
            for _ in range(3):
                self.action._validate_action_result(GOOD)
        check.assert_not_called()


if __name__ == "__main__":
    unittest.main()
