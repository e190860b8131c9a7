"""What is kept of duplicate analyses: the runs, their groups and tracks, scores and verdicts."""

from analyses.duplicates.models.analyses import DuplicateAnalysis
from analyses.duplicates.models.groups import DuplicateGroup, DuplicateTrack
from analyses.duplicates.models.scores import LibraryPart, ScoreBlock
from analyses.duplicates.models.verdicts import Verdict

__all__ = [
    "DuplicateAnalysis",
    "DuplicateGroup",
    "DuplicateTrack",
    "LibraryPart",
    "ScoreBlock",
    "Verdict",
]
