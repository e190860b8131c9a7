"""Many songs in one job: each is an item, so that an interrupted job goes on behind the last one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from analyses.audio import extractor, songs
from analyses.audio.models import TrackAnalysis
from jobqueue.models import AnalysisJob
from jobqueue.run import Run
from library.models import Track

# Why a song needs no analysis: a count of each is in the job's details.
GONE = "gone"
ALREADY_ANALYSED = "already_analysed"
PASSED_OVER = (GONE, ALREADY_ANALYSED)
# What else became of a job's songs, in words.
OTHERS = {ALREADY_ANALYSED: "analysed before", GONE: "gone meanwhile", "failed": "failed"}


def analyse_one(run: Run, track: Track, cursor: Any) -> None:
    """Analyse a song as the job's next item; one that fails is listed with its reason, and the job
    goes on."""
    run.checkpoint()
    number = run.job.current + 1
    run.report(message=f"Analysing {named(track)}", track_id=track.pk)
    outcome = songs.analyse(track, run.checkpoint)
    failure = outcome.failure
    # Counted first: the item writes the counts with it.
    if failure is not None:
        _count(run, "failed")
    elif outcome.source == TrackAnalysis.Source.LIBRARY:
        _count(run, "without_file")
    with run.item(cursor=cursor):
        songs.keep(track, outcome)
        if failure is not None:
            run.fail_item(number, str(track.pk), failure.code, f"{named(track)}: {failure}")


def pass_over(run: Run, name: str, cursor: Any) -> None:
    """Count a song that needs no analysis as the job's next item; `name` says why it does not."""
    run.checkpoint()
    _count(run, name)
    with run.item(cursor=cursor):
        pass


def is_analysed(track: Track) -> bool:
    """Say whether this extractor has done the track, and from its sound if there is any now."""
    done = TrackAnalysis.objects.filter(track_id=track.pk).first()
    return (
        done is not None
        and done.status == TrackAnalysis.Status.ANALYSED
        and done.extractor_version == extractor.VERSION
        and (done.source == TrackAnalysis.Source.FILE or songs.file_of(track) is None)
    )


def looked_into_already(tracks: QuerySet[Track]) -> set[int]:
    """Return those of these tracks whose sound this extractor has analysed: in one query, what
    `is_analysed` says of most of them."""
    done = TrackAnalysis.objects.filter(
        track__in=tracks.order_by().values("pk"),
        status=TrackAnalysis.Status.ANALYSED,
        source=TrackAnalysis.Source.FILE,
        extractor_version=extractor.VERSION,
    )
    return set(done.values_list("track_id", flat=True))


def named(track: Track) -> str:
    """Return a song's name for a message."""
    return f"{track.artist} – {track.title}" if track.artist else track.title


def worked(job: AnalysisJob) -> int:
    """Return how many of a job's finished items were analysed or failed, and not passed over: for
    `Handler.worked`."""
    return job.current - sum(int(job.details.get(name, 0)) for name in PASSED_OVER)


def said(job: AnalysisJob) -> str:
    """Return the sentence that a job of many songs ends with."""
    details = job.details
    done = worked(job) - details.get("failed", 0)
    words = [f"{done:,} song{'' if done == 1 else 's'} analysed"]
    if details.get("without_file"):
        words.append(
            f"{details['without_file']:,} of them without a file, by what the library says"
        )
    words += [f"{details[name]:,} {what}" for name, what in OTHERS.items() if details.get(name)]
    return ", ".join(words)


def gained(job: AnalysisJob) -> str:
    """Return what a job of many songs has brought, and why some failed: `Handler.summary`."""
    reasons = Counter(dict(job.failures.values_list("code").annotate(Count("pk"))))
    why = ", ".join(f"{count:,} {code.replace('_', ' ')}" for code, count in reasons.most_common())
    return f"{said(job)} ({why})." if why else f"{said(job)}."


def _count(run: Run, name: str) -> None:
    counted: dict[str, Any] = {name: int(run.job.details.get(name, 0)) + 1}
    run.report(**counted)
