"""Sessions: opened by a login, listed to their owner, ended by them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

from django.conf import settings
from django.contrib.auth.models import update_last_login
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit, tokens
from accounts.models import User, UserSession
from accounts.signals import logged_in
from contract.addresses import client_address

# How long a dead session's row is kept: nothing asks for it any more.
KEPT = timedelta(days=30)


class Opened(TypedDict):
    user: User
    access: str
    refresh: str


def open_session(
    request: HttpRequest, user: User, *, expires_at: datetime | None = None, session_key: str = ""
) -> UserSession:
    """Return a new session of `user` for the device that asks; the user's long dead ones go."""
    now = timezone.now()
    user.sessions.filter(expires_at__lt=now - KEPT).delete()
    session = UserSession.objects.create(
        user=user,
        device=_device(request),
        ip=client_address(request) or None,
        session_key=session_key,
        created_at=now,
        last_activity=now,
        expires_at=expires_at or now + timedelta(days=settings.REFRESH_TOKEN_DAYS),
    )
    audit.record(user, "logged_in", noun="session", subject_id=session.pk, device=session.device)
    return session


def log_in(request: HttpRequest, user: User) -> Opened:
    """Open a session for an API client and return its tokens; tell everybody who listens."""
    session = open_session(request, user)
    pair = tokens.issue(session)
    update_last_login(None, user)  # type: ignore[arg-type]
    announce(request, user)
    return {"user": user, **pair}


def announce(request: HttpRequest, user: User) -> None:
    """Send `logged_in`; a receiver's fault is logged, and keeps nobody out."""
    logged_in.send_robust(sender=User, user=user, request=request)


def _device(request: HttpRequest) -> str:
    text = request.headers.get("User-Agent", "")[:200]
    return text.replace("\0", "").encode("utf-8", "replace").decode()
