"""All unanalysed songs of a user, when nothing better is to be done: BACKGROUND_ANALYSIS."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from analyses.audio import costs, starting
from analyses.audio.batch import GONE, analyse_one, gained, pass_over, said, worked
from analyses.audio.pace import Pace, Turn, Window
from analyses.audio.waiting import batches, still_waiting, unanalysed
from jobqueue.models import AnalysisJob, JobFailure
from jobqueue.run import Run
from jobqueue.states import Kind
from library.models import Track


class BackgroundAnalysis:
    """The handler of BACKGROUND_ANALYSIS. What is analysed is not found again, so an interrupted job
    goes on behind the last finished song.

    With `tracks` in its payload it does just these, which somebody waits for."""

    kind = Kind.ANALYSIS.value
    holds_arrays = False

    def run(self, run: Run) -> None:
        if "tracks" in run.job.payload:
            _these(run, run.job.payload["tracks"])
        else:
            _all(run)

    def cost_ms(self, job: AnalysisJob) -> int:
        if "tracks" in job.payload:
            return costs.of_songs(job.user_id, len(job.payload["tracks"]))
        # Other users wait for one turn of it, not for the whole.
        turn = unanalysed(job.user_id)[: settings.BACKGROUND_SONGS_A_TURN]
        return costs.of_songs(job.user_id, turn.count())

    def worked(self, job: AnalysisJob) -> int:
        return worked(job)

    def summary(self, job: AnalysisJob) -> str:
        return gained(job)

    def again(self, job: AnalysisJob) -> AnalysisJob:
        if "tracks" in job.payload:
            return starting.replay(job)
        return starting.start_background(job.user)

    def retry(self, job: AnalysisJob, failures: Sequence[JobFailure]) -> AnalysisJob:
        return starting.start_again(job, failures)


def _all(run: Run) -> None:
    pace, window, turn = Pace(run), Window(run), Turn(run)
    while (left := unanalysed(run.job.user_id).count()) > 0:
        run.report(total=run.job.current + left)
        before = run.job.current
        for batch in batches(run.job.user_id):
            for track in batch:
                turn.give()
                window.wait_outside()
                pace.wait()
                # What runs nested in here may do a song of this very batch.
                run.checkpoint()
                song = still_waiting(track)
                if song is None:
                    run.report(total=max(run.job.current, run.job.total - 1))
                else:
                    analyse_one(run, song, pace.counted())
        if run.job.current == before:
            break
    run.report(total=run.job.current, message=said(run.job))


def _these(run: Run, tracks: list[int]) -> None:
    """Analyse just these songs; the cursor counts the finished ones."""
    done = int((run.job.cursor or {}).get("done", 0))
    for number, track_id in enumerate(tracks[done:], start=done + 1):
        track = Track.objects.in_library().filter(pk=track_id, user_id=run.job.user_id).first()
        if track is None:
            pass_over(run, GONE, {"done": number})
        else:
            analyse_one(run, track, {"done": number})
    run.report(message=said(run.job))
