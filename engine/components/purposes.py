"""Which purposes a message has: a linear reader of the whole message and of its clauses.

Instead of Rasa's DIET, which on the same data took minutes to train and gave 「你好」 a confidence
of 0.40: no threshold can tell that from a guess.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components import action_answers
from engine.components.clauses import split_clauses
from engine.components.reader import Reader

# Rasa loads components by their names in config.yml: every engine passes here, and no other place.
action_answers.install()

MODEL_FILE = "reader.joblib"
# A clause must be this sure before its purpose is shown beside that of the whole message.
PLAIN = 0.6
# From here on the reading of the whole message stands by itself.
SURE = 0.45
# Moves in a conversation mean something only as a whole message: 「我们是做塑料的，老开裂」 is one
# need, not an answer and a need.
MOVES = frozenset(
    {
        *("inform", "correct", "skip", "affirm", "deny", "cancel", "back", "resume"),
        *("more", "why", "another_region", "cheaper"),
        *("greet", "goodbye", "thanks", "chitchat", "help", "bot_challenge"),
    }
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PurposeClassifier(GraphComponent, IntentClassifier):
    """Sets ``intent`` and ``intent_ranking``. In the ranking a purpose that one clause states
    plainly stands with that clause's confidence, so that 「环评你们管吗，另外上次的老师联系不上」
    shows both; the first entry is always the reading of the whole message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"ranking_length": 10, "strength": 10.0, "dictionary_path": None}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, reader: Reader
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._reader = reader

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PurposeClassifier:
        dictionary = Path(config["dictionary_path"]) if config["dictionary_path"] else None
        words = sorted(dictionary.glob("*.txt")) if dictionary else []
        vocabulary = [line for page in words for line in page.read_text("utf-8").split()]
        reader = Reader(vocabulary, strength=config["strength"])
        return cls(config, model_storage, resource, reader)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PurposeClassifier:
        with model_storage.read_from(resource) as folder:
            reader: Reader = joblib.load(folder / MODEL_FILE)
        # The first message should not pay for loading dictionaries and word vectors.
        reader.probabilities(["你好"])
        return cls(config, model_storage, resource, reader)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        self._reader.learn(
            [each.get(TEXT) for each in examples], [each.get(INTENT) for each in examples]
        )
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._reader, folder / MODEL_FILE, compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            # A button's /payload has been read before the pipeline: its intent stands.
            if (message.get(INTENT) or {}).get("name") is None:
                self._read(message, str(message.get(TEXT) or ""))
        return messages

    def _read(self, message: Message, text: str) -> None:
        parts = split_clauses(text)
        rows = self._reader.probabilities([text, *parts])
        ranking = self._rank(rows)[: self._config["ranking_length"]]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _rank(self, rows: NDArray[np.float64]) -> list[dict[str, Any]]:
        whole, names = rows[0], self._reader.intents
        plain = self._plain_in_a_clause(rows[1:])
        # A message of several parts leaves the whole unsure; what a part says plainly decides.
        evidence = whole if whole.max() >= SURE else (whole + plain) / 2
        first = int(evidence.argmax())
        sure = float(max(whole[first], evidence[first]))
        shown = np.minimum(np.maximum(whole, plain), sure)
        others = sorted((at for at in range(len(names)) if at != first), key=lambda at: -shown[at])
        return [
            {"name": names[first], "confidence": sure},
            *({"name": names[at], "confidence": float(shown[at])} for at in others),
        ]

    def _plain_in_a_clause(self, clauses: NDArray[np.float64]) -> NDArray[np.float64]:
        plain = np.zeros(len(self._reader.intents))
        for clause in clauses:
            at = int(clause.argmax())
            if clause[at] >= PLAIN and self._reader.intents[at] not in MOVES:
                plain[at] = max(plain[at], clause[at])
        return plain
