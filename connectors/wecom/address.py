"""How a customer of 微信客服 is named in the store: the account and the customer, as one text."""

from __future__ import annotations

from bot.errors import BadRequest

SEPARATOR = ":"
LONGEST = 128


def make_address(open_kfid: str, customer: str) -> str:
    address = f"{open_kfid}{SEPARATOR}{customer}"
    if not open_kfid or not customer or SEPARATOR in open_kfid or len(address) > LONGEST:
        raise BadRequest("open_kfid 或 external_userid 有误")
    return address


def read_address(address: str) -> tuple[str, str]:
    open_kfid, _, customer = address.partition(SEPARATOR)
    return open_kfid, customer
