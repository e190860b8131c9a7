"""Who opens a WebSocket: the cookie's user, or a one-time ticket's; and from which page."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.security.websocket import WebsocketDenier
from django.contrib.auth.models import AnonymousUser

from accounts import tickets
from contract import redis_link
from jobqueue.refusal import TRY_AGAIN, turn_away


class SocketAuth:
    """Sets `scope["user"]`. A foreign Origin is refused with 403; without an Origin (a script, not
    a page) only a ticket counts, since a cookie alone could have been sent by anything."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.by_cookie = AuthMiddlewareStack(inner)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        host = headers.get(b"host", b"").decode("latin-1")
        # With the port: another program on this machine is another origin.
        if origin and _host_of(origin) != host:
            return await WebsocketDenier()(scope, receive, send)
        ticket = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0]
        if ticket:
            try:
                user = await sync_to_async(tickets.redeem)(ticket)
            except redis_link.Away:
                # Not "who are you", which a page takes for final: the ticket may be good.
                return await turn_away(receive, send, TRY_AGAIN)
            return await self.inner({**scope, "user": user or AnonymousUser()}, receive, send)
        if origin:
            return await self.by_cookie(scope, receive, send)
        return await self.inner({**scope, "user": AnonymousUser()}, receive, send)


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
