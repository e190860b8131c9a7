"""Reading ahead of the database never keeps a job from looking whether it is to stop."""

from __future__ import annotations

import time
from collections.abc import Iterator

from library.imports.ahead import Ahead, Cutter
from library.imports.audio_columns import COLUMNS
from library.imports.rows import Fault, Row, Tick


class Slow:
    """A small file, then a large one that takes its time."""

    columns = COLUMNS
    position = 0

    def __init__(self, ticks: int) -> None:
        self.ticks = ticks
        self.closed = False

    def rows(self) -> Iterator[Row | Fault | Tick]:
        try:
            yield Row(1, ["Blue"] + [""] * (len(COLUMNS.columns) - 1), file="a.mp3")
            for _ in range(self.ticks):
                time.sleep(0.01)
                yield Tick()
        finally:
            self.closed = True


def test_a_tick_is_one_also_with_rows_that_wait() -> None:
    found = [len(batch.rows) for batch in Cutter(Slow(3), 1).batches()]

    assert found == [0, 0, 0, 1]


def test_reading_stops_at_the_next_tick_and_is_closed() -> None:
    source = Slow(500)
    ahead = Ahead(Cutter(source, 1).batches())
    with ahead:
        time.sleep(0.1)
        began = time.monotonic()

    assert time.monotonic() - began < 2
    assert source.closed
