"""Read a file in a thread of its own, so that reading goes on while PostgreSQL writes."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import Self

from library.imports.columns import Identities, Reading
from library.imports.identity import Occurrences
from library.imports.rows import Fault, Row, Source, Tick

# At most so many rows and bytes at once: the rows decide as a rule, the bytes where cells are huge.
MOST_ROWS = 4000
MOST_BYTES = 4 * 1024 * 1024
MOST_FAULTS = 4000
WAIT_SECONDS = 0.3


@dataclass(slots=True)
class KnownRow:
    """A row with what a library knows it by, and what it says if that was read ahead."""

    row: Row
    identity: int
    occurrence: int
    row_hash: int
    reading: Reading | None = None


@dataclass
class Batch:
    """What stood in the file between two positions."""

    rows: list[KnownRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # Rows and faults that cost a row, from the file's beginning to this batch's end.
    end: int = 0
    # How much of the file had been read by then, in bytes.
    position: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.faults)

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MOST_ROWS or len(self.faults) >= MOST_FAULTS


class Cutter:
    """Cuts a user's file into batches, past the first `skip` rows: those a run before has written."""

    def __init__(self, source: Source, user_id: int, skip: int = 0) -> None:
        self.source = source
        self.identities = Identities(source.columns, user_id)
        self.occurrences = Occurrences()
        self.skip = skip
        # While most rows are new they are read here; known ones need no reading at all.
        self.mostly_new = False

    def batches(self) -> Generator[Batch, None, None]:
        """Give the batches in the file's order; an empty one is a tick. Raises UnreadableFile."""
        source = self.source
        batch, begun, count = Batch(), source.position, 0
        for item in source.rows():
            if isinstance(item, Tick):
                yield Batch()
                continue
            count += 1
            known = self._known(item) if isinstance(item, Row) else None
            if count <= self.skip:
                begun = source.position
                if count % MOST_ROWS == 0:
                    yield Batch()
                continue
            if known is not None:
                batch.rows.append(known)
            elif isinstance(item, Fault):
                batch.faults.append(item)
            if batch.is_full or source.position - begun >= MOST_BYTES:
                batch.end, batch.position = count, source.position
                yield batch
                batch, begun = Batch(), source.position
        batch.end, batch.position = count, source.position
        yield batch

    def _known(self, row: Row) -> KnownRow:
        columns, reading = self.source.columns, None
        if self.mostly_new:
            reading = columns.read(row.cells)
        if reading is not None and reading.values is not None:
            identity, by_id = self.identities.of_values(reading.values)
        else:
            identity, by_id = self.identities.of_cells(row.cells)
        occurrence = 1 if by_id else self.occurrences.next(identity)
        return KnownRow(row, identity, occurrence, columns.row_hash(row.cells), reading)


class Ahead:
    """Batches made one ahead. Each wait is short, so that the caller can look around."""

    def __init__(self, found: Generator[Batch, None, None]) -> None:
        self.found = found
        self.ready: Queue[Batch | BaseException | None] = Queue(maxsize=1)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._read, name="import-reader", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopped.set()
        self.thread.join()

    def __iter__(self) -> Iterator[Batch]:
        """Give every batch, an empty one where the next is not ready in time.

        Raises what reading raised."""
        while True:
            try:
                item = self.ready.get(timeout=WAIT_SECONDS)
            except Empty:
                yield Batch()
                continue
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item

    def _read(self) -> None:
        try:
            for batch in self.found:
                if batch and not self._offer(batch):
                    return
                if self.stopped.is_set():
                    return
            self._offer(None)
        except Exception as error:  # noqa: BLE001 (raised again by whoever waits)
            self._offer(error)
        finally:
            # What a half-read file has open or half-written goes now, not with the last reference.
            self.found.close()

    def _offer(self, item: Batch | BaseException | None) -> bool:
        while not self.stopped.is_set():
            try:
                self.ready.put(item, timeout=WAIT_SECONDS)
                return True
            except Full:
                continue
        return False
