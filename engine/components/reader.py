"""A linear reader: character and word n-grams beside a sentence vector, one weight per intent."""

from __future__ import annotations

import logging
from typing import Any

import jieba
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from engine.components.meaning import can_tell_meaning, meanings
from engine.components.script import shape

jieba.setLogLevel(logging.WARNING)

# A sentence vector against the n-grams, all of unit length. 1.5 and 3 read the held-out file alike.
MEANING_WEIGHT = 3.0
ITERATIONS = 80


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
        self._grams = FeatureUnion(
            [
                ("chars", _counter(analyzer="char", ngram_range=(1, 3), max_features=12_000)),
                (
                    "words",
                    _counter(
                        tokenizer=Words(vocabulary), token_pattern=None, lowercase=False,
                        ngram_range=(1, 2), max_features=6_000,
                    ),
                ),
            ]
        )  # fmt: skip
        self._weights = LogisticRegression(C=strength, max_iter=ITERATIONS)
        self._with_meaning = can_tell_meaning()

    @property
    def intents(self) -> list[str]:
        return [str(name) for name in self._weights.classes_]

    def learn(self, texts: list[str], intents: list[str]) -> None:
        shaped = [shape(text) for text in texts]
        self._weights.fit(self._beside(self._grams.fit_transform(shaped), texts), intents)

    def probabilities(self, texts: list[str]) -> NDArray[np.float64]:
        """One row a text; columns in the order of ``intents``; each row sums to one."""
        grams = self._grams.transform([shape(text) for text in texts])
        rows: NDArray[np.float64] = self._weights.predict_proba(self._beside(grams, texts))
        return rows

    def _beside(self, grams: csr_matrix, texts: list[str]) -> csr_matrix:
        # A model reads with what it was trained with: zeros for missing vectors would mislead it.
        if not self._with_meaning:
            return grams.tocsr()
        return hstack([grams, csr_matrix(meanings(texts) * MEANING_WEIGHT)]).tocsr()


def _counter(**options: Any) -> TfidfVectorizer:
    return TfidfVectorizer(sublinear_tf=True, min_df=2, **options)
