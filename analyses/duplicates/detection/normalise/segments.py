"""A title cut at its brackets and dashes."""

from __future__ import annotations

import re
from typing import NamedTuple

CUTTING = re.compile(r"[()\[\]{}<>（）［］【】「」『』〈〉《》]|\s+[-–—~|･・]+\s+|-{2,}|\s+/{2}\s+")
OPENING = frozenset("([{<（［【「『〈《")
CLOSING = frozenset(")]}>）］】」』〉》")


class Segment(NamedTuple):
    """A part of a title; brackets: whether it stood in brackets; dash: whether behind a dash.
    Brackets inside it are kept."""

    text: str
    brackets: bool
    dash: bool


def segments_of(title: str) -> list[Segment]:
    """Cut a title into its first part, the parts in outer brackets and the parts behind dashes.

    A bracket that is never closed reaches to the end, as in titles that were cut. The first part is
    there even if empty; what stands behind a bracket without a dash is a part as well."""
    segments: list[Segment] = []
    depth = start = 0
    dash = False
    for cut in CUTTING.finditer(title):
        mark = cut.group()
        opens, closes = mark in OPENING, mark in CLOSING
        if opens or closes:
            if depth == (0 if opens else 1):
                dash = _add(segments, title[start : cut.start()], brackets=closes, dash=dash)
                start = cut.end()
            depth = max(0, depth + (1 if opens else -1))
        elif depth == 0:
            _add(segments, title[start : cut.start()], brackets=False, dash=dash)
            start, dash = cut.end(), True
    _add(segments, title[start:], brackets=depth > 0, dash=dash)
    return beginning_with_text(segments)


def _add(segments: list[Segment], text: str, *, brackets: bool, dash: bool) -> bool:
    """Add a part that is not empty; return whether a dash still waits for what it stands before."""
    text = text.strip(" -–—:")
    if not text:
        return dash
    segments.append(Segment(text, brackets, dash))
    return False


def beginning_with_text(segments: list[Segment]) -> list[Segment]:
    """Return the parts, the first not in brackets: "(I Can't Get No) Satisfaction" begins with its
    title."""
    if len(segments) > 1 and segments[0].brackets and not segments[1].dash:
        first, second, *rest = segments
        return [Segment(f"{first.text} {second.text}", False, first.dash), *rest]
    return segments or [Segment("", False, False)]
