from __future__ import annotations

from django.conf import settings
from django.db import models


class Preference(models.Model):
    """What a user chose for one known key; without a row the key has its default."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference_rows"
    )
    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.key} of user {self.user_id}"


class UIState(models.Model):
    """What a component of the pages keeps for a user: any JSON object."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ui_states"
    )
    component = models.CharField(max_length=100)
    value = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "component"], name="uistate_once")]

    def __str__(self) -> str:
        return f"{self.component} of user {self.user_id}"
