"""What the supervisor starts, as the shell reads it."""

from __future__ import annotations

import subprocess

from bot.app import ROOT


def test_the_engine_gets_a_token_and_a_path_of_any_shape() -> None:
    """A token made at random begins with a dash once in 64 starts; a clone may lie in 我的 项目."""
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    engine = next(line for line in lines if line.startswith("engine:"))
    arguments = engine.partition(" engine.serving run ")[2]
    environment = {
        "BOT_MODEL": "/home/我的 项目/model.tar.gz", "BOT_ENGINE_PORT": "5005",
        "BOT_ENGINE_TOKEN": "-x y",
    }  # fmt: skip
    said = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {arguments}"],
        env=environment, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert said[:2] == ["--model", "/home/我的 项目/model.tar.gz"]
    assert said[-1] == "--auth-token=-x y"
