"""Owners who talk to the trained engine, straight at Rasa's REST channel."""

from __future__ import annotations

from itertools import count

import pytest

from tests.dialogue.owner import Owner
from tests.fixtures.stack import Stack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "dialogue" in item.path.parts:
            item.add_marker(pytest.mark.engine)


_numbers = count(1)


@pytest.fixture
def owner(stack: Stack) -> Owner:
    """Somebody who has never written before."""
    return Owner(stack.engine_url, stack.settings().database_url, f"owner-{next(_numbers)}")
