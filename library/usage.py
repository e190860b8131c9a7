"""Which playlists hold which tracks, asked of the layers above through a registry of ours."""

from __future__ import annotations

from collections.abc import Callable, Collection

# From ids of tracks to {track: [playlists]}, in one query; tracks in none are left out.
Provider = Callable[[Collection[int]], dict[int, list[int]]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let `provider` answer too; again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def playlists_of(tracks: Collection[int]) -> dict[int, list[int]]:
    """Return {track: [playlists that hold it]} for those of `tracks` that are in any."""
    found: dict[int, list[int]] = {}
    for provider in _providers:
        for track, playlists in provider(tracks).items():
            found.setdefault(track, []).extend(playlists)
    return found
