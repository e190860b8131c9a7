from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

import structlog
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import Token

if TYPE_CHECKING:
    from accounts.models import User

# `last_activity` is for people to read; more exact would be a write with each request.
ACTIVITY_STEP = timedelta(minutes=1)

# Where a cookie's data name its session.
COOKIE_SESSION = "user_session"


class SessionBoundJWTAuthentication(JWTAuthentication):
    """`Authorization: Bearer <access>`, good while the token's session lives."""

    def get_user(self, validated_token: Token) -> User:  # type: ignore[override]
        from accounts import tokens
        from accounts.models import UserSession

        now = timezone.now()
        session = (
            UserSession.objects.live(now)
            .filter(pk=tokens.session_id(validated_token), user__is_active=True)
            .select_related("user")
            .first()
        )
        if session is None:
            raise AuthenticationFailed("The session has ended.", code="session_ended")
        if now - session.last_activity > ACTIVITY_STEP:
            UserSession.objects.filter(pk=session.pk).update(last_activity=now)
        structlog.contextvars.bind_contextvars(user_id=session.user_id)
        return session.user


def user_of(request: Request | HttpRequest) -> User:
    """Return who asks, where a view lets nobody in but users; the type says so, too."""
    return cast("User", request.user)


def current_session_id(request: Request) -> UUID | None:
    """Return the id of the session that `request` came in; None where it came in none."""
    from accounts import tokens

    if isinstance(request.auth, Token):
        return tokens.session_id(request.auth)
    kept = request.session.get(COOKIE_SESSION) if hasattr(request, "session") else None
    return UUID(kept) if kept else None
