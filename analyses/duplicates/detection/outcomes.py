"""Step 6, outcomes: what a pair or a group is, in the words of the product."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Kind(IntEnum):
    """What two tracks are to each other."""

    DUPLICATE = 0
    """The same recording on the same release, or nobody knows the release."""
    OTHER_RELEASE = 1
    """The same recording on another album, or a remaster of the same mix and length."""
    VERSION = 2
    """The same piece, recorded or edited differently: live, remix, instrumental."""
    VETOED = 3
    """Alike, but something rules it out: another length, part or place on the album."""


class Outcome(StrEnum):
    """What a group is: `other_release` where any copy is one to the canonical."""

    DUPLICATE = "duplicate"
    OTHER_RELEASE = "other_release"


class SuggestedAction(StrEnum):
    """What to do with a group: keep the canonical, or look at it first."""

    KEPT_CANONICAL = "kept_canonical"
    MANUAL_REVIEW = "manual_review"
