"""What a file is, told by its first bytes; a name is only a claim."""

from __future__ import annotations

from rest_framework.exceptions import UnsupportedMediaType

from contract.errors import Invalid
from library.audio_kinds import HEAD_BYTES as AUDIO_HEAD
from library.audio_kinds import audio_kind
from library.models import LibraryImport

HEAD_BYTES = 64 * 1024

LATER = {
    b"#EXTM3U": "an M3U playlist",
    b"\x1f\x8b": "a gzip file",
}
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Unsupported(UnsupportedMediaType):
    """The file is of a kind that cannot be imported."""

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            detail=f"The file is {what}. An iTunes or Music Library.xml, a CSV, an audio file or a "
            "zip of audio files can be imported.",
        )


def source_type_of(head: bytes) -> LibraryImport.SourceType:
    """Return what begins with `head` (HEAD_BYTES of it, or all).

    Raises Invalid for what nobody can import, Unsupported for what this server cannot."""
    text = head.removeprefix(BOM).lstrip()
    if not text:
        raise Invalid({"file": ["The file is empty."]})
    for magic, what in LATER.items():
        if head.removeprefix(BOM).startswith(magic):
            raise Unsupported(what)
    if head.startswith(ZIP):
        return LibraryImport.SourceType.ZIP
    if audio_kind(head[:AUDIO_HEAD]) is not None:
        return LibraryImport.SourceType.AUDIO
    if _is_markup(head, text):
        return LibraryImport.SourceType.ITUNES_XML
    if head.startswith(UTF_16):
        raise Invalid({"file": ["Line 1: it is UTF-16. Save it as UTF-8 and try again."]})
    if _is_binary(text):
        raise Unsupported("binary")
    return LibraryImport.SourceType.CSV


def _is_markup(head: bytes, text: bytes) -> bool:
    if head.startswith(UTF_16):
        text = head.decode("utf-16", "ignore").lstrip().encode()
    return text.startswith((b"<?xml", b"<!", b"<plist"))


def _is_binary(text: bytes) -> bool:
    """Look at the first line alone: a NUL further down is a fault of its row."""
    line = text.split(b"\n", 1)[0]
    return any(byte < 32 and byte not in b"\t\r\f\x1b" for byte in line)
