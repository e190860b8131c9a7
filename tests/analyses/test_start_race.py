"""Two requests at once: one run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from analyses.duplicates.models import DuplicateAnalysis
from jobqueue.models import AnalysisJob
from tests.factories import make_failed_analysis

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(call, times):
    def one(_):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(one, range(times)))


def test_of_many_equal_starts_one_runs(api, alice):
    def start():
        return api(alice).post("/api/duplicates/analyses", {"force_refresh": True}).status_code

    assert at_once(start, 4) == [202, 409, 409, 409]
    assert (DuplicateAnalysis.objects.count(), AnalysisJob.objects.count()) == (1, 1)


def test_of_many_resumes_one_makes_a_job(api, alice):
    analysis = make_failed_analysis(alice)

    def resume():
        return api(alice).post(f"/api/duplicates/analyses/{analysis.pk}/resume").status_code

    assert at_once(resume, 4) == [202] * 4
    assert AnalysisJob.objects.count() == 1
