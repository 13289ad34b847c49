"""The reader on a small lesson: it learns, it survives storing, and several wishes all show."""

# ruff: noqa: PT009 - pytest is no part of the engine: unittest runs these

import tempfile
import unittest
from pathlib import Path

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.purposes import PurposeClassifier

LESSON = {
    "find_university": ["推荐几所大学", "想找个学校合作", "哪个高校研究陶瓷", "有哪些大学"],
    "complaint": ["老师一直联系不上", "教授不回消息", "老师联系不上", "我要投诉", "没人理我"],
    "ask_fee": ["怎么收费", "要多少钱", "许可费是多少", "价格多少钱", "收费标准"],
    "affirm": ["对", "好的", "是的", "没错", "可以"],
}


class PurposeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.storage = LocalModelStorage(Path(folder.name))
        cls.resource = Resource("purposes")
        cls.context = ExecutionContext(GraphSchema({}), "purposes")
        # So few examples: let the reader be as sure of them as the real one is of its thousands.
        cls.config = {**PurposeClassifier.get_default_config(), "strength": 200.0}
        trained = PurposeClassifier.create(cls.config, cls.storage, cls.resource, cls.context)
        trained.train(
            TrainingData(
                [
                    Message({TEXT: text, INTENT: intent})
                    for intent, texts in LESSON.items()
                    for text in texts * 3
                ]
            )
        )
        cls.classifier = PurposeClassifier.load(cls.config, cls.storage, cls.resource, cls.context)

    def read(self, text: str) -> Message:
        return self.classifier.process([Message({TEXT: text})])[0]

    def test_a_stored_reader_reads_what_it_learned(self) -> None:
        for intent, texts in LESSON.items():
            for text in texts:
                with self.subTest(text):
                    self.assertEqual(self.read(text).get(INTENT)["name"], intent)

    def test_the_ranking_is_ordered_and_names_every_intent_once(self) -> None:
        ranking = self.read("怎么收费，老师一直联系不上").get(INTENT_RANKING_KEY)

        confidences = [each["confidence"] for each in ranking]
        self.assertEqual(confidences, sorted(confidences, reverse=True))
        self.assertEqual({each["name"] for each in ranking}, set(LESSON))
        self.assertEqual(len(ranking), len(LESSON))

    def test_both_of_two_wishes_lead_the_ranking(self) -> None:
        ranking = self.read("请问许可费是多少，另外老师一直联系不上").get(INTENT_RANKING_KEY)

        self.assertEqual({each["name"] for each in ranking[:2]}, {"ask_fee", "complaint"})

    def test_odd_messages_are_read_without_failing(self) -> None:
        for text in ["", "？", "\u200b", "😀😀😀", "a" * 5000, "我" * 3000, "\n\n"]:
            with self.subTest(text[:5]):
                self.assertIn(self.read(text).get(INTENT)["name"], LESSON)

    def test_the_intent_of_a_button_stands(self) -> None:
        pressed = Message({TEXT: "/deny", INTENT: {"name": "deny", "confidence": 1.0}})

        self.assertEqual(self.classifier.process([pressed])[0].get(INTENT)["name"], "deny")

    def test_traditional_script_reads_like_simplified(self) -> None:
        for text in ("許可費是多少", "许可费是多少"):
            self.assertEqual(self.read(text).get(INTENT)["name"], "ask_fee")


if __name__ == "__main__":
    unittest.main()
