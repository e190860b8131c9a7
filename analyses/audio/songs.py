"""One track analysed: looked into, or taken from an equal recording; then kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.timezone import now

from analyses.audio import effort, extractor
from analyses.audio.extractor import Features, NotExtracted
from analyses.audio.models import AudioResult, TrackAnalysis
from analyses.audio.sound_hash import sound_hash
from library.audio_files import file_of
from library.models import Track

Source = TrackAnalysis.Source
Status = TrackAnalysis.Status

NO_FILE = NotExtracted("no_file", "The track has no file on this server.")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a track: features, or a failure. `seconds` is the time that it took, without what ran in between."""

    source: Source
    features: Features | None = None
    failure: NotExtracted | None = None
    audio_hash: str = ""
    seconds: float = 0.0


def analyse(track: Track, tick: Callable[[], None], *, needs_file: bool = False) -> Outcome:
    """Look into a track's file; without one, take what the library says, or fail if it `needs_file`.

    An equal recording that anybody has is not looked into again. Writes nothing; `tick` is called
    after each MB, outside of any transaction."""
    began = time.monotonic()
    elsewhere = 0.0

    def ticking() -> None:
        # A better job may run in there, for as long as it takes.
        nonlocal elsewhere
        since = time.monotonic()
        tick()
        elsewhere += time.monotonic() - since

    path = file_of(track)
    if path is None:
        if needs_file:
            return Outcome(source=Source.LIBRARY, failure=NO_FILE)
        features = Features(duration=track.duration, bitrate=track.bitrate)
        return Outcome(source=Source.LIBRARY, features=features)
    audio_hash = ""
    try:
        audio_hash = _hash(path, ticking)
        features = _known(audio_hash) or extractor.extract(path, ticking)
    except NotExtracted as failure:
        return Outcome(
            source=Source.FILE,
            failure=failure,
            audio_hash=audio_hash,
            seconds=time.monotonic() - began - elsewhere,
        )
    return Outcome(
        source=Source.FILE,
        features=features,
        audio_hash=audio_hash,
        seconds=time.monotonic() - began - elsewhere,
    )


def keep(track: Track, outcome: Outcome) -> None:
    """Write down what came of a track, in the caller's transaction; nothing where it has gone.

    A failure leaves what an earlier analysis has found, and of what."""
    there = Track.objects.select_for_update(no_key=True).filter(pk=track.pk)
    if not there.values_list("pk").first():
        return
    at = now()
    values: dict[str, Any] = {
        "status": Status.FAILED if outcome.failure else Status.ANALYSED,
        "extractor_version": extractor.VERSION,
        "analysed_at": at,
        "failure_code": outcome.failure.code if outcome.failure else "",
        "failure_message": str(outcome.failure)[:500] if outcome.failure else "",
    }
    of_what = {"source": outcome.source, "audio_hash": outcome.audio_hash}
    if outcome.features is not None:
        values |= of_what | {
            "seconds_spent": round(outcome.seconds, 3),
            "result": _result(outcome),
            "duration": outcome.features.duration,
        }
        Track.objects.filter(pk=track.pk).update(analysed_at=at)
    TrackAnalysis.objects.update_or_create(
        track_id=track.pk, defaults=values, create_defaults=of_what | values
    )
    effort.count(track.user_id, outcome.seconds)


def _hash(path: Path, tick: Callable[[], None]) -> str:
    try:
        return sound_hash(path, tick)
    except OSError:
        raise NotExtracted("unreadable", "The file cannot be read.") from None


def _known(audio_hash: str) -> Features | None:
    """Return what was found in an equal recording; its tags are those of the first file."""
    found = AudioResult.objects.filter(
        audio_hash=audio_hash, extractor_version=extractor.VERSION
    ).first()
    if found is None:
        return None
    return Features(duration=found.duration, bitrate=found.bitrate, tags=found.tags)


def _result(outcome: Outcome) -> AudioResult | None:
    features = outcome.features
    if not outcome.audio_hash or features is None:
        return None
    found, _ = AudioResult.objects.get_or_create(
        audio_hash=outcome.audio_hash,
        extractor_version=extractor.VERSION,
        defaults={
            "duration": features.duration,
            "bitrate": features.bitrate,
            "tags": features.tags,
        },
    )
    return found
