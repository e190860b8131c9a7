"""A login starts the background analysis, where the user is idle and wants it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import logged_in
from analyses.audio import starting


@receiver(logged_in, dispatch_uid="audio.background")
def start_background(sender: type[User], user: User, **kwargs: Any) -> None:
    if settings.BACKGROUND_ON_LOGIN:
        starting.start_when_idle(user)
