from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of who asks: the peer's, or what a trusted proxy says of it; "" unknown.

    X-Forwarded-For is read from its end: each trusted proxy has appended whom it heard from, so the
    first address that is no trusted proxy is the client. What stands before it anybody can write.
    """
    address = _sane(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    for earlier in reversed([part for part in forwarded if part.strip()]):
        if not _is_trusted(address):
            break
        address = _sane(earlier)
    return address


def _sane(text: str) -> str:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def _is_trusted(address: str) -> bool:
    if not address:
        return False
    found = ip_address(address)
    return any(found in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
