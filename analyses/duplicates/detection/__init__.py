"""The duplicate detector: plain values in, plain values out; no Django, no Celery.

A run is six steps, one module each, read in this order: normalise, block, veto, scoring, grouping,
outcomes.

    library = prepare(rows, settings, progress)
    candidates = find_candidates(library, progress)
    found = [one.pairs for one in score_blocks(library, candidates, range(candidates.blocks))]
    groups = group(library, joined(found), verdicts, settings, progress)
    reasons = explain(library, member, canonical, settings)

`rows` are `Record`s, or tuples of its fields in order (trailing ones may be left out), of any
iterable; they are read once and not kept. A track is then named by its position in the order of
ascending track ids: `library.track_ids[position]`. `verdicts` are (track id, track id, "duplicate" or
"not_duplicate"). Everything is deterministic: the same library in any order gives the same blocks,
pairs and groups, so a run that was interrupted goes on behind the last block it kept. Settings decide
about groups alone; scores hold for all of them.

A library that was compared before is compared again by what has changed:

    refreshed = refresh(prepared, changed ids, rows, progress)
    found = [one.pairs for one in score_blocks(refreshed.library, refreshed.candidates, …)]
    pairs = joined([refreshed.kept(pairs before), *found])
    regrouped = regroup(refreshed.library, pairs, refreshed.touched(pairs before, pairs), verdicts, settings)

`progress(step, done, total)` is called by the long steps ("normalise", "block", "group") at least every
0.4 s of work; it says nothing by default, and cancels by raising. A block is scored in about 0.3 s at
most, so `score` has none. With `processes=2` a second process does a share of the reading and the
scoring. Nothing is written anywhere: a cancelled step leaves no trace.
"""

from analyses.duplicates.detection.block.atoms import Atoms, atoms_of
from analyses.duplicates.detection.block.candidates import Candidates, find_candidates
from analyses.duplicates.detection.grouping.graph import joined_by_verdicts
from analyses.duplicates.detection.grouping.groups import (
    Group,
    Regrouped,
    group,
    is_match,
    regroup,
)
from analyses.duplicates.detection.grouping.tracks import KnownTracks
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.normalise.records import Record
from analyses.duplicates.detection.normalise.tracks import prepare
from analyses.duplicates.detection.outcomes import Kind, Outcome, SuggestedAction
from analyses.duplicates.detection.packing import (
    Part,
    Prepared,
    pack,
    pack_arrays,
    unpack,
    unpack_arrays,
)
from analyses.duplicates.detection.progress import Progress, silent
from analyses.duplicates.detection.refresh import Refreshed, refresh
from analyses.duplicates.detection.scoring.blocks import Scored, score_blocks
from analyses.duplicates.detection.scoring.explanations import (
    explain,
    explain_all,
    prior_reason,
    version_of,
)
from analyses.duplicates.detection.scoring.pairs import PairScores, joined, score
from analyses.duplicates.detection.settings import DETECTOR_VERSION, Settings

__all__ = [
    "DETECTOR_VERSION",
    "Atoms",
    "Candidates",
    "Group",
    "Kind",
    "KnownTracks",
    "Library",
    "Outcome",
    "PairScores",
    "Part",
    "Prepared",
    "Progress",
    "Record",
    "Refreshed",
    "Regrouped",
    "Scored",
    "Settings",
    "SuggestedAction",
    "atoms_of",
    "explain",
    "explain_all",
    "find_candidates",
    "group",
    "is_match",
    "joined",
    "joined_by_verdicts",
    "pack",
    "pack_arrays",
    "prepare",
    "prior_reason",
    "refresh",
    "regroup",
    "score",
    "score_blocks",
    "silent",
    "unpack",
    "unpack_arrays",
    "version_of",
]
