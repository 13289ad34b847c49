"""A trained model reads texts outside the running system, in the engine's own Python."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.errors import SettingsInvalid
from bot.training.fingerprint import ROOT
from bot.training.train import ENGINE_PYTHON, TrainingFailed, engine_environment

FALLBACK = "nlu_fallback"


def read_with_model(texts: Sequence[str], model: Path) -> list[dict[str, Any]]:
    """The engine's reading of each text: ``intent``, ``confidence`` and ``ranking``."""
    if not ENGINE_PYTHON.exists():
        raise SettingsInvalid("对话引擎的环境还没有安装：请运行 make setup")
    done = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
        [str(ENGINE_PYTHON), "-m", "engine.training.predict", str(model)],
        input=json.dumps(list(texts)), capture_output=True, text=True, check=False,
        cwd=ROOT, env=engine_environment(),
    )  # fmt: skip
    if done.returncode != 0:
        raise TrainingFailed("模型读不了：\n" + "\n".join(done.stderr.strip().splitlines()[-5:]))
    readings: list[dict[str, Any]] = json.loads(done.stdout)
    return readings
