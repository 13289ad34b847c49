"""What people wrote lies in files that no other account of the machine can read."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.database import Database
from bot.store.migrate import migrate

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_to_others(folder: Path) -> list[str]:
    return [str(each) for each in (folder, *folder.rglob("*")) if each.stat().st_mode & OTHERS]


@pytest.fixture
def usual_umask() -> None:
    os.umask(0o022)


@pytest.mark.usefixtures("usual_umask")
async def test_a_new_database_and_what_lies_beside_it(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'desk.db'}")
    await migrate(database)
    async with database.write() as session:
        await session.execute(text("UPDATE staff SET active = active"))
    assert {each.name for each in (tmp_path / "data").iterdir()} >= {"desk.db", "desk.db-wal"}
    assert open_to_others(tmp_path / "data") == []
    await database.close()


async def test_a_database_of_an_earlier_version_is_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    file.touch(mode=0o644)
    file.chmod(0o644)
    database = Database(f"sqlite+aiosqlite:///{file}")
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
    await database.close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.usefixtures("usual_umask")
def test_a_command_leaves_nothing_open_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "reindex"],
        env={**os.environ, "BOT_DATA_DIR": str(folder)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "index").is_dir()
    assert open_to_others(folder) == []
