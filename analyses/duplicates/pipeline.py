"""One run of an analysis, from the library to the saved groups.

    load, or start from what an earlier run has kept → compare, block by block → compare what has
    changed since → group → match with iTunes → save → (the job completes) the groups are seen

Finished blocks are persisted: an interrupted run goes on behind the last one, and one that is
cancelled or runs out of time keeps the groups of what it had compared.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce, Now

from analyses.duplicates import analyses, basis, ending, gain, itunes, kept, snapshot
from analyses.duplicates.comparison import Comparison
from analyses.duplicates.hold import WHOLE, RunHold, TimedOut
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.progress import Phase
from analyses.duplicates.saving import Saved, save
from analyses.duplicates.snapshot import Tick
from jobqueue import estimates, fairness
from jobqueue.errors import Cancelled, NotRepeatable
from jobqueue.models import AnalysisJob
from jobqueue.registry import Failed
from jobqueue.run import Run
from jobqueue.states import Kind

OTHER_DETECTOR = "The detector is newer: it starts anew."


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
        from analyses.duplicates.detection.collector import sparing_old_objects

        hold = RunHold(run, analysis)
        with sparing_old_objects(), snapshot.taken(analysis) as taken:
            Analysing(analysis, hold, taken).go()

    def ended(self, job: AnalysisJob, now: datetime) -> None:
        ending.keep_in_step(job, now)

    def cost_ms(self, job: AnalysisJob) -> int:
        """Return what the user's last analysis took, or else the last few of anybody's."""
        seconds = estimates.seconds_an_item(job.type, job.user_id)
        return fairness.USUAL_COST_MS if seconds is None else round(1000 * seconds * WHOLE)

    def summary(self, job: AnalysisJob) -> str:
        return gain.of(job)

    def again(self, job: AnalysisJob) -> AnalysisJob:
        """Resume what was stopped, refresh what is complete."""
        analysis = DuplicateAnalysis.objects.filter(pk=job.target_id).first()
        if analysis is None:
            raise NotRepeatable(job_id=str(job.pk), status=job.status)
        return analyses.again(analysis)


class Analysing:
    """The steps of one run, in order."""

    def __init__(
        self, analysis: DuplicateAnalysis, hold: RunHold, taken: snapshot.Snapshot
    ) -> None:
        self.analysis = analysis
        self.hold = hold
        self.taken = taken
        self.comparison = Comparison(taken, analysis.settings)
        # The earlier analysis whose groups are copied where nothing touched them.
        self.earlier: DuplicateAnalysis | None = None

    def go(self) -> None:
        try:
            self.hold.enter(Phase.LOADING_TRACKS, 0, 100)
            self._load()
            self._compare()
            self._save()
        except Cancelled:
            self._keep_what_was_found()
            raise
        except TimedOut:
            self._keep_what_was_found()
            raise self._timeout() from None

    def _load(self) -> None:
        """Get a library to compare: the one of this very run, an earlier one's, or all of it."""
        analysis = self.analysis
        if (
            analysis.prepared
            and analysis.detector_version != self.taken.state()["detector_version"]
        ):
            self.hold.note(OTHER_DETECTOR)
            self._write(prepared=False, scored=False)
        if analysis.prepared:
            kept.remove_leftovers(analysis, self.hold)
            if self._load_from(analysis):
                if analysis.scored:
                    self._note_compared(0, 0, len(self.comparison.library))
                return self._note_tracks()
            self._write(prepared=False, scored=False)
        kept.remove_all(analysis, self.hold)
        start = basis.of(analysis)
        changed: list[int] = []
        if start.analysis is not None:
            changed = self.taken.changed_since(start.analysis.library_version or 0)
        if len(changed) > basis.MOST_CHANGED * self.taken.tracks:
            start = basis.Basis(analysis=None, reason=basis.MUCH_CHANGED)
        if start.reason:
            self.hold.note(start.reason)
        if start.analysis is None or not self._start_from(start.analysis, changed):
            self._write(comparison={"mode": "full", "reason": start.reason})
            self._read_all()
        return None

    def _start_from(self, earlier: DuplicateAnalysis, changed: list[int]) -> bool:
        """Load what an earlier analysis has kept, and compare what has changed since; return whether
        that was to be had."""
        if not self._load_from(earlier):
            return False
        self._note_tracks()
        self.hold.note("Only what has changed is compared.")
        self._write(comparison={"mode": "changes", "since": str(earlier.pk), "tracks_compared": 0})
        if changed:
            self._bring_up_to_date(changed)
        else:
            self._note_compared(0, 0, len(self.comparison.library))
            kept.copy_of(earlier, self.analysis, self.hold)
            self._write(
                prepared=True, scored=True, total_blocks=earlier.total_blocks, **self._state()
            )
        self.earlier = earlier
        return True

    def _load_from(self, earlier: DuplicateAnalysis) -> bool:
        try:
            self.comparison.compared = kept.load(earlier, self.hold)
        except KeyError:
            return False  # it lacks a part: it is being removed, or another version wrote it
        return True

    def _read_all(self) -> None:
        with self.hold.unwinding():
            rows = self.taken.rows(self.hold.tick)
        self.hold.tracks(len(rows))
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 100, 350)
        self.comparison.prepare(rows, self.hold.tick)
        compared = self.comparison.compared
        assert compared is not None  # noqa: S101 (it was prepared just now)
        kept.keep_library(self.analysis, self.analysis.generation, compared, self.hold)
        self._write(prepared=True, scored=False, **self._state())

    def _note_tracks(self) -> None:
        self.hold.tracks(len(self.comparison.library))

    def _note_compared(self, done: int, to_do: int, total: int) -> None:
        """Say how many tracks are compared, `done` of `to_do` just now and the others before."""
        made, others = self.analysis.comparison, total - to_do
        if made.get("mode") == "full":
            self.hold.compared(others + done)
        else:
            anew = min(made.get("tracks_compared", 0) + done, total)
            self.hold.compared(anew, taken_over=max(0, others + done - anew))

    def _state(self) -> dict[str, Any]:
        return {
            **self.taken.state(),
            "catalogue": itunes.catalogue.state_of(self.analysis.user_id),
            "total_tracks_analyzed": len(self.comparison.library),
            "started_at": Coalesce("started_at", Now()),
        }

    def _compare(self) -> None:
        if not self.analysis.scored:
            self._score()
        changed = self.taken.changed_since(self.analysis.library_version or 0)
        if changed:
            # It was interrupted, and the library changed meanwhile.
            self._bring_up_to_date(changed)
        else:
            self._write(**self._state())

    def _score(self) -> None:
        comparison = self.comparison
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 350, 400)
        count = comparison.block(self.hold.tick)
        self._write(total_blocks=count)
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 400, 750)
        finished = kept.finished_blocks(self.analysis)
        missing = [number for number in range(count) if number not in finished]
        done = len(finished)
        with closing(comparison.score(missing, self._scoring(done, count))) as several:
            for number, pairs in several:
                done += 1
                with self.hold.item(done, count):
                    kept.keep_block(
                        self.analysis, self.analysis.generation, number, pairs, comparison.ids
                    )
                self.hold.compared(comparison.tracks_after[done - 1])
                self.hold.tick("score", done, count)
        self._write(scored=True)

    def _scoring(self, finished: int, count: int) -> Tick:
        """Return the progress of the blocks behind those that were finished before."""
        return lambda step, done, _: self.hold.tick(step, finished + done, count)

    def _bring_up_to_date(self, changed: list[int]) -> None:
        """Compare what has changed, and keep the library and the pairs of now instead."""
        analysis, comparison = self.analysis, self.comparison
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 400, 650)
        rows = self.taken.rows_of_changed(changed, self.hold.tick)
        # Those of before an interruption count too.
        redone = analysis.comparison.get("tracks_compared", 0)
        redone += comparison.bring_up_to_date(changed, rows, self.hold.tick, self._note_compared)
        compared = comparison.compared
        assert compared is not None  # noqa: S101 (it was brought up to date just now)
        self._note_tracks()
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 650, 750)
        following = analysis.generation + 1
        kept.keep_library(analysis, following, compared, self.hold)
        blocks = kept.keep_pairs(analysis, following, compared.pairs(), comparison.ids, self.hold)
        self._write(
            generation=following,
            prepared=True,
            scored=True,
            total_blocks=blocks,
            comparison={**analysis.comparison, "tracks_compared": redone},
            **self._state(),
        )
        kept.remove_leftovers(analysis, self.hold)

    def _save(self) -> None:
        self.hold.enter(Phase.ANALYZING_SIMILARITIES, 750, 850)
        earlier = self.earlier
        if earlier is None or not basis.has_same_groups(earlier, self.analysis):
            groups = self.comparison.groups(self.hold.tick)
            earlier = None
        else:
            touched = self._tracks_of_changed_verdicts(earlier)
            groups = self.comparison.groups(self.hold.tick, touched)
        self.hold.enter(Phase.CROSS_REFERENCING, 850, 880)
        matches = itunes.of_groups(self.analysis, groups, self.comparison, self.hold.tick)
        self.hold.enter(Phase.SAVING_RESULTS, 880, 1000)
        saved = Saved(groups=groups, matches=matches, earlier=earlier)
        save(self.analysis, saved, self.comparison, self.hold)

    def _tracks_of_changed_verdicts(self, earlier: DuplicateAnalysis) -> set[int]:
        if earlier.verdicts == self.taken.fingerprint:
            return set()
        before = {tuple(one) for one in earlier.obeyed}
        return {track for one in before ^ set(self.taken.verdicts) for track in one[:2]}

    def _keep_what_was_found(self) -> None:
        """Group and save what was compared; where that is not in memory, `ending` sees to it."""
        self.hold.is_final = True
        if self.analysis.prepared and self.comparison.compared is not None:
            self.comparison.leave_out_what_is_gone(self.hold.tick)
            self.earlier = None
            self._save()

    def _write(self, **fields: Any) -> None:
        with self.hold.writing():
            kept.state_of(self.analysis, **fields)

    def _timeout(self) -> Failed:
        self.analysis.refresh_from_db(fields=["result_saved"])
        return Failed(
            "ANALYSIS_TIMEOUT",
            f"It was stopped after {self.hold.limit:.0f} seconds of running.",
            analysis_id=str(self.analysis.pk),
            partial_results_available=self.analysis.result_saved,
            retry_suggested=True,
        )
