"""What this layer tells the ones above it."""

from __future__ import annotations

from django.dispatch import Signal

# Tracks are about to be deleted for good, in the transaction that deletes them: the rows are still
# there, and what a receiver writes is kept or undone together with them. Sent once for each batch of
# at most `library.changes.REMOVED_AT_ONCE`. `sender` is Track; `user_id`: whose they are;
# `track_ids`: rising.
tracks_removing = Signal()
