"""Which purposes a message has: a linear reader of the whole message and of its clauses.

Instead of Rasa's DIET, which on the same data took minutes to train and gave 「你好」 a confidence
of 0.40: no threshold can tell that from a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
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
from engine.components.matters import needs_among, split_matters, without_number
from engine.components.reader import Reader
from engine.components.several import MOVES, PLAIN, Clause, several

# Rasa loads components by their names in config.yml: every engine passes here, and no other place.
action_answers.install()

MODEL_FILE = "reader.joblib"
# From here on the reading of the whole message stands by itself.
SURE = 0.45
# Beside the ranking: the parts of a message that wants several things, the leading one first.
PURPOSES = "purposes"
# And the words of each need, where a message tells several.
NEEDS = "needs"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PurposeClassifier(GraphComponent, IntentClassifier):
    """Sets ``intent`` and ``intent_ranking``. Where a message wants several things, each with its
    words stands in ``purposes``, and the ranking begins with them: the first is what the talk goes
    on with, so that 「环评你们管吗，另外上次的老师联系不上」 shows both."""

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
        parts, matters = split_clauses(text), split_matters(text)
        rows = self._reader.probabilities([text, *parts, *map(without_number, matters)])
        read = [
            Clause(part, self._reader.intents[int(row.argmax())], float(row.max()))
            for part, row in zip([*parts, *matters], rows[1:], strict=True)
        ]
        clauses, told = read[: len(parts)], read[len(parts) :]
        wanted = several(clauses)
        ranking = self._rank(rows, clauses, wanted)[: self._config["ranking_length"]]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(PURPOSES, [asdict(each) for each in wanted], add_to_output=True)
        message.set(NEEDS, needs_among(told), add_to_output=True)

    def _rank(
        self, rows: NDArray[np.float64], clauses: list[Clause], wanted: list[Clause]
    ) -> list[dict[str, Any]]:
        whole, names = rows[0], self._reader.intents
        # A message of several parts leaves the whole unsure; what a part says plainly decides.
        evidence = whole if whole.max() >= SURE else (whole + self._plainly(clauses)) / 2
        read = {name: float(evidence[at]) for at, name in enumerate(names)}
        first = max(read, key=lambda name: read[name])
        read[first] = max(read[first], float(whole[names.index(first)]))
        for each in wanted:
            read[each.name] = each.confidence
        left = sorted(read.keys() - {each.name for each in wanted}, key=lambda name: -read[name])
        return list(_descending([*(each.name for each in wanted), *left], read))

    def _plainly(self, clauses: list[Clause]) -> NDArray[np.float64]:
        at = {name: place for place, name in enumerate(self._reader.intents)}
        plain = np.zeros(len(at))
        for clause in clauses:
            if clause.confidence >= PLAIN and clause.name not in MOVES:
                plain[at[clause.name]] = max(plain[at[clause.name]], clause.confidence)
        return plain


def _descending(names: list[str], read: dict[str, float]) -> Iterator[dict[str, Any]]:
    """Rasa takes a ranking that rises for an ambiguous one."""
    sure = 1.0
    for name in names:
        sure = min(sure, read[name])
        yield {"name": name, "confidence": sure}
