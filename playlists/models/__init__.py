"""Playlists and their entries."""

from playlists.models.entries import PlaylistEntry
from playlists.models.playlists import Permission, Playlist

__all__ = ["Permission", "Playlist", "PlaylistEntry"]
