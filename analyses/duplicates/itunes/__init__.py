"""The tracks in groups against the entries of the user's imported iTunes libraries.

An entry is a track's exact match by the track's own persistent id, or where all that both say is
equal; a fuzzy one where the detector would put the two into one group. Read in this order:

matching.py   which entry each track is
catalogue.py  what is read of tracks and entries
equality.py   equal in all fields       keys.py, likeness.py   alike, as the detector sees it
matches.py    what was found, as tracks and groups keep it
"""

from analyses.duplicates.itunes import catalogue
from analyses.duplicates.itunes.matches import Match, Matches, group_data
from analyses.duplicates.itunes.matching import cross_reference, of_groups

__all__ = ["Match", "Matches", "catalogue", "cross_reference", "group_data", "of_groups"]
