"""What this layer tells the ones above it."""

from __future__ import annotations

from django.dispatch import Signal

# Somebody logged in, by the API or a form. `sender` is User; `user`, `request`.
logged_in = Signal()

# A notification was stored, in its transaction. `sender` is Notification; `notification`.
notification_created = Signal()
