"""All unanalysed songs of a user, when nothing better is to be done: BACKGROUND_ANALYSIS."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from analyses.audio import off_peak, starting
from analyses.audio.batch import analyse_one, pass_over, said
from analyses.audio.waiting import batches, unanalysed
from jobqueue.models import AnalysisJob, JobFailure
from jobqueue.run import Run
from jobqueue.states import Kind
from library.models import Track

# How often the preferences are read anew: a window that closes stops the work so soon.
WINDOW_SECONDS = 5.0
# Between two looks at the queue while the limit of songs a minute is waited for.
WAIT_SECONDS = 0.2


class BackgroundAnalysis:
    """The handler of BACKGROUND_ANALYSIS. What is analysed is not found again, so an interrupted job
    goes on behind the last finished song."""

    kind = Kind.ANALYSIS.value
    holds_arrays = False

    def run(self, run: Run) -> None:
        if "tracks" in run.job.payload:
            again(run, run.job.payload["tracks"])
            return
        pace, window = Pace(run), Window(run)
        while (left := unanalysed(run.job.user_id).count()) > 0:
            run.report(total=run.job.current + left)
            before = run.job.current
            for batch in batches(run.job.user_id):
                for track in batch:
                    window.wait_outside()
                    pace.wait()
                    analyse_one(run, track, {"track": track.pk})
            if run.job.current == before:
                break
        run.report(total=run.job.current, message=said(run))

    def ended(self, job: AnalysisJob, now: datetime) -> None:
        """The tracks have all there is to keep."""

    def again(self, job: AnalysisJob) -> AnalysisJob:
        return starting.start_background(job.user)

    def retry(self, job: AnalysisJob, failures: Sequence[JobFailure]) -> AnalysisJob:
        return starting.start_again(job.user, failures)


def again(run: Run, tracks: list[int]) -> None:
    """Analyse just these songs, which somebody waits for; the cursor counts the finished ones."""
    done = int((run.job.cursor or {}).get("done", 0))
    for number, track_id in enumerate(tracks[done:], start=done + 1):
        track = Track.objects.in_library().filter(pk=track_id, user_id=run.job.user_id).first()
        if track is None:
            pass_over(run, "gone", {"done": number})
        else:
            analyse_one(run, track, {"done": number})
    run.report(message=said(run))


class Pace:
    """Holds a run back to so many songs a minute."""

    def __init__(self, run: Run) -> None:
        self.run = run
        limit = settings.BACKGROUND_SONGS_PER_MINUTE
        self.seconds = 60 / limit if limit else 0.0
        self.next = 0.0

    def wait(self) -> None:
        while (rest := self.next - time.monotonic()) > 0:
            self.run.checkpoint()
            time.sleep(min(rest, WAIT_SECONDS))
        self.next = time.monotonic() + self.seconds


class Window:
    """Stops a run where its user's off-peak window closes."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.looked_at = float("-inf")

    def wait_outside(self) -> None:
        """Leave the job waiting for the window, by Interrupted, where it is closed."""
        if time.monotonic() - self.looked_at < WINDOW_SECONDS:
            return
        self.looked_at = time.monotonic()
        opening = off_peak.opens_at(self.run.job.user, timezone.now())
        if opening is not None:
            self.run.report(message="Waits for the off-peak window")
            self.run.wait_until(opening)
