"""One-time tickets that open a WebSocket: good for one connection within half a minute."""

from __future__ import annotations

import json
import logging
import secrets
from hashlib import sha256
from uuid import UUID

from django.utils import timezone

from accounts.models import User, UserSession
from contract import redis_link
from contract.errors import QueueUnavailable

log = logging.getLogger(__name__)

LIFETIME_SECONDS = 30
PREFIX = "musicdb:ticket:"


def issue(user: User, session_id: UUID | None = None) -> str:
    """Return a ticket for `user`, good while their session lives; raises QueueUnavailable."""
    ticket = secrets.token_urlsafe(32)
    holder = json.dumps({"user": user.pk, "session": str(session_id) if session_id else None})
    try:
        redis_link.call(lambda redis: redis.set(_key(ticket), holder, ex=LIFETIME_SECONDS))
    except redis_link.Away as error:
        log.warning("no ticket, Redis is silent: %s", error)
        raise QueueUnavailable("Live updates cannot be reached just now.") from None
    return ticket


def redeem(ticket: str) -> User | None:
    """Take the ticket and return whose it was; None where it is unknown, taken or too old. Raises
    `redis_link.Away`: then it may still be good."""
    holder = redis_link.call(lambda redis: redis.getdel(_key(ticket)))
    if holder is None:
        return None
    named = json.loads(holder)
    if named["session"] and not _lives(named["session"]):
        return None
    return User.objects.filter(pk=named["user"], is_active=True).first()


def _lives(session_id: str) -> bool:
    return UserSession.objects.live(timezone.now()).filter(pk=session_id).exists()


def _key(ticket: str) -> str:
    # `replace`: a ticket comes from a URL and may be anything.
    return PREFIX + sha256(ticket.encode("utf-8", "replace")).hexdigest()
