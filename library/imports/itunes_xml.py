"""The entries of an iTunes or Music library file, as its parser meets them: bounded memory.

Apple's DOCTYPE is fine; entity declarations and external references are refused. A file that breaks
midway has given what stood before. An entry is a dictionary with a Track ID inside a dictionary,
wherever it stands: in files mended by hand the Tracks around them may be missing or closed too
early. Arrays, and with them playlists, are read past.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ErrorString

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from library.imports.itunes_columns import COLUMNS, KEYS, RATING_COMPUTED
from library.imports.rows import Fault, Row, Tick, UnreadableFile

CHUNK = 64 * 1024
# Of longer texts only the beginning is kept; it is too long for any field, and listed as that.
LONGEST_TEXT = 16 * 1024
# A tag or comment that goes on for longer is no library: the parser would have to hold it all.
LONGEST_TOKEN = 4 * 1024 * 1024
DEEPEST = 200

TRACK_ID = "Track ID"
WANTED = frozenset({*KEYS, TRACK_ID, RATING_COMPUTED})


class Entries:
    """Listens to the parser and collects entries. Its methods run some hundred times an entry."""

    def __init__(self, expat: Any) -> None:
        self.expat = expat
        self.found: list[Row | Fault] = []
        self.root = ""
        self.depth = 0
        self.dictionaries: list[dict[str, str]] = []
        self.lines: list[int] = []
        self.key = ""
        self.text: list[str] = []
        self.array_depth = 0
        self.default = expat.DefaultHandlerExpand
        self.listen()

    def listen(self) -> None:
        self.expat.StartElementHandler = self.start
        self.expat.EndElementHandler = self.end
        self.expat.CharacterDataHandler = self.text.append
        self.expat.DefaultHandlerExpand = self.default

    def pass_over(self) -> None:
        """Only count depth until the array that has just begun is over."""
        self.array_depth = self.depth
        self.expat.StartElementHandler = self.deeper
        self.expat.EndElementHandler = self.higher
        self.expat.CharacterDataHandler = None
        self.expat.DefaultHandlerExpand = None

    def deeper(self, tag: str, attributes: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnreadableFile(f"nested deeper than {DEEPEST}")

    def higher(self, tag: str) -> None:
        self.depth -= 1
        if self.depth < self.array_depth:
            self.listen()

    def start(self, tag: str, attributes: Any) -> None:
        self.deeper(tag, attributes)
        self.text.clear()
        if tag == "dict":
            self.dictionaries.append({})
            self.lines.append(self.expat.CurrentLineNumber)
        elif tag == "array":
            self.pass_over()
        elif self.depth == 1:
            self.root = tag

    def end(self, tag: str) -> None:
        self.depth -= 1
        if tag == "key":
            self.key = "".join(self.text)
        elif tag == "dict":
            self.finish(self.dictionaries.pop(), self.lines.pop())
        elif self.key in WANTED and self.dictionaries:
            value = tag if tag in {"true", "false"} else "".join(self.text)
            self.dictionaries[-1][self.key] = value

    def finish(self, entry: dict[str, str], line: int) -> None:
        if TRACK_ID not in entry:
            return
        if entry.get(RATING_COMPUTED) == "true":
            entry.pop("Rating", None)
        if entry.get("Name", "").strip():
            self.found.append(Row(line, [entry.get(key, "") for key in KEYS]))
        else:
            self.found.append(Fault(line, "an entry without a Name"))

    def shorten(self) -> None:
        """Keep only the beginning of a text that goes on and on."""
        if sum(map(len, self.text)) > LONGEST_TEXT:
            self.text[:] = ["".join(self.text)[: LONGEST_TEXT + 1]]

    def take(self) -> list[Row | Fault]:
        found, self.found = self.found, []
        return found


class ITunesXML:
    """A library file open for reading in binary."""

    columns = COLUMNS

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.position = 0
        self.anything_read = False
        self.parser = DefusedXMLParser(
            target=Nothing(), forbid_dtd=False, forbid_entities=True, forbid_external=True
        )
        self.entries = Entries(self.parser.parser)

    def rows(self) -> Iterator[Row | Fault | Tick]:
        for chunk in iter(lambda: self.stream.read(CHUNK), b""):
            self.position += len(chunk)
            broken = self._feed(chunk)
            yield from self._found()
            if broken is not None:
                yield self._midway(broken)
                return
            yield Tick()
        if (broken := self._feed(b"")) is not None:
            yield self._midway(broken)
        elif self.entries.root != "plist":
            raise UnreadableFile("It is XML, but no iTunes library: there is no plist in it.")

    def _feed(self, chunk: bytes) -> Fault | None:
        """Parse on, to the end where `chunk` is empty; return what is wrong with it."""
        expat = self.entries.expat
        try:
            self.parser.feed(chunk) if chunk else self.parser.close()
        except ParseError as error:
            return Fault(error.position[0], _malformed(error), skipped=False)
        except DefusedXmlException:
            reason = "entity declarations and external references are refused"
            return Fault(expat.CurrentLineNumber, reason, skipped=False)
        except UnreadableFile as error:
            return Fault(expat.CurrentLineNumber, str(error), skipped=False)
        if self.position - expat.CurrentByteIndex > LONGEST_TOKEN:
            reason = f"a tag or comment of more than {LONGEST_TOKEN // 1024**2} MB"
            return Fault(expat.CurrentLineNumber, reason, skipped=False)
        self.entries.shorten()
        return None

    def _found(self) -> Iterator[Row | Fault]:
        found = self.entries.take()
        self.anything_read = self.anything_read or bool(found)
        yield from found

    def _midway(self, fault: Fault) -> Fault:
        """Return the fault that ends the reading; raises it where nothing was read before."""
        if not self.anything_read:
            raise UnreadableFile(f"Line {fault.line}: {fault.reason}.")
        return fault


def _malformed(error: ParseError) -> str:
    """Return what is wrong, once; its line is beside it."""
    what = ErrorString(error.code).removeprefix("not well-formed ").strip("()")
    return f"not well formed: {what}, column {error.position[1] + 1}"


class Nothing:
    """A target that hears nothing: Entries listens to the parser below."""

    def close(self) -> None:
        return None
