"""A login starts the background analysis, where the user is idle and wants it; another off-peak window
holds for one that waits already."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.dispatch import receiver

from accounts.models import Preference, User
from accounts.signals import logged_in, preferences_changed
from analyses.audio import off_peak, starting


@receiver(logged_in, dispatch_uid="audio.background")
def start_background(sender: type[User], user: User, **kwargs: Any) -> None:
    if settings.BACKGROUND_ON_LOGIN:
        starting.start_when_idle(user)


@receiver(preferences_changed, dispatch_uid="audio.off_peak")
def keep_to_the_window(
    sender: type[Preference], user: User, keys: frozenset[str], **kwargs: Any
) -> None:
    if keys & off_peak.PREFERENCES:
        starting.reschedule(user)
