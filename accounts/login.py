"""The one way a name and a password are tried, from the API, the pages and the admin alike."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import LoginFailure, User
from contract import redis_link, throttles
from contract.addresses import client_address
from contract.errors import RateLimited

log = logging.getLogger(__name__)

WINDOW_SECONDS = 60
KEPT = timedelta(hours=1)


def attempt(request: HttpRequest, username: str, password: str) -> User | None:
    """Return the user, or None where name or password is wrong; an unknown name takes as long.

    Raises RateLimited without trying, where the name or the address failed too often in the last
    minute. A place is taken before the password is looked at and given back after a right one, so
    that guesses made at once cannot all slip through."""
    name, address = _digest(username), client_address(request)
    windows = {
        f"login:name:{name}": settings.LOGIN_FAILURES_PER_NAME,
        f"login:address:{address}": settings.LOGIN_FAILURES_PER_ADDRESS,
    }
    try:
        place = throttles.take(windows, WINDOW_SECONDS)
    except redis_link.Away as error:
        log.warning("login limits are counted in PostgreSQL, Redis is silent: %s", error)
        return _attempt_by_rows(request, username, password)
    user = _authenticate(request, username, password)
    if user is None:
        _remember(name, address)
        return None
    with suppress(redis_link.Away):
        throttles.give_back(windows, place)
    return user


def _attempt_by_rows(request: HttpRequest, username: str, password: str) -> User | None:
    row = _remember(_digest(username), client_address(request))
    if wait := _seconds_to_wait(row):
        row.delete()
        raise RateLimited(wait)
    user = _authenticate(request, username, password)
    if user is not None:
        row.delete()
    return user


def _authenticate(request: HttpRequest, username: str, password: str) -> User | None:
    user = authenticate(request, username=username, password=password)
    return user if isinstance(user, User) else None


def _digest(username: str) -> str:
    name = User.normalize_username(username).upper()
    return salted_hmac("accounts.login", name, algorithm="sha256").hexdigest()


def _remember(name_digest: str, address: str) -> LoginFailure:
    now = timezone.now()
    LoginFailure.objects.filter(at__lt=now - KEPT).delete()
    return LoginFailure.objects.create(name_digest=name_digest, address=address, at=now)


def _seconds_to_wait(row: LoginFailure) -> float:
    """Return 0 where the failures before `row` leave a place, else the time until one is free."""
    since = row.at - timedelta(seconds=WINDOW_SECONDS)
    earlier = LoginFailure.objects.filter(at__gt=since).exclude(pk=row.pk)
    return max(
        _wait(
            earlier.filter(name_digest=row.name_digest), settings.LOGIN_FAILURES_PER_NAME, row.at
        ),
        _wait(earlier.filter(address=row.address), settings.LOGIN_FAILURES_PER_ADDRESS, row.at),
    )


def _wait(failures: QuerySet[LoginFailure], limit: int, now: datetime) -> float:
    newest = list(failures.order_by("-at").values_list("at", flat=True)[:limit])
    if len(newest) < limit:
        return 0.0
    return max(1.0, WINDOW_SECONDS - (now - newest[-1]).total_seconds())
