"""The duplicate detector: plain values in, plain values out; no Django, no Celery.

A run is six steps, one module each, read in this order: normalise, block, veto, scoring, grouping,
outcomes.

    library = prepare(rows, settings, progress)
    candidates = find_candidates(library, progress)
    found = [score(library, *candidates.block(n), settings) for n in range(candidates.blocks)]
    groups = group(library, joined(found), verdicts, settings, progress)
    reasons = explain(library, member, canonical, settings)

`rows` are `Record`s, or tuples of its fields in order (trailing ones may be left out), of any
iterable; they are read once and not kept. A track is then named by its position in the order of
ascending track ids: `library.track_ids[position]`. `verdicts` are (track id, track id, "duplicate" or
"not_duplicate"). Everything is deterministic: the same library in any order gives the same blocks,
pairs and groups, so a run that was interrupted goes on behind the last block it kept.

`progress(step, done, total)` is called by the long steps ("normalise", "block", "group") at least every
0.4 s of work; it says nothing by default, and cancels by raising. A block is scored in about 0.3 s at
most, so `score` has none. Nothing is written anywhere: a cancelled step leaves no trace.
"""

from analyses.duplicates.detection.block.candidates import Candidates, find_candidates
from analyses.duplicates.detection.grouping.groups import Group, group
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.normalise.tracks import Record, prepare
from analyses.duplicates.detection.outcomes import Kind, Outcome, SuggestedAction
from analyses.duplicates.detection.progress import Progress, silent
from analyses.duplicates.detection.scoring.explanations import explain, explain_all, version_of
from analyses.duplicates.detection.scoring.pairs import PairScores, joined, score
from analyses.duplicates.detection.settings import DETECTOR_VERSION, Settings

__all__ = [
    "DETECTOR_VERSION",
    "Candidates",
    "Group",
    "Kind",
    "Library",
    "Outcome",
    "PairScores",
    "Progress",
    "Record",
    "Settings",
    "SuggestedAction",
    "explain",
    "explain_all",
    "find_candidates",
    "group",
    "joined",
    "prepare",
    "score",
    "silent",
    "version_of",
]
