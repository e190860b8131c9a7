"""One song that somebody waits for: SONG_ANALYSIS."""

from __future__ import annotations

from analyses.audio import costs, songs, starting
from analyses.audio.batch import named
from analyses.audio.models import TrackAnalysis
from jobqueue.errors import NotRepeatable
from jobqueue.models import AnalysisJob
from jobqueue.registry import Failed
from jobqueue.run import Run
from jobqueue.states import Kind
from library.models import Track


class SongAnalysis:
    """The handler of SONG_ANALYSIS: the song is done anew, also where it was analysed before."""

    kind = Kind.ANALYSIS.value
    holds_arrays = False

    def run(self, run: Run) -> None:
        track = Track.objects.filter(pk=run.job.target_id).first()
        if track is None:
            raise Failed("track_gone", "The track is gone.")
        run.checkpoint()
        run.report(message=f"Analysing {named(track)}", total=1)
        outcome = songs.analyse(track, run.checkpoint, needs_file=True)
        with run.item():
            songs.keep(track, outcome)
        if outcome.failure is not None:
            raise Failed(outcome.failure.code, str(outcome.failure), track_id=track.pk)
        run.report(message=f"Analysed {named(track)}")

    def cost_ms(self, job: AnalysisJob) -> int:
        return costs.of_songs(job.user_id, 1)

    def summary(self, job: AnalysisJob) -> str:
        done = TrackAnalysis.objects.filter(track_id=job.target_id).first()
        if done is None or done.duration is None:
            return f"{job.message}."
        minutes, seconds = divmod(round(done.duration), 60)
        return f"{job.message}, {minutes}:{seconds:02} long."

    def again(self, job: AnalysisJob) -> AnalysisJob:
        track = Track.objects.filter(pk=job.target_id).first()
        if track is None:
            raise NotRepeatable(job_id=str(job.pk), status=job.status)
        return starting.start_song(job.user, track)
