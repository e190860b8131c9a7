"""Which verdicts an analysis does not heed: those that were given or revoked after it read them."""

from __future__ import annotations

from dataclasses import dataclass

from analyses.duplicates import verdicts
from analyses.duplicates.models import DuplicateAnalysis, Verdict
from library.models import Track


@dataclass(frozen=True, kw_only=True)
class Unheeded:
    """Pairs of tracks, both in the library now and of those that the analysis compares. given: what
    is said of them differs from what the analysis obeyed; revoked: it obeyed what is said no more."""

    given: int
    revoked: int

    @property
    def text(self) -> str:
        """Say it in words, as in "2 verdicts given, 1 revoked"; "" where all are heeded."""
        parts: list[str] = []
        for count, what in ((self.given, "given"), (self.revoked, "revoked")):
            # The noun stands once, behind the first number.
            noun = "" if parts else "verdict " if count == 1 else "verdicts "
            parts += [f"{count:,} {noun}{what}"] if count else []
        return ", ".join(parts)


NONE = Unheeded(given=0, revoked=0)


def by(analysis: DuplicateAnalysis) -> Unheeded:
    """Count the verdicts that its groups do not follow and a refresh would; none while it runs or
    has read nothing. One query where nothing was said since, three else."""
    if analysis.is_running or analysis.library_version is None:
        return NONE
    if analysis.verdicts == verdicts.fingerprint(analysis.user_id):
        return NONE
    rows = Verdict.objects.filter(user_id=analysis.user_id)
    now = {(a, b): says for a, b, says in rows.values_list("track_a", "track_b", "verdict")}
    obeyed = {verdicts.pair(a, b): says for a, b, says in analysis.obeyed}
    given = [pair for pair, says in now.items() if obeyed.get(pair) != says]
    revoked = obeyed.keys() - now.keys()
    compared = _compared(analysis, {track for pair in (*given, *revoked) for track in pair})
    return Unheeded(
        given=sum(compared.issuperset(pair) for pair in given),
        revoked=sum(compared.issuperset(pair) for pair in revoked),
    )


def _compared(analysis: DuplicateAnalysis, tracks: set[int]) -> set[int]:
    """Return which of the tracks a run with its search term would compare now."""
    found = Track.objects.filter(user_id=analysis.user_id, pk__in=tracks).in_library()
    if analysis.search_term:
        found = found.matching(analysis.search_term)
    return set(found.values_list("pk", flat=True))
