"""Why a track is in its group, in words, and as bars left and right of zero."""

from __future__ import annotations

import math
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
# Kinds of version whose name is not what they are called.
VERSION_KINDS = {
    "length": "edit",
    "rerecorded": "re-recorded",
    "scene": "interlude",
    "mixed": "DJ mix",
    "8d": "8D",
}
# Criteria that decide alone, by no weight.
DECIDED = ("verdict", "audio_hash")
# A short list names no criterion that hardly counts.
WORTH_NAMING = 5.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One criterion: what it says, its weight, its points of 100, and where its bar lies, 0..100 from
    the left."""

    label: str
    words: str
    weight: str
    points: str
    sign: str
    axis: float
    start: float
    width: float


def bars(reasons: Sequence[Reason]) -> list[Bar]:
    """Return the criteria, what counts most first, on one scale; the prior leads. Their points add up
    to what is shown of the whole, to the last digit."""
    ordered = sorted(
        (one for one in reasons if _says_something(one)),
        key=lambda one: (one["criterion"] != "prior", -abs(one["contribution"])),
    )
    values = [float(one["contribution"]) for one in ordered]
    low, high = min([0.0, *values]), max([0.0, *values])
    scale = 100.0 / ((high - low) or 1.0)
    axis = -low * scale
    tenths = _tenths(values)
    return [
        Bar(
            label=label_of(one["criterion"]),
            words=words_of(one),
            weight=weight_of(one),
            points=points_of(shown),
            sign=_sign(one["criterion"], shown),
            axis=round(axis, 2),
            start=round(axis + min(0.0, value) * scale, 2),
            width=round(abs(value) * scale, 2),
        )
        for one, value, shown in zip(ordered, values, tenths, strict=True)
    ]


def _tenths(values: Sequence[float]) -> list[int]:
    """Return values in tenths, cut or rounded up so that they add up to their sum, cut."""
    # A sum a hair below a tenth is that tenth.
    total = math.floor(10 * math.fsum(values) + 1e-6)
    cut = [math.floor(10 * value) for value in values]
    nearest_above = sorted(range(len(values)), key=lambda place: cut[place] - 10 * values[place])
    for place in nearest_above[: total - sum(cut)]:
        cut[place] += 1
    return cut


def _says_something(reason: Reason) -> bool:
    """A criterion that neither track has, and that counts nothing, is not worth a line."""
    is_empty = not _text(reason["value"]) and not _text(reason["canonical_value"])
    return reason["criterion"] in FIXED or not is_empty or bool(reason["contribution"])


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


def version_words(version: str) -> str:
    """Return a version as it is spoken of: "length radio, live" as "edit radio, live"."""
    if not version:
        return "other version"
    kinds = (one.partition(" ") for one in version.split(", "))
    return ", ".join(f"{VERSION_KINDS.get(kind, kind)}{gap}{rest}" for kind, gap, rest in kinds)


def points_of(tenths: int) -> str:
    """Return tenths of points as "+41.2", "−11.4" or "0"."""
    return _signed(tenths / 10, 1) if tenths else "0"


def weight_of(reason: Reason) -> str:
    """Return a weight, in log-odds, as "+2.31"; "" where nothing was weighed."""
    if reason["weight"] is None or reason["criterion"] in DECIDED:
        return ""
    return _signed(reason["weight"], 2)


def _signed(value: float, digits: int) -> str:
    sign = "−" if value < 0 else "+" if value > 0 else ""
    return f"{sign}{abs(value):.{digits}f}"


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
    return _both(mine, theirs)


def _both(mine: str, theirs: str) -> str:
    """Say both values, "none" for the one that is missing."""
    return f"{mine or 'none'} here, {theirs or 'none'} in the kept one"


def _sign(criterion: str, tenths: int) -> str:
    if criterion == "prior" or not tenths:
        return "start"
    return "for" if tenths > 0 else "against"


def _ids(reason: Reason) -> str:
    """The ids themselves say nothing to a reader; whether they agree does."""
    mine, theirs = bool(reason["value"]), bool(reason["canonical_value"])
    if not mine and not theirs:
        return "neither says"
    if not mine or not theirs:
        return _both("known" if mine else "", "known" if theirs else "")
    return "the same id" if reason["contribution"] > 0 else "different ids"


def _lengths(mine: Any, theirs: Any) -> str:
    known = [isinstance(one, int | float) for one in (mine, theirs)]
    if not any(known):
        return "neither says"
    if not all(known):
        return _both(
            *(
                _clock(one) if there else ""
                for one, there in zip((mine, theirs), known, strict=True)
            )
        )
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
