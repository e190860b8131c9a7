"""What the queue tells the layers above it."""

from __future__ import annotations

from django.dispatch import Signal

# A job's state has changed, its handler has been told of an end; in the transaction that changes
# it. `sender` is AnalysisJob; `job` with its new state, `was` the one before, `reason`.
state_changed = Signal()

# A job whose worker was lost is free again; in that transaction. `sender` is AnalysisJob; `job`.
job_rescued = Signal()

# The worker of a job was silent for so long that it was cut off. `sender` is AnalysisJob; `job`.
worker_hung = Signal()
