"""The password that a first start invents is told again when all is ready, once."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.running.announcing import FIRST_PASSWORD, keep_first_password, take_first_password
from bot.settings import Settings


def test_it_is_taken_once_and_lies_where_nobody_else_reads_it(tmp_path: Path) -> None:
    settings = Settings(bot_data_dir=tmp_path)
    keep_first_password(settings, "invented")
    assert stat.S_IMODE((tmp_path / FIRST_PASSWORD).stat().st_mode) == 0o600
    assert take_first_password(settings) == "invented"
    assert take_first_password(settings) is None


def test_a_later_start_does_not_tell_it(tmp_path: Path) -> None:
    settings = Settings(bot_data_dir=tmp_path)
    keep_first_password(settings, "invented")
    keep_first_password(settings, None)
    assert take_first_password(settings) is None
