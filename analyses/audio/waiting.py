"""Which songs of a user wait to be analysed, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Value

from analyses.audio import extractor
from analyses.audio.models import TrackAnalysis
from analyses.audio.songs import NO_FILE
from contract.keyset import RowComparison
from library import usage
from library.models import Track
from library.models.tracks import TrackQuerySet


def unanalysed(user_id: int) -> TrackQuerySet:
    """Return the songs that the background does: not analysed, and not failed by this extractor.

    What has failed is done again when somebody asks for it. One that failed for want of a file is
    done all the same: the background takes what the library says of it."""
    failed = TrackAnalysis.objects.filter(
        track=OuterRef("pk"),
        status=TrackAnalysis.Status.FAILED,
        extractor_version=extractor.VERSION,
    ).exclude(failure_code=NO_FILE.code)
    mine = Track.objects.filter(user_id=user_id, analysed_at=None).in_library()
    return mine.filter(~Exists(failed)).order_by("-date_added", "-pk")


def anything_waits(user_id: int) -> bool:
    """Say whether there is a song for the background: one look at the index, as `exists()` would drop
    the order and with it the index."""
    return unanalysed(user_id).values_list("pk", flat=True).first() is not None


def still_waiting(track: Track) -> Track | None:
    """Return a song of a batch as it is now; None where it has been done or trashed meanwhile."""
    return unanalysed(track.user_id).filter(pk=track.pk).first()


def batches(user_id: int) -> Iterator[list[Track]]:
    """Give the waiting songs in batches, recently added first; the next one is read when asked for.

    Each begins behind the one before, so that what is done is not gone through again and again."""
    songs = unanalysed(user_id)
    batch = list(songs[: settings.BACKGROUND_BATCH_SIZE])
    while batch:
        last = batch[-1]
        yield grouped(batch)
        batch = list(behind(songs, last)[: settings.BACKGROUND_BATCH_SIZE])


def behind(songs: TrackQuerySet, last: Track) -> TrackQuerySet:
    """Return those of the waiting songs that come after `last`."""
    place = Value(last.date_added), Value(last.pk)
    return songs.filter(RowComparison(F("date_added"), F("pk"), *place, sign="<"))


def grouped(batch: list[Track]) -> list[Track]:
    """Return the songs of a batch, those of a playlist together and of a format together in it, in
    the order in which each playlist and format came first."""
    playlists = usage.playlists_of([track.pk for track in batch])
    places: dict[object, int] = {}

    def place(track: Track) -> tuple[int, int]:
        playlist = playlists.get(track.pk, [0])[0]
        first = places.setdefault(playlist, len(places))
        return first, places.setdefault((playlist, track.format), len(places))

    return sorted(batch, key=place)
