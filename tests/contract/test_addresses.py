from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from contract.addresses import client_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "client"),
    [
        ("192.0.2.7", None, [], "192.0.2.7"),
        ("192.0.2.7", "203.0.113.9", [], "192.0.2.7"),
        ("10.0.0.1", "203.0.113.9", ["10.0.0.1"], "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", ["10.0.0.2"], "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", ["10.0.0.0/8"], "203.0.113.9"),
        # What the client wrote itself stands before what the proxy appended.
        ("10.0.0.1", "127.0.0.1, 203.0.113.9", ["10.0.0.1"], "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", ["10.0.0.0/8"], "203.0.113.9"),
        ("10.0.0.1", "nonsense", ["10.0.0.1"], ""),
        ("10.0.0.1", "", ["10.0.0.1"], "10.0.0.1"),
        ("::1", "2001:db8::7", ["::1"], "2001:db8::7"),
        ("::1", "203.0.113.9", ["127.0.0.1"], "::1"),
        ("", "203.0.113.9", ["10.0.0.1"], ""),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    settings: Any, peer: str, forwarded: str | None, proxies: list[str], client: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}

    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)

    assert client_address(request) == client
