"""What is told of a group and of each of its tracks, by the API and in an export alike."""

from __future__ import annotations

GROUP = (
    "group_index",
    "canonical_track_id",
    "duplicate_count",
    "average_similarity_score",
    "outcome",
    "suggested_action",
    "flagged",
    "has_itunes_matches",
    "itunes_match_data",
    "resolved",
    "resolved_at",
    "resolution_action",
    "related_versions",
)
TRACK = (
    "track_id",
    "external_id",
    "title",
    "artist",
    "album",
    "duration",
    "play_count",
    "last_played",
    "date_added",
    "format",
    "bitrate",
    "similarity_score",
    "is_canonical",
    "still_exists",
    "deleted_at",
    "itunes_match_found",
    "itunes_match_confidence",
    "itunes_match_type",
    "reasons",
)
