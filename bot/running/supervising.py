"""One supervisor over few processes: honcho runs the Procfile with the environment made here."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from bot.app import ROOT
from bot.running.preparing import engine_port
from bot.settings import Settings
from connectors.sandbox.account import sandbox_environment

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Rasa's: that it starts, loads and is up. That all is ready is said once, by the front door.
    "LOG_LEVEL": "WARNING",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    # Two cores serve turns better with one TensorFlow thread than with a pool that fights.
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    # The action server's web framework listens everywhere unless it is told.
    "SANIC_HOST": "127.0.0.1",
}


def tracker_url(settings: Settings) -> str:
    """As Rasa's SQLAlchemy 1.4 takes it: without the async driver."""
    scheme, _, rest = settings.tracker_database_url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


def process_environment(settings: Settings, model: Path) -> dict[str, str]:
    token = settings.bot_engine_token
    return {
        **os.environ,
        **QUIET,
        "BOT_DATA_DIR": str(settings.bot_data_dir.resolve()),
        "BOT_MODEL": str(model),
        "BOT_ENGINE_PORT": str(engine_port(settings)),
        "BOT_ENGINE_TOKEN": token.get_secret_value() if token else secrets.token_urlsafe(24),
        "BOT_ACTION_PORT": str(settings.bot_action_port),
        "BOT_TRACKER_URL": tracker_url(settings),
        **sandbox_environment(settings),
    }


def supervise(settings: Settings, model: Path) -> None:
    """Become the supervisor. Ctrl-C or SIGTERM ends every process that it started."""
    os.chdir(ROOT)
    honcho = Path(sys.executable).with_name("honcho")
    environment = process_environment(settings, model)
    os.execve(  # noqa: S606 - our own program with our own arguments
        honcho, ["honcho", "--no-prefix", "start", "-f", str(ROOT / "Procfile")], environment
    )
