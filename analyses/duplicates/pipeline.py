"""One run of an analysis, from the library to the saved groups.

    load → compare, block by block → group → match with iTunes → save
         → (the job completes) the groups are seen

Finished blocks are persisted: an interrupted run goes on behind the last one, and one that is
cancelled or runs out of time keeps the groups of what it had compared.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Coalesce, Now

from analyses.duplicates import analyses, blocks, ending, itunes, snapshot
from analyses.duplicates.comparison import Comparison
from analyses.duplicates.hold import RunHold, TimedOut
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.progress import Phase
from analyses.duplicates.saving import save
from jobqueue.errors import Cancelled, NotRepeatable
from jobqueue.models import AnalysisJob
from jobqueue.registry import Failed
from jobqueue.run import Run
from jobqueue.states import Kind

STARTED_ANEW = "The library has changed since; it starts anew."


class DuplicateAnalysisHandler:
    """What the queue calls for a DUPLICATE_ANALYSIS."""

    kind = Kind.ANALYSIS.value
    holds_arrays = True

    def run(self, run: Run) -> None:
        running = DuplicateAnalysis.objects.running().select_related("user")
        analysis = running.filter(pk=run.job.target_id, job_id=run.job.pk).first()
        if analysis is None:
            gone = "The analysis is gone, or another job works on it."
            raise Failed("ANALYSIS_FAILED", gone, retry_suggested=False)
        Analysing(run, analysis).go()

    def ended(self, job: AnalysisJob, now: datetime) -> None:
        ending.keep_in_step(job, now)

    def again(self, job: AnalysisJob) -> AnalysisJob:
        """Resume what was stopped, refresh what is complete."""
        analysis = DuplicateAnalysis.objects.filter(pk=job.target_id).first()
        if analysis is None:
            raise NotRepeatable(job_id=str(job.pk), status=job.status)
        return analyses.again(analysis)


class Analysing:
    """The steps of one run, in order."""

    def __init__(self, run: Run, analysis: DuplicateAnalysis) -> None:
        self.analysis = analysis
        self.hold = RunHold(run, analysis)
        self.comparison: Comparison | None = None

    def go(self) -> None:
        try:
            self.comparison = self._load()
            self._compare(self.comparison)
            self._save(self.comparison)
        except Cancelled:
            self._keep_what_was_found()
            raise
        except TimedOut:
            self._keep_what_was_found()
            raise self._timeout() from None

    def _load(self) -> Comparison:
        self.hold.enter(Phase.LOADING_TRACKS, 0, 100)
        with self.hold.unwinding():
            taken = snapshot.take(self.analysis, self.hold.tick)
        self.hold.tracks(len(taken.rows))
        if self._is_of_another_library(taken):
            self.hold.note(STARTED_ANEW)
            blocks.remove(self.analysis, self.hold)
        with self.hold.writing():
            DuplicateAnalysis.objects.filter(pk=self.analysis.pk).update(
                **taken.state(), started_at=Coalesce("started_at", Now())
            )
        return Comparison(taken, self.analysis.settings)

    def _is_of_another_library(self, taken: snapshot.Snapshot) -> bool:
        """Say whether there are blocks, and they are of another version of library or detector."""
        state = taken.state()
        names = ("library_version", "detector_version")
        same = all(getattr(self.analysis, name) == state[name] for name in names)
        return not same and self.analysis.score_blocks.exists()

    def _compare(self, comparison: Comparison) -> None:
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 100, 250)
        comparison.prepare(self.hold.tick)
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 250, 400)
        count = comparison.block(self.hold.tick)
        self._count_blocks(count)
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 400, 800)
        finished = blocks.numbers_of(self.analysis)
        for number in range(count):
            if number in finished:
                pairs = blocks.read(self.analysis, number, comparison.ids)
            else:
                pairs = comparison.score(number)
                with self.hold.item(number + 1, count):
                    blocks.keep(self.analysis, number, pairs, comparison.ids)
            comparison.found.append(pairs)
            self.hold.tick("score", number + 1, count)

    def _count_blocks(self, count: int) -> None:
        with self.hold.writing():
            DuplicateAnalysis.objects.filter(pk=self.analysis.pk).update(total_blocks=count)

    def _save(self, comparison: Comparison) -> None:
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 800, 850)
        groups = comparison.groups(self.hold.tick)
        self.hold.enter(Phase.CROSS_REFERENCING, 850, 880)
        matches = itunes.of_groups(self.analysis, groups, comparison, self.hold.tick)
        self.hold.enter(Phase.SAVING_RESULTS, 880, 1000)
        save(self.analysis, groups, comparison, matches, self.hold)

    def _keep_what_was_found(self) -> None:
        """Group and save what was compared; with nothing loaded yet, `ending` sees to it."""
        self.hold.is_final = True
        comparison = self.comparison
        if comparison is not None and comparison.library is not None:
            comparison.found = blocks.read_all(self.analysis, comparison.ids)
            self._save(comparison)

    def _timeout(self) -> Failed:
        self.analysis.refresh_from_db(fields=["result_saved"])
        return Failed(
            "ANALYSIS_TIMEOUT",
            f"It was stopped after {self.hold.limit:.0f} seconds of running.",
            analysis_id=str(self.analysis.pk),
            partial_results_available=self.analysis.result_saved,
            retry_suggested=True,
        )
