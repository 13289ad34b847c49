"""Two linear readers, one of words and sounds, one of sentence vectors; their opinions are weighed.

Trained apart, because together they take four times as long and read worse (docs/PIPELINES.md).
"""

from __future__ import annotations

import logging
from typing import Any

import jieba
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from engine.components.meaning import can_tell_meaning, meanings
from engine.components.script import normalise, shape
from engine.components.spoken import plain_speech, sounds

jieba.setLogLevel(logging.WARNING)

# How much the n-grams' opinion weighs; the sentence vector's has the rest. 0.6 to 0.75 read alike.
WORDS_WEIGH = 0.7
# Sentence vectors are of unit length, which the regression would hardly feel.
MEANING_SCALE = 3.0
# Steps of the solver; more change nothing that a text of the test sets shows.
WORD_STEPS, MEANING_STEPS = 40, 60


class Words:
    """Jieba with the words of the trade; pickled as its vocabulary, without jieba's own tables."""

    def __init__(self, vocabulary: list[str]) -> None:
        self._vocabulary = vocabulary
        self._jieba: jieba.Tokenizer | None = None

    def __call__(self, text: str) -> list[str]:
        if self._jieba is None:
            self._jieba = jieba.Tokenizer()
            for word in self._vocabulary:
                self._jieba.add_word(word)
        return [word for word in self._jieba.lcut(text) if word.strip()]

    def __getstate__(self) -> dict[str, Any]:
        return {"_vocabulary": self._vocabulary, "_jieba": None}


class Reader:
    """Learns from texts and their intents, then gives each intent's probability for a text."""

    def __init__(self, vocabulary: list[str], *, strength: float) -> None:
        words = {"tokenizer": Words(vocabulary), "token_pattern": None, "lowercase": False}
        heard = {"tokenizer": sounds, "token_pattern": None, "lowercase": False}
        self._grams = FeatureUnion(
            [
                ("chars", _counter(analyzer="char", ngram_range=(1, 3), max_features=12_000)),
                ("words", _counter(**words, ngram_range=(1, 2), max_features=6_000)),
                ("sounds", _counter(**heard, ngram_range=(2, 3), max_features=12_000)),
            ]
        )
        self._by_words = LogisticRegression(C=strength, max_iter=WORD_STEPS)
        self._by_meaning = LogisticRegression(C=strength, max_iter=MEANING_STEPS)
        self._with_meaning = can_tell_meaning()

    @property
    def intents(self) -> list[str]:
        return [str(name) for name in self._by_words.classes_]

    def learn(self, texts: list[str], intents: list[str]) -> None:
        plain = [plain_speech(normalise(text)) for text in texts]
        shaped = [shape(text) for text in plain]
        self._by_words.fit(self._grams.fit_transform(shaped).astype(np.float32), intents)
        if self._with_meaning:
            self._by_meaning.fit(meanings(plain) * MEANING_SCALE, intents)

    def probabilities(self, texts: list[str]) -> NDArray[np.float64]:
        """One row a text; columns in the order of ``intents``; each row sums to one."""
        plain = [plain_speech(normalise(text)) for text in texts]
        shaped = [shape(text) for text in plain]
        logs = self._by_words.predict_log_proba(self._grams.transform(shaped))
        # A model reads with what it was trained with: the words alone would be surer than both.
        if self._with_meaning:
            meant = self._by_meaning.predict_log_proba(meanings(plain) * MEANING_SCALE)
            logs = WORDS_WEIGH * logs + (1 - WORDS_WEIGH) * np.maximum(meant, -30)
        rows: NDArray[np.float64] = np.exp(logs - logs.max(axis=1, keepdims=True))
        return rows / rows.sum(axis=1, keepdims=True)


def _counter(**options: Any) -> TfidfVectorizer:
    return TfidfVectorizer(sublinear_tf=True, min_df=2, **options)
