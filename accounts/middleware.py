from __future__ import annotations

from collections.abc import Callable
from time import time

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.authentication import ACTIVITY_STEP, COOKIE_SESSION
from accounts.models import UserSession

CHECKED = "user_session_checked"


class CookieSessions:
    """Keep a cookie's UserSession in step, once a minute: its activity, its expiry, its key.

    Ending a session deletes the cookie's data, so this is no guard but a clock; it also closes the
    one gap, a cookie that got a new key with a new password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a cookie there is nothing to read: a caller with a token costs no query here.
        kept = request.session.get(COOKIE_SESSION) if request.COOKIES else None
        if kept and time() - request.session.get(CHECKED, 0) > ACTIVITY_STEP.total_seconds():
            self._keep_in_step(request, kept)
        return self.get_response(request)

    def _keep_in_step(self, request: HttpRequest, session_id: str) -> None:
        now = timezone.now()
        live = UserSession.objects.live(now).filter(pk=session_id)
        found = live.update(
            last_activity=now,
            expires_at=request.session.get_expiry_date(),
            session_key=request.session.session_key or "",
        )
        if found:
            request.session[CHECKED] = int(time())
        else:
            logout(request)
