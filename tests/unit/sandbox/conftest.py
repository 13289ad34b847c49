"""The rooms of the sandbox, each alone, with an account that is invented for tests."""

from __future__ import annotations

import pytest

from bot.clock import Clock
from connectors.sandbox.account import Account
from connectors.sandbox.platform import Phone, Platform
from tests.fixtures.wechat_account import AES_KEY, APP_ID, TOKEN

SECRET = "an-invented-app-secret"


@pytest.fixture
def account() -> Account:
    return Account(APP_ID, SECRET, TOKEN, AES_KEY, "secure")


@pytest.fixture
def platform() -> Platform:
    return Platform(Clock(), verified=True)


@pytest.fixture
def phone(platform: Platform) -> Phone:
    """Of an owner who follows, and has said nothing yet."""
    made = platform.add_phone("王师傅")
    made.following, made.followed_at = True, platform.clock.now()
    return made
