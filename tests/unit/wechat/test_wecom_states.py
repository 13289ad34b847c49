"""Which moves WeCom allows between the states of a 微信客服 session."""

from __future__ import annotations

import itertools

import pytest

from bot.errors import BadRequest
from connectors.wecom.address import make_address, read_address
from connectors.wecom.states import State, may_move
from tests.fixtures.wecom_api import LEGAL


def test_only_documented_moves_are_made() -> None:
    allowed = {(int(a), int(b)) for a, b in itertools.product(State, State) if may_move(a, b)}
    assert allowed == LEGAL
    assert not any(may_move(State.ENDED, to) for to in State)


def test_an_address_names_account_and_customer() -> None:
    assert read_address(make_address("wkA", "wmB")) == ("wkA", "wmB")
    for wrong in (("", "wm"), ("wk", ""), ("w:k", "wm"), ("wk", "x" * 130)):
        with pytest.raises(BadRequest):
            make_address(*wrong)
