"""What is not yours does not exist: every route, with a stranger's hands on Alice's ids."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.apps import apps
from django.utils import timezone

from accounts import notifications, sessions
from accounts.models import User
from analyses.duplicates import detection, kept
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup, LibraryPart, Verdict
from jobqueue.models import AnalysisJob, JobFailure
from jobqueue.states import Band
from library.models import LibraryImport, Track
from playlists.models import Playlist
from tests.contract.routes import Route, api_routes

pytestmark = pytest.mark.django_db

# Parameters that name something in the caller's own space: there is nothing of Alice's to find.
OWN_SPACE = {"component"}
# An integer id that nobody has.
NOBODYS = 2_000_000_000


@pytest.fixture
def alices(alice: User, rf: Any) -> dict[str, Any]:
    """Return the id of something of Alice's for each parameter that a route may have."""
    now = timezone.now()
    analysis = DuplicateAnalysis.objects.create(
        user=alice,
        status=DuplicateAnalysis.Status.COMPLETED,
        result_saved=True,
        completed_at=now,
        prepared=True,
        scored=True,
    )
    for part in detection.pack_arrays({name: np.empty(0, np.int64) for name in kept.SMALL}):
        LibraryPart.objects.create(analysis=analysis, generation=0, **part._asdict())
    # The one in the middle has a previous and a next one.
    _, group, _ = (
        DuplicateGroup.objects.create(
            analysis=analysis, group_index=n, duplicate_count=1, average_similarity_score=0.9
        )
        for n in (1, 2, 3)
    )
    job = AnalysisJob.objects.create(
        type="DUPLICATE_ANALYSIS",
        kind="analysis",
        user=alice,
        band=Band.MEDIUM,
        target_id=str(analysis.pk),
    )
    JobFailure.objects.create(job=job, number=7, code="UNREADABLE", message="Not hers to read.")
    one, other = (Track.objects.create(user=alice, title=f"{n} of hers") for n in ("One", "Two"))
    return {
        "playlist_id": Playlist.objects.create(owner=alice, name="Hers").pk,
        "track_id": one.pk,
        "verdict_id": Verdict.objects.create(
            user=alice, track_a=one, track_b=other, verdict=Verdict.Says.NOT_DUPLICATE
        ).pk,
        "import_id": LibraryImport.objects.create(
            user=alice, filename="hers.csv", source_type="csv"
        ).pk,
        "analysis_id": analysis.pk,
        "group_id": group.pk,
        "job_id": job.pk,
        "number": 7,
        "session_id": sessions.open_session(rf.get("/"), alice).pk,
        "notification_id": notifications.notify(alice, "export_ready", "Hers").pk,  # type: ignore[union-attr]
    }


def routes() -> list[Route]:
    return [route for route in api_routes() if set(route.parameters) - OWN_SPACE]


def nobodys(ids: dict[str, Any]) -> dict[str, Any]:
    return {name: NOBODYS if isinstance(known, int) else uuid4() for name, known in ids.items()}


def ask(client: Any, method: str, route: Route, ids: dict[str, Any]) -> tuple[int, str]:
    """Return the status and the error code of the answer."""
    missing = set(route.parameters) - set(ids)
    assert not missing, f"{route.template}: say here what of Alice's {missing} is"
    answer = getattr(client, method)(route.template.format(**ids), {})
    code = answer.json()["error"]["code"] if answer.status_code >= 400 else ""
    return answer.status_code, code


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return all rows of our own apps' tables."""
    ours = ("accounts", "queue", "library", "audio", "duplicates", "playlists")
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for label in ours
        for model in apps.get_app_config(label).get_models()
    }


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.template)
def test_a_stranger_finds_nothing_and_changes_nothing(
    route: Route, api: Any, alices: dict[str, Any], charlie: User
) -> None:
    before = everything()

    for method in route.methods:
        answer = ask(api(charlie), method, route, alices)
        assert answer == ask(api(charlie), method, route, nobodys(alices)), method
        if route.staff_alone:
            assert answer == (403, "PERMISSION_DENIED"), method
        else:
            assert answer in [(404, "NOT_FOUND"), (404, "ANALYSIS_NOT_FOUND")], method

    assert everything() == before


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.template)
def test_alice_finds_what_is_hers(route: Route, api: Any, alices: dict[str, Any]) -> None:
    if "get" in route.methods:
        her = User.objects.get(username="alice")
        her.is_staff = route.staff_alone
        assert ask(api(her), "get", route, alices)[0] == 200


@pytest.mark.parametrize(
    "route",
    [route for route in api_routes() if route.view.permission_classes],
    ids=lambda route: route.template,
)
def test_nobody_gets_in_without_a_login(route: Route, api: Any, alices: dict[str, Any]) -> None:
    ids = {**alices, **dict.fromkeys(OWN_SPACE, "x")}

    for method in route.methods:
        assert ask(api(None), method, route, ids) == (401, "NOT_AUTHENTICATED"), method


def test_what_needs_no_login_is_known() -> None:
    doors = {route.template for route in api_routes() if not route.view.permission_classes}

    assert doors == {f"/api/auth/{way}" for way in ("register", "login", "token/refresh", "logout")}


@pytest.mark.parametrize(
    "route",
    [r for r in api_routes() if not r.parameters and "get" in r.methods],
    ids=lambda route: route.template,
)
def test_no_list_names_what_is_alices(
    route: Route, api: Any, alices: dict[str, Any], charlie: User
) -> None:
    content = api(charlie).get(route.template).content.decode()

    assert "hers" not in content.lower()
    for known in alices.values():
        assert isinstance(known, int) or str(known) not in content
