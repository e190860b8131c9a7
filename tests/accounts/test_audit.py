from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from accounts import audit
from accounts.models import AuditEvent, User

PATH = "/api/user/audit"
ANALYSIS = UUID("11111111-1111-4111-8111-111111111111")

pytestmark = pytest.mark.django_db


def test_the_own_trail_newest_first(api: Any, alice: User, bob: User) -> None:
    audit.record(alice, "started", noun="duplicates", subject_id=ANALYSIS, tracks=7)
    audit.record(bob, "started", noun="duplicates")
    audit.record(alice, "completed", noun="duplicates", subject_id=ANALYSIS)

    rows = api(alice).get(PATH).json()["results"]

    assert [row["action"] for row in rows] == ["completed", "started"]
    assert rows[1] | {"id": 0, "at": ""} == {
        "id": 0,
        "at": "",
        "action": "started",
        "user": "alice",
        "noun": "duplicates",
        "subject_id": str(ANALYSIS),
        "details": {"tracks": 7},
    }


def test_staff_see_everybodys(api: Any, alice: User, bob: User) -> None:
    audit.record(bob, "started", noun="duplicates")
    audit.record(None, "cleaned", noun="duplicates")
    alice.is_staff = True

    assert len(api(alice).get(PATH).json()["results"]) == 2


def test_a_row_is_written_with_its_transaction_or_not_at_all(alice: User) -> None:
    with transaction.atomic():
        audit.record(alice, "started", noun="duplicates")
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()


def test_the_trail_outlives_the_account(alice: User) -> None:
    audit.record(alice, "started", noun="duplicates")

    alice.delete()

    row = AuditEvent.objects.get()
    assert (row.user, row.username) == (None, "alice")


def test_a_login_is_in_the_trail(logged_in: dict[str, Any]) -> None:
    assert AuditEvent.objects.get().action == "logged_in"


def test_many_rows_are_written_at_once(
    api: Any, alice: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        audit.record_all(alice, "revoked", noun="verdict", subjects={7: {"by": 9}, 8: {}})

    rows = api(alice).get(PATH).json()["results"]

    assert [(row["action"], row["subject_id"], row["details"]) for row in rows] == [
        ("revoked", "8", {}),
        ("revoked", "7", {"by": 9}),
    ]
