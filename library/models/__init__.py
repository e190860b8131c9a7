"""What a library is made of: tracks, the log of their changes, the imports that brought them."""

from library.models.changes import LibraryChange, LibraryVersion
from library.models.imports import ImportFault, ITunesEntry, LibraryImport
from library.models.tracks import Track

__all__ = [
    "ITunesEntry",
    "ImportFault",
    "LibraryChange",
    "LibraryImport",
    "LibraryVersion",
    "Track",
]
