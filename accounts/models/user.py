from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone


class PeopleManager(UserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        """Find the user whatever the case: "Alice" and "alice" are one person."""
        return self.get(username__iexact=username)


class User(AbstractUser):
    """A person with a library of their own. Staff are the installation's administrators."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(max_length=150, blank=True)
    avatar_url = models.URLField(max_length=500, blank=True)

    objects: ClassVar[PeopleManager] = PeopleManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            # Login looks the name up in any case, as iexact does, by UPPER: no twin may come in.
            models.UniqueConstraint(
                Upper("username"),
                name="user_username_any_case",
                violation_error_message="A user with that username already exists.",
            ),
            models.UniqueConstraint(
                Upper("email"),
                condition=~Q(email=""),
                name="user_email_any_case",
                violation_error_message="A user with that email address already exists.",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a changed password ends every session that the old one opened."""
        changed = self.pk is not None and self._password is not None  # type: ignore[attr-defined]
        with transaction.atomic():
            super().save(*args, **kwargs)
            if changed:
                # Cookies end by Django's own hash of the password in them.
                self.sessions.live(timezone.now()).filter(session_key="").revoke(timezone.now())
