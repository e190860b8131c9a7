from __future__ import annotations

from django.db import models


class LoginFailure(models.Model):
    """A failed login, for the limits while Redis is silent; pruned after an hour."""

    # A keyed hash: people type passwords where their name belongs.
    name_digest = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            # The last minute's failures of a name, and of an address.
            models.Index(fields=["name_digest", "at"], name="loginfailure_name"),
            models.Index(fields=["address", "at"], name="loginfailure_address"),
        ]

    def __str__(self) -> str:
        return f"failed login at {self.at:%Y-%m-%d %H:%M:%S}"
