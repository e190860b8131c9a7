"""What the kinds of tags call the fields of a track, the better name first."""

from __future__ import annotations

Names = dict[str, tuple[str, ...]]

# mutagen's "easy" names, for ID3 and MP4; Vorbis comments use the same, in any case.
EASY: Names = {
    "title": ("title",),
    "artist": ("artist",),
    "album": ("album",),
    "album_artist": ("albumartist", "album artist"),
    "genre": ("genre",),
    "year": ("date", "year"),
    "track_number": ("tracknumber", "track"),
    "disc_number": ("discnumber", "disc"),
    "isrc": ("isrc",),
}
# APEv2, in any case: APE, WavPack.
APE: Names = {
    **EASY,
    "album_artist": ("album artist", "albumartist"),
    "year": ("year", "date"),
    "track_number": ("track", "tracknumber"),
    "disc_number": ("disc", "discnumber"),
}
# WMA, exactly so.
ASF: Names = {
    "title": ("Title",),
    "artist": ("Author", "WM/AuthorOriginal"),
    "album": ("WM/AlbumTitle",),
    "album_artist": ("WM/AlbumArtist",),
    "genre": ("WM/Genre",),
    "year": ("WM/Year", "WM/OriginalReleaseYear"),
    "track_number": ("WM/TrackNumber",),
    "disc_number": ("WM/PartOfSet",),
    "isrc": ("WM/ISRC",),
}
