"""The history as pictures: stacked bars, drawn by the server, with a sentence that says the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jobqueue.states import Band

# The picture's own units: a bar and the gap after it, and its height.
STEP, BAR, HEIGHT = 10, 8, 100
# From the ground up.
PARTS = (*(band.label for band in Band), "failed")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a bar: what it counts, and where it stands."""

    name: str
    y: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Bar:
    x: int
    title: str
    parts: list[Part]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars of one picture, its highest count, and what it says in words."""

    bars: list[Bar]
    width: int
    most: int
    says: str


def chart(steps: list[dict[str, Any]], unit: str, when: Callable[[datetime], str]) -> Chart:
    """Draw `steps` (oldest first) with `unit` ("hour", "day") in its words."""
    counts = [_counts(step) for step in steps]
    most = max((sum(each.values()) for each in counts), default=0)
    names = [when(datetime.fromisoformat(step["at"])) for step in steps]
    bars = [
        Bar(x=STEP * n, title=_title(name, each), parts=_parts(each, most))
        for n, (name, each) in enumerate(zip(names, counts, strict=True))
    ]
    return Chart(
        bars=bars, width=STEP * len(steps), most=most, says=_says(names, counts, most, unit)
    )


def by_hour(steps: list[dict[str, Any]]) -> Chart:
    return chart(steps, "hour", lambda at: f"{at:%H}:00 UTC")


def by_day(steps: list[dict[str, Any]]) -> Chart:
    return chart(steps, "day", lambda at: f"{at.day} {at:%b}")


def _counts(step: dict[str, Any]) -> dict[str, int]:
    return {name: step["failed"] if name == "failed" else step["bands"][name] for name in PARTS}


def _parts(counts: dict[str, int], most: int) -> list[Part]:
    parts, top = [], float(HEIGHT)
    for name in PARTS:
        height = HEIGHT * counts[name] / most if most else 0
        if height:
            top -= height
            parts.append(Part(name=name, y=round(top, 2), height=round(height, 2)))
    return parts


def _title(name: str, counts: dict[str, int]) -> str:
    done = sum(counts.values()) - counts["failed"]
    failed = f", {counts['failed']:,} failed" if counts["failed"] else ""
    return f"{name}: {done:,} done{failed}"


def _says(names: list[str], counts: list[dict[str, int]], most: int, unit: str) -> str:
    span = f"{len(names)} {unit}s"
    if not most:
        return f"No job ended in the last {span}."
    totals = {part: sum(each[part] for each in counts) for part in PARTS}
    done = sum(totals.values()) - totals["failed"]
    bands = ", ".join(f"{band.label} priority {totals[band.label]:,}" for band in Band)
    best = names[max(range(len(counts)), key=lambda n: sum(counts[n].values()))]
    return (
        f"Done in the last {span}: {done:,} ({bands}); failed: {totals['failed']:,}. "
        f"Most in the {unit} of {best}: {most:,}."
    )
