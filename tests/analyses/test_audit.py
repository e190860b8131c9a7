"""GET /api/duplicates/audit: one's own trail, newest first; staff see everybody's."""

from __future__ import annotations

import pytest

from accounts import audit
from tests.factories import make_completed_analysis

URL = "/api/duplicates/audit"


@pytest.fixture(autouse=True)
def _trail(alice, bob):
    audit.record(alice, "started", noun="duplicates", subject_id="a")
    audit.record(alice, "resolved", noun="duplicates", subject_id="a", group_id=7)
    audit.record(bob, "started", noun="duplicates", subject_id="b")
    audit.record(alice, "changed", noun="user")


def test_a_user_sees_their_own_newest_first(api, alice):
    rows = api(alice).get(URL).json()["results"]

    assert [(row["action"], row["user"]) for row in rows] == [
        ("resolved", "alice"),
        ("started", "alice"),
    ]
    assert rows[0].keys() == {
        "id", "at", "action", "user", "analysis_id", "group_id", "details",
    }  # fmt: skip
    assert (rows[0]["analysis_id"], rows[0]["group_id"]) == ("a", 7)


def test_staff_see_everybodys(api, charlie):
    charlie.is_staff = True
    charlie.save()

    assert len(api(charlie).get(URL).json()["results"]) == 3


def test_a_stranger_sees_none_and_nobody_is_refused(api, charlie):
    assert api(charlie).get(URL).json()["results"] == []
    assert api(None).get(URL).status_code == 401


def test_deleting_and_refreshing_are_told(api, alice):
    analysis = make_completed_analysis(alice, groups=0)
    api(alice).post(f"/api/duplicates/analyses/{analysis.pk}/refresh")
    api(alice).delete(f"/api/duplicates/analyses/{analysis.pk}")

    rows = api(alice).get(URL).json()["results"]

    assert [row["action"] for row in rows[:2]] == ["deleted", "refreshed"]
