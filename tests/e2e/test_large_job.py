"""A library of some size with known duplicates, from its file to the groups and their refresh, through
the API alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from bench import libraries
from bench.library_file import as_csv, labels_of
from bench.quality import quality
from tests.e2e.client import Client
from tests.e2e.conftest import Site

TRACKS = 3_000
SEED = 1
ANALYSES = "/api/duplicates/analyses"
# As the API's numbers are kept: 32 bits for the score of a pair.
NEARLY = 1e-6


@dataclass(frozen=True, kw_only=True)
class Job:
    """A user with an analysed library, its truth, the analysis and all its groups."""

    client: Client
    data: libraries.Data
    analysis: dict[str, Any]
    groups: list[dict[str, Any]]

    @property
    def path(self) -> str:
        return f"{ANALYSES}/{self.analysis['analysis_id']}"


@pytest.fixture(scope="module")
def job(live_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Job:
    try:
        data = libraries.generated(TRACKS, SEED, tmp_path_factory.mktemp("generated"))
    except libraries.Missing as missing:
        pytest.skip(str(missing))
    client = live_site.register()
    answer = client.upload("/api/library/imports", "library.csv", as_csv(data.rows))
    assert client.wait_for_job(answer.body["job_id"])["status"] == "completed"
    analysis, groups = _analysed(client, ANALYSES)
    return Job(client=client, data=data, analysis=analysis, groups=groups)


def _analysed(client: Client, path: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Run an analysis; return it with its groups, as they are exported."""
    answer = client.post(path)
    assert answer.status == 202, answer.body
    assert client.wait_for_job(answer.body["job_id"])["status"] == "completed"
    exported = client.get(f"{ANALYSES}/{answer.body['analysis_id']}/export?format=json")
    return exported["analysis"], exported["groups"]


def test_all_tracks_are_compared_and_nearly_all_copies_are_found(job: Job) -> None:
    found = quality(labels_of(job.groups, TRACKS), job.data)

    assert job.analysis["total_tracks_analyzed"] == TRACKS
    assert job.analysis["total_groups_found"] == len(job.groups)
    assert job.analysis["comparison"] == {"mode": "full", "reason": ""}
    assert found.f1 >= 0.98, found


def test_the_reasons_of_each_member_add_up_to_its_score(job: Job) -> None:
    members = [track for group in job.groups for track in group["tracks"]]
    wrong = [
        track
        for track in members
        if abs(
            sum(one["contribution"] for one in track["reasons"]) - 100 * track["similarity_score"]
        )
        > NEARLY
    ]

    assert len(members) > 1_000
    assert wrong == []


def test_other_versions_stand_beside_their_group_and_never_in_it(job: Job) -> None:
    beside = [(group, one) for group in job.groups for one in group["related_versions"]]

    assert len(beside) > 50
    # One without version words stands beside a group of versions: it is their original.
    named = [one for _, one in beside if one["version"]]
    assert len(named) > 20
    assert all(one["title"] for _, one in beside)
    for group, one in beside:
        assert one["track_id"] not in {track["track_id"] for track in group["tracks"]}


def test_the_preview_at_the_same_strictness_is_what_was_found(job: Job) -> None:
    same = "min_confidence=0.5&duration_tolerance=8&group_other_releases=true"

    figures = job.client.get(f"{job.path}/preview?{same}")

    assert figures["groups"] == len(job.groups)
    assert figures["tracks"] == sum(len(group["tracks"]) for group in job.groups)


def test_a_verdict_is_obeyed_by_a_refresh_that_compares_only_changes(job: Job) -> None:
    pair = next(group["tracks"] for group in job.groups if len(group["tracks"]) == 2)
    one, other = (track["track_id"] for track in pair)
    said = {"track_a": one, "track_b": other, "verdict": "not_duplicate"}
    assert job.client.post("/api/duplicates/verdicts", said).status == 201
    row = job.data.rows[int(pair[0]["external_id"])]
    changed = as_csv([row._replace(track_id=TRACKS, title="Quite Another Song")])
    answer = job.client.upload("/api/library/imports", "one.csv", changed)
    job.client.wait_for_job(answer.body["job_id"])

    fresh, groups = _analysed(job.client, f"{job.path}/refresh")

    kept, now = _members(job.groups), _members(groups)
    assert fresh["comparison"]["mode"] == "changes"
    assert fresh["comparison"]["since"] == job.analysis["analysis_id"]
    assert 0 < fresh["comparison"]["tracks_compared"] < TRACKS // 10
    assert kept - now == {frozenset((one, other))}
    assert now - kept == set()


def _members(groups: list[dict[str, Any]]) -> set[frozenset[int]]:
    return {frozenset(track["track_id"] for track in group["tracks"]) for group in groups}
