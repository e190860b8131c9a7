"""Which code does the work of which type of job. Each app registers its own when it is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from jobqueue.states import Kind

if TYPE_CHECKING:
    from jobqueue.run import Run


class Handler(Protocol):
    """What does the work of one type of job.

    It may also have

    - `ended(job, now)`: keep the target row in step; in the transaction that completes, fails or cancels
      `job`, whoever makes it. `job` has the new status and error;
    - `again(job) -> AnalysisJob`: make a new job that does once more what an ended one was to do;
      without it a job cannot be run again;
    - `retry(job, failures) -> AnalysisJob`: make a new job that does once more these failed items
      (`JobFailure` rows) of an ended one, and nothing else;
    - `cost_ms(job) -> int`: what a job costs, in ms of work; by this users take turns;
    - `worked(job) -> int`: how many of its finished items took work; without it all did. Items that are
      only passed over say nothing of the time that the others take;
    - `summary(job) -> str`: say in a sentence or two what a job that has just completed has brought; its
      user is told."""

    # The kind of worker that runs it: "analysis" or "maintenance".
    kind: str
    # Whether it holds a whole library in memory: two such runs are never nested in each other.
    holds_arrays: bool

    def run(self, run: Run) -> None:
        """Do the work from `run.job.cursor` on; called again after each interruption."""


class Failed(Exception):
    """The job cannot succeed, however often it is tried; `code` and facts become its `error`."""

    def __init__(self, code: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, **facts}


_handlers: dict[str, Handler] = {}


def register(type: str, handler: Handler) -> None:
    """Let `handler` do the jobs of `type`; raises ValueError where its kind is unknown."""
    Kind(handler.kind)
    _handlers[str(type)] = handler


def handler_of(type: str) -> Handler:
    """Return the handler of a type of job; raises LookupError where no app has registered one."""
    try:
        return _handlers[str(type)]
    except KeyError:
        raise LookupError(f"no handler is registered for jobs of type {type}") from None


def find(type: str) -> Handler | None:
    return _handlers.get(str(type))
