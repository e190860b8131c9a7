"""A title cut at its brackets and dashes."""

from __future__ import annotations

import re
from dataclasses import dataclass

CUTTING = re.compile(r"[()\[\]{}<>（）［］【】「」『』〈〉《》]|\s+[-–—~|･・]+\s+|-{2,}|\s+/{2}\s+")
OPENING = frozenset("([{<（［【「『〈《")
CLOSING = frozenset(")]}>）］】」』〉》")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a title; brackets: whether it stood in brackets. Brackets inside it are kept."""

    text: str
    brackets: bool


def segments_of(title: str) -> list[Segment]:
    """Cut a title into its first part, the parts in outer brackets and the parts behind dashes.

    A bracket that is never closed reaches to the end, as in titles that were cut. The first part is
    there even if empty; what stands behind a bracket without a dash is a part as well."""
    segments: list[Segment] = []
    depth = start = 0
    for cut in CUTTING.finditer(title):
        mark = cut.group()
        if mark in OPENING:
            if depth == 0:
                _add(segments, title[start : cut.start()], brackets=False)
                start = cut.end()
            depth += 1
        elif mark in CLOSING:
            if depth == 1:
                _add(segments, title[start : cut.start()], brackets=True)
                start = cut.end()
            depth = max(0, depth - 1)
        elif depth == 0:
            _add(segments, title[start : cut.start()], brackets=False)
            start = cut.end()
    _add(segments, title[start:], brackets=depth > 0)
    return _with_base(segments)


def _add(segments: list[Segment], text: str, *, brackets: bool) -> None:
    text = text.strip(" -–—:")
    if text:
        segments.append(Segment(text, brackets))


def _with_base(segments: list[Segment]) -> list[Segment]:
    """See to it that the first part is not one in brackets: "(I Can't Get No) Satisfaction" begins
    with its title."""
    if len(segments) > 1 and segments[0].brackets:
        first, second, *rest = segments
        return [Segment(f"{first.text} {second.text}", False), *rest]
    return segments or [Segment("", False)]
