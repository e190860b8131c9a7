"""What this layer tells the ones above it."""

from __future__ import annotations

from django.dispatch import Signal

# Somebody logged in, by the API or a form. `sender` is User; `user`, `request`.
logged_in = Signal()

# A notification was stored, in its transaction. `sender` is Notification; `notification`, `quiet`:
# whether it only waits in the list, as the user wants to hear nothing at this hour.
notification_created = Signal()

# A user wants to have something by mail, too; in the transaction in which it happened. `sender` is
# Notification; `user`, `subject`, `text`.
mail_wanted = Signal()

# Sessions were ended before their time; in the transaction that ends them. `sender` is UserSession;
# `user_ids`: whose they were.
sessions_ended = Signal()

# Preferences were set, in their transaction. `sender` is Preference; `user`, `keys`: which of them.
preferences_changed = Signal()
