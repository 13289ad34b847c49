"""Which addresses are public, whatever they are written as."""

from __future__ import annotations

import pytest

from connectors.webhooks.addresses import is_public


@pytest.mark.parametrize("host", ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public(host: str) -> None:
    assert is_public(host)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0",
        "fc00::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_inner_ones_and_those_that_lead_to_one(host: str) -> None:
    assert not is_public(host)
