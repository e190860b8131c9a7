"""What the queue raises."""

from __future__ import annotations

from contract.errors import Conflict


class AlreadyEnded(Conflict):
    """The job has ended already."""

    default_detail = "The job has ended already."


class NotRepeatable(Conflict):
    """The job cannot be run again: it is open, or its type has no way to."""

    default_detail = "The job cannot be run again."


class Cancelled(Exception):
    """Somebody cancelled the job. A handler may do bounded final work, then lets this pass."""


class Interrupted(Exception):
    """The job gives way, and goes on later where it was. A handler cleans up and lets this pass. Its
    text, if it has one, is the reason in the trace."""


class LeaseLost(Exception):
    """The job is no longer this run's: nothing may be written. A handler lets this pass."""
