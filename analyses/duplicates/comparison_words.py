"""How an analysis was made, in words: what it compared, and why."""

from __future__ import annotations

from typing import Any

from analyses.duplicates import basis

# Why all was compared, after a colon.
WHY = {
    basis.ASKED: "you asked for it",
    basis.NEWER_DETECTOR: "the detector is newer",
    basis.OTHER_SETTINGS: "the settings changed",
    basis.MUCH_CHANGED: "much of the library had changed",
}


def words_of(comparison: dict[str, Any]) -> str:
    """Return a sentence for the user; "" where it is not known how it was made."""
    mode = comparison.get("mode")
    if mode == "full":
        why = WHY.get(comparison.get("reason", ""))
        return f"All tracks compared: {why}." if why else "All tracks compared."
    if mode == "changes":
        count = comparison.get("tracks_compared", 0)
        if not count:
            return "No track had to be compared anew."
        return f"{count:,} track{'' if count == 1 else 's'} compared anew, the rest kept."
    return ""
