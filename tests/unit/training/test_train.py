"""Training once, atomically. A small program stands in for the engine's Python: the real training
is what the dialogue tests start from."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.errors import SettingsInvalid
from bot.training import train
from bot.training.train import TrainingFailed, ensure_model

TRAINS = """#!/bin/sh
# rasa train --out FOLDER --fixed-model-name NAME
echo run >> "$(dirname "$0")/runs"
test "$RASA_TELEMETRY_ENABLED" = false || exit 9
echo model > "$5/$7.tar.gz"
"""
FAILS = """#!/bin/sh
echo half > "$5/$7.tar.gz"
echo "domain.yml: no such intent"
exit 1
"""


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = folder / "python"
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setattr(train, "ENGINE_PYTHON", program)
    return folder / "runs"


def models(data_dir: Path) -> set[str]:
    return {path.name for path in (data_dir / "models").glob("*") if path.name != ".lock"}


def test_trained_once_and_then_only_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = stand_in(tmp_path, TRAINS, monkeypatch)

    first = ensure_model(tmp_path / "data")
    second = ensure_model(tmp_path / "data")

    assert first == second
    assert first.read_text() == "model\n"
    assert runs.read_text() == "run\n"
    assert models(tmp_path / "data") == {first.name}


def test_two_starts_at_once_train_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = stand_in(tmp_path, TRAINS, monkeypatch)
    starts = [threading.Thread(target=ensure_model, args=(tmp_path,)) for _ in range(3)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert runs.read_text() == "run\n"


def test_a_changed_source_trains_anew_and_two_models_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, TRAINS, monkeypatch)
    trained = []
    for mark in ("a", "b", "c"):
        monkeypatch.setattr(train, "fingerprint", lambda mark=mark: mark)
        trained.append(ensure_model(tmp_path))

    assert not trained[0].exists()
    assert models(tmp_path) == {trained[1].name, trained[2].name}


def test_a_failed_training_leaves_no_model_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, FAILS, monkeypatch)

    with pytest.raises(TrainingFailed, match=r"domain\.yml: no such intent"):
        ensure_model(tmp_path)

    assert list((tmp_path / "models").glob("*.tar.gz")) == []


def test_a_full_disk_is_said_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = stand_in(tmp_path, TRAINS, monkeypatch)
    monkeypatch.setattr(train, "NEEDED_BYTES", 1 << 62)

    with pytest.raises(TrainingFailed, match="磁盘空间不足"):
        ensure_model(tmp_path)

    assert not runs.exists()


def test_a_missing_engine_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "ENGINE_PYTHON", tmp_path / "none")

    with pytest.raises(SettingsInvalid, match="make setup"):
        ensure_model(tmp_path)
