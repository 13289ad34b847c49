"""Train the dialogue model when its sources changed; otherwise name the one that fits."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import DeskError, SettingsInvalid
from bot.training.fingerprint import ROOT, fingerprint

ENGINE_PYTHON = ROOT / "engine" / ".venv" / "bin" / "python"
KEPT_MODELS = 2
# Rasa unpacks, caches and packs a model several times while it trains.
NEEDED_BYTES = 500 << 20
SAY_EVERY = 10.0

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    # Rasa's own cache does not see a changed module or package of the engine; our fingerprint does.
    "RASA_MAX_CACHE_SIZE": "0",
}


class TrainingFailed(DeskError):
    code = "training_failed"
    title = "模型训练失败"


def ensure_model(data_dir: Path) -> Path:
    """The model of the present sources, trained first where it is missing (about two minutes).

    Raises SettingsInvalid where the engine's environment is missing, and TrainingFailed with
    Rasa's own last lines. Two callers at once train once.
    """
    folder = data_dir.resolve() / "models"
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{fingerprint()}.tar.gz"
    with _locked(folder / ".lock"):
        if not model.exists():
            _train(model)
            _drop_old(folder, keep=model)
    return model


def engine_environment() -> dict[str, str]:
    return {**os.environ, **QUIET}


def _train(model: Path) -> None:
    if not ENGINE_PYTHON.exists():
        raise SettingsInvalid("对话引擎的环境还没有安装：请运行 make setup")
    free = shutil.disk_usage(model.parent).free
    if free < NEEDED_BYTES:
        raise TrainingFailed(f"磁盘空间不足：{model.parent} 只剩 {free >> 20} MB，训练要 500 MB")
    _say("训练对话模型（来源有变化，约需两分钟）……")
    draft = model.with_name(f"draft-{os.getpid()}")
    log = model.with_suffix(".log")
    command = [
        str(ENGINE_PYTHON), "-m", "rasa", "train",
        "--out", str(model.parent), "--fixed-model-name", draft.name,
    ]  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed arguments
            command, cwd=ROOT, env=engine_environment(), stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        _watch(process)
    trained = model.parent / f"{draft.name}.tar.gz"
    if process.returncode != 0 or not trained.exists():
        trained.unlink(missing_ok=True)
        lines = log.read_text(errors="replace").strip().splitlines()[-8:]
        raise TrainingFailed("模型训练失败：\n" + "\n".join(lines))
    trained.rename(model)
    log.unlink()


def _watch(process: subprocess.Popen[bytes]) -> None:
    started = time.monotonic()
    try:
        while True:
            try:
                process.wait(SAY_EVERY)
                return
            except subprocess.TimeoutExpired:
                _say(f"  训练中，已用 {time.monotonic() - started:.0f} 秒 ……")
    except BaseException:
        process.kill()
        process.wait()
        raise


def _drop_old(folder: Path, keep: Path) -> None:
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in [path for path in models if path != keep][KEPT_MODELS - 1 :]:
        old.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
