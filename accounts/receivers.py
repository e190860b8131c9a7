"""A login by cookie (pages, admin) opens a session like one by the API, and a logout ends it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import sessions
from accounts.authentication import COOKIE_SESSION
from accounts.models import User, UserSession


@receiver(user_logged_in)
def open_session(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    cookie = request.session
    if cookie.session_key is None:
        cookie.create()
    session = sessions.open_session(
        request,
        user,
        expires_at=cookie.get_expiry_date(),
        session_key=cookie.session_key or "",
    )
    cookie[COOKIE_SESSION] = str(session.pk)
    sessions.announce(request, user)


@receiver(user_logged_out)
def end_session(sender: type[User], request: HttpRequest, **kwargs: Any) -> None:
    if kept := request.session.get(COOKIE_SESSION):
        UserSession.objects.filter(pk=kept).revoke(timezone.now())
