"""Which songs of a user wait to be analysed, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from analyses.audio import extractor
from analyses.audio.models import TrackAnalysis
from library import usage
from library.models import Track
from library.models.tracks import TrackQuerySet


def unanalysed(user_id: int) -> TrackQuerySet:
    """Return the songs that the background does: not analysed, and not failed by this extractor.

    What has failed is done again when somebody asks for it."""
    failed = TrackAnalysis.objects.filter(
        track=OuterRef("pk"),
        status=TrackAnalysis.Status.FAILED,
        extractor_version=extractor.VERSION,
    )
    mine = Track.objects.filter(user_id=user_id, analysed_at=None).in_library()
    return mine.filter(~Exists(failed)).order_by("-date_added", "-pk")


def batches(user_id: int) -> Iterator[list[Track]]:
    """Give the waiting songs in batches, recently added first; the next one is read when asked for.

    Each begins behind the one before, so that what is done is not gone through again and again."""
    songs = unanalysed(user_id)
    batch = list(songs[: settings.BACKGROUND_BATCH_SIZE])
    while batch:
        last = batch[-1]
        yield grouped(batch)
        behind = Q(date_added__lt=last.date_added) | Q(date_added=last.date_added, pk__lt=last.pk)
        batch = list(songs.filter(behind)[: settings.BACKGROUND_BATCH_SIZE])


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
