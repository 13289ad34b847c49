"""Receivers of webhooks, and a clock that tests turn."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from tests.fixtures.hook_receiver import Receiver, receiver
from tests.fixtures.webhooks import TurnedClock


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
async def receivers() -> AsyncIterator[Callable[[], Awaitable[Receiver]]]:
    async with AsyncExitStack() as stack:
        yield lambda: stack.enter_async_context(receiver())


@pytest.fixture
async def hook(receivers: Callable[[], Awaitable[Receiver]]) -> Receiver:
    return await receivers()
