"""Why a track is in its group, in words, and as bars left and right of zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Reason = dict[str, Any]

LABELS = {
    "prior": "To begin with",
    "title": "Title",
    "artist": "Artist",
    "album": "Album",
    "duration": "Length",
    "year": "Year",
    "track_number": "Track number",
    "ids": "Ids",
    "isrc": "ISRC",
    "recording_id": "Recording id",
    "audio_hash": "Audio",
    "fingerprint": "Fingerprint",
    "version": "Version words",
    "verdict": "Your verdict",
}
# Criteria that compare nothing.
FIXED = {
    "prior": "what any two tracks with something in common begin with",
    "verdict": "you said that these are one recording",
    "audio_hash": "the sound itself is the same",
}
# A short list names no criterion that hardly counts.
WORTH_NAMING = 5.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One criterion: what it says, its points of 100, and where its bar lies, 0..100 from the left."""

    label: str
    words: str
    points: str
    sign: str
    axis: float
    start: float
    width: float


def bars(reasons: Sequence[Reason]) -> list[Bar]:
    """Return the criteria, what counts most first, on one scale; the prior leads."""
    ordered = sorted(
        (one for one in reasons if _says_something(one)),
        key=lambda one: (one["criterion"] != "prior", -abs(one["contribution"])),
    )
    values = [float(one["contribution"]) for one in ordered]
    low, high = min([0.0, *values]), max([0.0, *values])
    scale = 100.0 / ((high - low) or 1.0)
    axis = -low * scale
    return [
        Bar(
            label=label_of(one["criterion"]),
            words=words_of(one),
            points=points_of(value),
            sign=_sign(one["criterion"], value),
            axis=round(axis, 2),
            start=round(axis + min(0.0, value) * scale, 2),
            width=round(abs(value) * scale, 2),
        )
        for one, value in zip(ordered, values, strict=True)
    ]


def _says_something(reason: Reason) -> bool:
    """A criterion that neither track has, and that counts nothing, is not worth a line."""
    is_empty = not _text(reason["value"]) and not _text(reason["canonical_value"])
    return reason["criterion"] in FIXED or not is_empty or round(reason["contribution"]) != 0


def strongest(reasons: Iterable[Reason], count: int = 2) -> str:
    """Return what speaks most for it, as in "title, artist"; "" where nothing does."""
    speaking = [
        one
        for one in reasons
        if one["criterion"] != "prior" and one["contribution"] >= WORTH_NAMING
    ]
    speaking.sort(key=lambda one: -one["contribution"])
    return ", ".join(label_of(one["criterion"]).lower() for one in speaking[:count])


def label_of(criterion: str) -> str:
    return LABELS.get(criterion, criterion.replace("_", " ").capitalize())


def points_of(contribution: float) -> str:
    """Return a contribution as "+41", "−11" or "0"."""
    points = round(contribution)
    return f"{'+' if points > 0 else '−'}{abs(points)}" if points else "0"


def words_of(reason: Reason) -> str:
    """Say what the two tracks have there: this one's value, and the kept one's."""
    criterion = reason["criterion"]
    if criterion in FIXED:
        return FIXED[criterion]
    mine, theirs = _text(reason["value"]), _text(reason["canonical_value"])
    if criterion == "ids":
        return _ids(reason)
    if criterion == "duration":
        return _lengths(reason["value"], reason["canonical_value"])
    if not mine and not theirs:
        return "none in either" if criterion == "version" else "neither says"
    if mine == theirs:
        return f"both {mine}"
    if not mine:
        return f"none here, {theirs} in the kept one"
    if not theirs:
        return f"{mine} here, none in the kept one"
    return f"{mine} here, {theirs} in the kept one"


def _sign(criterion: str, value: float) -> str:
    if criterion == "prior" or not round(value):
        return "start"
    return "for" if value > 0 else "against"


def _ids(reason: Reason) -> str:
    """The ids themselves say nothing to a reader; whether they agree does."""
    if not reason["value"] or not reason["canonical_value"]:
        return "not known for both"
    return "the same id" if reason["contribution"] > 0 else "different ids"


def _lengths(mine: Any, theirs: Any) -> str:
    if not isinstance(mine, int | float) or not isinstance(theirs, int | float):
        return "not known for both"
    apart = abs(mine - theirs)
    return (
        f"both {_clock(mine)}"
        if apart < 0.05
        else (f"{_clock(mine)} here, {_clock(theirs)} in the kept one, {apart:.1f} s apart")
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _text(value: Any) -> str:
    """Return a value as it is read: text in quotes, a list with commas, nothing as ""."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(one)}".strip() for name, one in value.items())
    return f"“{value}”" if isinstance(value, str) else f"{value}"
