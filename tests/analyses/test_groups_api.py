"""/api/duplicates/analyses/{id}/groups: pages, filters, orders, neighbours, reasons."""

from __future__ import annotations

import pytest

from analyses.duplicates.models import DuplicateGroup
from library import changes
from library.models import Track
from tests.factories import make_completed_analysis, make_group, make_running_analysis


@pytest.fixture
def analysis(alice):
    """Three groups whose orders all differ."""
    made = make_completed_analysis(alice, groups=0)
    for index, (title, artist, score, count) in enumerate(
        [("b", "x", 0.7, 3), ("c", "z", 0.9, 1), ("a", "y", 0.8, 2)], start=1
    ):
        make_group(
            made,
            index,
            title=title,
            artist_key=artist,
            average_similarity_score=score,
            duplicate_count=count,
        )
    return made


@pytest.fixture
def groups(api, alice, analysis):
    def get(query=""):
        return api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/groups{query}")

    return get


def indexes(answer):
    return [group["group_index"] for group in answer.json()["results"]]


def test_a_group_has_all_of_the_contract(groups):
    group = groups("?limit=1").json()["results"][0]

    first, second = group["tracks"]
    assert group["canonical_track_id"] == first["track_id"]
    assert (group["outcome"], group["suggested_action"]) == ("duplicate", "kept_canonical")
    assert (group["resolved"], group["resolved_at"], group["resolution_action"]) == (
        False,
        None,
        None,
    )
    assert group["related_versions"] == []
    assert (first["is_canonical"], first["similarity_score"]) == (True, 1.0)
    assert (second["is_canonical"], second["still_exists"]) == (False, True)
    assert second["itunes_match_type"] == "none"
    assert "path" not in second


def test_reasons_add_up_to_the_score(groups):
    for group in groups().json()["results"]:
        for track in group["tracks"]:
            total = sum(reason["contribution"] for reason in track["reasons"])
            assert total == pytest.approx(100 * track["similarity_score"])


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("group_index", [1, 2, 3]),
        ("-group_index", [3, 2, 1]),
        ("confidence", [1, 3, 2]),
        ("-confidence", [2, 3, 1]),
        ("-duplicates", [1, 3, 2]),
        ("artist", [1, 3, 2]),
        ("title", [3, 1, 2]),
    ],
)
def test_orders(groups, ordering, expected):
    assert indexes(groups(f"?ordering={ordering}")) == expected


@pytest.mark.parametrize("ordering", ["group_index", "-confidence", "title"])
def test_pages_go_there_and_back(groups, api, alice, ordering):
    whole = indexes(groups(f"?ordering={ordering}"))

    first = groups(f"?ordering={ordering}&limit=2")
    second = api(alice).get(first.json()["next"])
    back = api(alice).get(second.json()["previous"])

    assert indexes(first) + indexes(second) == whole
    assert indexes(back) == indexes(first)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("min_confidence=0.8", [2, 3]),
        ("min_confidence=0.80001", [2]),
        ("search=C", [2]),
        ("search=new+order", [1, 2, 3]),
        ("search=nothing", []),
        ("resolved=true", []),
        ("resolved=false", [1, 2, 3]),
    ],
)
def test_filters(groups, query, expected):
    assert indexes(groups(f"?{query}")) == expected


def test_resolved_groups_are_found(groups):
    DuplicateGroup.objects.filter(group_index=2).update(
        resolved=True, resolution_action="not_duplicate"
    )

    assert indexes(groups("?resolved=true")) == [2]


@pytest.mark.parametrize(
    "query",
    [
        "ordering=colour",
        "limit=0",
        "limit=201",
        "min_confidence=2",
        "min_confidence=nan",
        "resolved=perhaps",
        "cursor=abc",
    ],
)
def test_nonsense_is_refused(groups, query):
    answer = groups(f"?{query}")

    assert answer.status_code == 400
    assert query.split("=")[0] in answer.json()["error"]["fields"]


def test_a_page_takes_the_same_queries_for_any_number(groups, django_assert_max_num_queries):
    # The user's, the analysis's, the groups, their tracks with the library's.
    with django_assert_max_num_queries(3):
        groups()


def test_a_running_analysis_shows_no_group(api, alice):
    analysis, _ = make_running_analysis(alice)
    make_group(analysis)

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/groups").json()

    assert body["results"] == []


def test_groups_that_a_dead_run_left_are_not_shown(api, alice):
    analysis = make_completed_analysis(alice, status="failed", partial=True, result_saved=False)

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/groups").json()

    assert body["results"] == []


def test_a_trashed_track_is_told_apart_from_one_that_is_gone(api, alice, groups):
    group = DuplicateGroup.objects.get(group_index=1)
    trashed, gone = (row.track_id for row in group.tracks.order_by("position"))
    changes.trash(alice.pk, [trashed], origin="test")
    changes.remove(alice.pk, [gone], origin="test")

    first, second = groups().json()["results"][0]["tracks"]

    assert (first["track_id"], first["still_exists"]) == (trashed, False)
    assert first["deleted_at"] is not None
    assert (second["track_id"], second["still_exists"]) == (None, False)
    assert second["title"] == "b"


def test_one_group(api, alice, analysis):
    group = analysis.groups.get(group_index=2)

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/groups/{group.pk}").json()

    assert (body["id"], body["group_index"], len(body["tracks"])) == (group.pk, 2, 2)


def test_a_group_of_another_analysis_is_not_there(api, alice, analysis):
    other = make_completed_analysis(alice, groups=1)
    group = other.groups.get()

    answer = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/groups/{group.pk}")

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "NOT_FOUND"


def test_an_id_beyond_any_is_not_there(api, alice, analysis):
    url = f"/api/duplicates/analyses/{analysis.pk}/groups/{10**30}"

    assert api(alice).get(url).status_code == 404


@pytest.mark.parametrize(
    ("query", "following", "before"),
    [("", 3, 1), ("?ordering=-confidence", 3, None), ("?min_confidence=0.8", 3, None)],
)
def test_neighbours_follow_the_order_of_the_list(api, alice, analysis, query, following, before):
    url = f"/api/duplicates/analyses/{analysis.pk}/groups/{analysis.groups.get(group_index=2).pk}"

    found = api(alice).get(f"{url}/next{query}")
    previous = api(alice).get(f"{url}/previous{query}")

    assert found.json()["group_index"] == following
    assert previous.status_code == (404 if before is None else 200)
    assert before is None or previous.json()["group_index"] == before


def test_impact_counts_what_went(api, alice, analysis):
    DuplicateGroup.objects.filter(group_index=1).update(
        resolved=True, resolution_action="kept_canonical"
    )
    loser = analysis.groups.get(group_index=1).tracks.get(position=1)
    changes.trash(alice.pk, [loser.track_id], origin="test")

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/impact").json()

    assert (body["groups_total"], body["groups_resolved"], body["groups_left"]) == (3, 1, 2)
    assert (body["tracks_trashed"], body["tracks_left"]) == (1, 5)
    assert (body["bytes_freed"], body["seconds_freed"]) == (1_000_000, 447.0)
    assert body["by_action"] == {"kept_canonical": 1}
    assert body["suggest_new_analysis"] is True


def test_removing_a_track_for_good_keeps_its_snapshot(alice, analysis):
    Track.objects.filter(user=alice).delete()

    assert analysis.groups.filter(canonical_track=None).count() == 3
