"""Most candidates are soon seen to be none: what is left when the cheap criteria have spoken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.scoring import criteria
from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.likeness import Likeness, of_names, of_titles
from analyses.duplicates.detection.scoring.place import CLOSE, id_agrees
from analyses.duplicates.detection.scoring.transliterated import in_other_script
from analyses.duplicates.detection.scoring.weights import Weights
from analyses.duplicates.detection.settings import CONFIDENCE_KEPT

LEAST = float(np.log(CONFIDENCE_KEPT / (1 - CONFIDENCE_KEPT)))
# Rounding of sums in single precision.
SLACK = 1e-4


def promising(evidence: Evidence, weights: Weights) -> Evidence:
    """Return the pairs that may reach the least confidence that is kept; none that does is left out.

    First the letters of titles and artists are held against each other without their order, then,
    where that leaves hope, titles as they are, and artists at last."""
    for known in ((), ("title",), ("title", "artist")):
        hope = _Hope(evidence, weights).when_known(known)
        evidence = evidence.only(np.flatnonzero(hope + SLACK >= LEAST))
    return evidence


@dataclass(frozen=True)
class _Hope:
    """The most log-odds that pairs may get."""

    evidence: Evidence
    weights: Weights

    def when_known(self, known: tuple[str, ...]) -> np.ndarray:
        """Return what they may get when these criteria are compared, and of the others no more is known
        than letters without their order tell."""
        found = self._rest()
        for name, guessed in (("title", self._titles), ("artist", self._artists)):
            found += self._known(name) if name in known else guessed()
        found[id_agrees(self.evidence) | self.evidence.exchanged] = np.inf
        return found

    def _known(self, name: str) -> np.ndarray:
        """Return what a criterion says."""
        return self.weights.tables[name][criteria.class_of(self.evidence, name)]

    def _rest(self) -> np.ndarray:
        """Return what neither titles nor artists say, the best of what is not compared yet."""
        found = self.weights.prior + float(self.weights.tables["version"].max()) + self._length()
        found += self._known("year") + self._known("ids")
        return np.asarray(found + self._album_and_position())

    def _album_and_position(self) -> np.ndarray:
        """Return the most that album and position say together. An album may be hidden in a title."""
        album, position = self.weights.tables["album"], self.weights.tables["track_number"]
        left, right = self.evidence.both("album")
        splits = self.evidence.both("splits")
        known = ((left > 0) | (splits[0] > 0)) & ((right > 0) | (splits[1] > 0))
        unknown = [criteria.ALBUM.index(name) for name in ("one missing", "missing")]
        found = np.where(known, album.max(), album[unknown].max())
        one, other = self.evidence.both("number")
        equal, differ = (
            max(position[place] for place, name in enumerate(criteria.POSITION) if word in name)
            for word in ("equal", "other")
        )
        missing = position[criteria.POSITION.index("missing")]
        found += np.where((one == 0) | (other == 0), missing, np.where(one == other, equal, differ))
        return np.asarray(found)

    def _length(self) -> np.ndarray:
        """Return the most that the lengths can say: they may be mistyped, and of two versions they say
        nothing."""
        evidence, table = self.evidence, self.weights.tables["duration"]
        found = table[criteria.steps_of(evidence.gap)]
        unknown = table[criteria.LENGTH.index("one missing")]
        mistyped = np.maximum(found, table[criteria.LENGTH.index("mistyped")])
        number, version, guests, splits = (
            evidence.both(name) for name in ("number", "version", "guests", "splits")
        )
        found = np.where((number[0] == number[1]) & (number[0] > 0), mistyped, found)
        may_be_versions = (version[0] != version[1]) | ((guests[0] > 0) & (guests[1] > 0))
        # So may two whose albums say it: a concert.
        kinds = evidence.both("album_kinds")
        may_be_versions |= (kinds[0] > 0) | (kinds[1] > 0)
        may_be_versions |= np.isnan(evidence.gap) | (splits[0] > 0) | (splits[1] > 0)
        return np.where(may_be_versions, np.maximum(found, unknown), found)

    def _titles(self) -> np.ndarray:
        evidence, table = self.evidence, self.weights.tables["title"]
        titles, placeholders = evidence.both("title"), evidence.both("placeholder")
        found = _of_likeness(of_titles(evidence), criteria.TITLE_STEPS, table)
        # What names nothing is no name that is compared.
        nothing = (titles[0] == 0) | (titles[1] == 0) | (placeholders[0] != 0)
        found[nothing | (placeholders[1] != 0)] = table.max()
        # In another script a title may sound the same.
        found[in_other_script(evidence, titles)] = table.max()
        # At one position, and with one length, a title may be damaged.
        number = evidence.both("number")
        place = (number[0] == number[1]) & (number[0] > 0) & (evidence.gap <= CLOSE)
        damaged = max(table[criteria.TITLE.index(name)] for name in ("contained", "missing"))
        found[place] = np.maximum(found[place], damaged)
        return found

    def _artists(self) -> np.ndarray:
        evidence, table = self.evidence, self.weights.tables["artist"]
        unknown = max(table[criteria.ARTIST.index(name)] for name in ("one missing", "missing"))
        names, mains, guests, splits = (
            evidence.both(name) for name in ("artists", "main", "guests", "splits")
        )
        found = _of_likeness(of_names(evidence, mains), criteria.ARTIST_STEPS, table)
        together = _of_likeness(of_names(evidence, names), criteria.ARTIST_STEPS, table)
        found = np.maximum(found, together)
        # Without the guests of both titles artists may be more alike.
        found[(guests[0] > 0) & (guests[1] > 0)] = table.max()
        found[in_other_script(evidence, mains)] = table.max()
        missing = (names[0] == 0) | (names[1] == 0)
        found[missing] = unknown
        # The artist of a split title may be its head.
        split = (splits[0] > 0) | (splits[1] > 0)
        found[split] = np.maximum(found[split], unknown)
        return found


def _of_likeness(likeness: Likeness, steps: tuple[float, ...], table: np.ndarray) -> np.ndarray:
    """Return the most that texts say which are at most so alike. `steps` are the limits of the first
    classes of the table, the next class is what is below them; texts that contain each other, and
    equal ones, may be of any class."""
    best = np.maximum.accumulate(table[: len(steps) + 1][::-1])[::-1]
    found = best[criteria.steps_down(likeness.ratio + SLACK, steps)]
    return np.where(likeness.contained, table.max(), found)
