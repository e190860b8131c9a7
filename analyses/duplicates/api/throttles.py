from __future__ import annotations

from contract.throttles import RateThrottle


class StartThrottle(RateThrottle):
    setting = "ANALYSIS_STARTS_PER_MINUTE"


class ExportThrottle(RateThrottle):
    setting = "EXPORTS_PER_HOUR"
    seconds = 3600
    methods = frozenset({"GET", "POST"})
