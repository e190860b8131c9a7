from __future__ import annotations

from contract.throttles import RateThrottle


class SongStartThrottle(RateThrottle):
    setting = "SONG_STARTS_PER_MINUTE"
