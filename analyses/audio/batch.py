"""Many songs in one job: each is an item, so that an interrupted job goes on behind the last one."""

from __future__ import annotations

from typing import Any

from analyses.audio import extractor, songs
from analyses.audio.models import TrackAnalysis
from jobqueue.run import Run
from library.models import Track


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


def named(track: Track) -> str:
    """Return a song's name for a message."""
    return f"{track.artist} – {track.title}" if track.artist else track.title


def said(run: Run) -> str:
    """Return the sentence that a job of many songs ends with."""
    details = run.job.details
    done = run.job.current - details.get("failed", 0)
    words = [f"{done:,} song{'' if done == 1 else 's'} analysed"]
    if details.get("without_file"):
        words.append(
            f"{details['without_file']:,} of them without a file, by what the library says"
        )
    if details.get("failed"):
        words.append(f"{details['failed']:,} failed")
    return ", ".join(words)


def _count(run: Run, name: str) -> None:
    counted: dict[str, Any] = {name: int(run.job.details.get(name, 0)) + 1}
    run.report(**counted)
