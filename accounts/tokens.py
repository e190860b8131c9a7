"""Access and refresh tokens: both name their session, and live no longer than it does."""

from __future__ import annotations

from hashlib import sha256
from typing import TypedDict
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.tokens import AccessToken, Token
from rest_framework_simplejwt.tokens import RefreshToken as SignedRefreshToken

from accounts.models import RefreshToken, UserSession

# The claim that names the session.
SESSION = "sid"


class Pair(TypedDict):
    access: str
    refresh: str


def issue(session: UserSession) -> Pair:
    """Return a new pair for `session`; the refresh token is kept as its hash only."""
    refresh = _signed(SignedRefreshToken, session)
    RefreshToken.objects.create(
        session=session, digest=_digest(str(refresh)), created_at=timezone.now()
    )
    return {"access": str(_signed(AccessToken, session)), "refresh": str(refresh)}


def rotate(refresh: str) -> Pair:
    """Spend `refresh` and return a new pair; the session lives on for its full time again.

    Raises InvalidToken, for all but one of those who spend the same token at once, too."""
    with transaction.atomic():
        token = _locked(refresh)
        session = token.session
        token.delete()
        session.last_activity = timezone.now()
        session.expires_at = session.last_activity + settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
        session.save(update_fields=["last_activity", "expires_at"])
        return issue(session)


def end(refresh: str) -> UserSession:
    """End the session of `refresh`, and return it; raises InvalidToken where it is dead already."""
    with transaction.atomic():
        session = _locked(refresh).session
        UserSession.objects.filter(pk=session.pk).revoke(timezone.now())
        return session


def session_id(token: Token) -> UUID:
    """Return the session that a valid token names; raises InvalidToken where it names none."""
    try:
        return UUID(str(token[SESSION]))
    except (KeyError, ValueError):
        raise InvalidToken("The token names no session.") from None


def _signed(kind: type[Token], session: UserSession) -> Token:
    token = kind.for_user(session.user)
    token[SESSION] = str(session.pk)
    return token


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _locked(refresh: str) -> RefreshToken:
    """Return the token's row, locked with its live session; raises InvalidToken for any other.

    Who waits for the lock of one that is being spent finds no row after it, and whoever ends the
    session does so before or after as a whole."""
    try:
        SignedRefreshToken(refresh)  # type: ignore[arg-type]
    except TokenError as error:
        raise InvalidToken(str(error)) from None
    token = (
        RefreshToken.objects.filter(digest=_digest(refresh))
        .select_related("session__user")
        .select_for_update(of=("self", "session"))
        .first()
    )
    if token is None:
        raise InvalidToken("The refresh token is spent or unknown.")
    if not (token.session.is_live(timezone.now()) and token.session.user.is_active):
        raise InvalidToken("The session has ended.")
    return token
