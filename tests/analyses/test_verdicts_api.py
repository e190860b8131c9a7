from __future__ import annotations

import pytest

from analyses.duplicates.models import Verdict
from library import changes
from library.models import Track
from tests.factories import make_pair

URL = "/api/duplicates/verdicts"

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(alice):
    return make_pair(alice)


def say(client, one, other, verdict="not_duplicate"):
    return client.post(URL, {"track_a": one, "track_b": other, "verdict": verdict}, "json")


def error(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_a_verdict_is_kept_and_answered_with_both_tracks(api, alice, pair):
    a, b = pair

    answer = say(api(alice), b.pk, a.pk)

    verdict = Verdict.objects.get(user=alice)
    body = answer.json()
    assert answer.status_code == 201
    assert body.pop("created_at").endswith("Z")
    assert [one.pop("track_id") for one in body["tracks"]] == [a.pk, b.pk]
    shown = {"title": "Blue Monday", "artist": "New Order", "album": "Power", "duration": 447.0}
    assert body == {
        "id": verdict.pk,
        "track_a": a.pk,
        "track_b": b.pk,
        "verdict": "not_duplicate",
        "tracks": [{**shown, "in_trash": False}] * 2,
        "revoked": [],
    }


def test_the_same_again_is_200_with_the_one_that_is_there(api, alice, pair):
    first = say(api(alice), pair[0].pk, pair[1].pk)

    again = say(api(alice), pair[1].pk, pair[0].pk)

    assert (again.status_code, again.json()) == (200, first.json())


def test_what_it_contradicts_is_named(api, alice, pair):
    old = say(api(alice), pair[0].pk, pair[1].pk, "duplicate").json()

    body = say(api(alice), pair[0].pk, pair[1].pk, "not_duplicate").json()

    del old["revoked"]
    assert body["revoked"] == [old]
    assert [one["id"] for one in api(alice).get(URL).json()["results"]] == [body["id"]]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"track_a": None}, "track_a"),
        ({"track_a": "one"}, "track_a"),
        ({"track_a": True}, "track_a"),
        ({"track_a": 0}, "track_a"),
        ({"track_b": 2**63}, "track_b"),
        ({"track_b": 2**62}, "track_b"),
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": None}, "verdict"),
        ({"verdict": ["duplicate"]}, "verdict"),
    ],
)
def test_nonsense_is_named_by_its_field(api, alice, pair, changed, field):
    body = {"track_a": pair[0].pk, "track_b": pair[1].pk, "verdict": "duplicate"} | changed

    answer = api(alice).post(URL, body, "json")

    assert error(answer) == (400, "VALIDATION_ERROR")
    assert list(answer.json()["error"]["fields"]) == [field]
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("field", ["track_a", "track_b", "verdict"])
def test_nothing_may_be_missing(api, alice, pair, field):
    body = {"track_a": pair[0].pk, "track_b": pair[1].pk, "verdict": "duplicate"}
    del body[field]

    assert list(api(alice).post(URL, body, "json").json()["error"]["fields"]) == [field]


def test_one_track_twice_is_refused(api, alice, pair):
    answer = say(api(alice), pair[0].pk, pair[0].pk)

    assert error(answer) == (400, "VALIDATION_ERROR")
    assert list(answer.json()["error"]["fields"]) == ["track_b"]


def test_anothers_track_is_as_an_unknown_one(api, alice, charlie, pair):
    mine = Track.objects.create(user=charlie, title="Mine").pk

    known = say(api(charlie), mine, pair[0].pk)
    unknown = say(api(charlie), mine, 2_000_000_000)

    assert error(known) == (400, "VALIDATION_ERROR")
    assert known.json() == unknown.json()
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("body", ["{", '"words"', "[1, 2]", "null", ""])
def test_what_is_no_object_is_refused(api, alice, body):
    answer = api(alice).post(URL, body, content_type="application/json")

    assert error(answer) == (400, "VALIDATION_ERROR")


def test_too_many_tracks_of_one_recording_are_a_conflict(api, alice, pair, monkeypatch):
    monkeypatch.setattr("analyses.duplicates.contradictions.MOST_JOINED", 1)

    answer = say(api(alice), pair[0].pk, pair[1].pk, "duplicate")

    assert error(answer) == (409, "CONFLICT")
    assert answer.json()["error"]["limit"] == 1


def test_revoking_is_204_and_then_404(api, alice, pair):
    made = say(api(alice), pair[0].pk, pair[1].pk).json()["id"]

    assert api(alice).delete(f"{URL}/{made}").status_code == 204
    assert error(api(alice).delete(f"{URL}/{made}")) == (404, "NOT_FOUND")
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("identity", ["x", "-1", "0", "1.5", str(2**63), str(10**40), "%00"])
def test_a_malformed_id_is_as_an_unknown_one(api, alice, identity):
    assert error(api(alice).delete(f"{URL}/{identity}")) == (404, "NOT_FOUND")


def test_nobody_sees_or_revokes_anothers(api, alice, charlie, pair):
    made = say(api(alice), pair[0].pk, pair[1].pk).json()["id"]

    assert api(charlie).get(URL).json()["results"] == []
    assert api(charlie).get(f"{URL}?track={pair[0].pk}").json()["results"] == []
    assert error(api(charlie).delete(f"{URL}/{made}")) == (404, "NOT_FOUND")
    assert Verdict.objects.filter(pk=made).exists()


# ---- the list -------------------------------------------------------------------------------------


@pytest.fixture
def several(api, alice):
    """Return the ids of five verdicts, the newest first: every other one `duplicate`."""
    made = []
    for number in range(5):
        a, b = make_pair(alice, f"Song {number}")
        verdict = "not_duplicate" if number % 2 else "duplicate"
        made.insert(0, say(api(alice), a.pk, b.pk, verdict).json()["id"])
    return made


def test_pages_are_newest_first_and_lead_both_ways(api, alice, several):
    client = api(alice)
    first = client.get(f"{URL}?limit=2").json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()

    assert [one["id"] for page in (first, second, third) for one in page["results"]] == several
    assert (first["previous"], third["next"]) == (None, None)
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_a_new_one_does_not_shift_the_next_page(api, alice, several, pair):
    first = api(alice).get(f"{URL}?limit=2").json()
    say(api(alice), pair[0].pk, pair[1].pk)

    second = api(alice).get(first["next"]).json()

    assert [one["id"] for one in second["results"]] == several[2:4]


def test_it_is_filtered_by_kind_and_track(api, alice, several):
    def ids(query):
        return [one["id"] for one in api(alice).get(f"{URL}?{query}").json()["results"]]

    newest = Verdict.objects.get(pk=several[0])
    assert ids("verdict=duplicate") == several[::2]
    assert ids("verdict=not_duplicate") == several[1::2]
    assert ids(f"track={newest.track_a_id}") == ids(f"track={newest.track_b_id}") == several[:1]
    assert ids(f"track={newest.track_a_id}&verdict=not_duplicate") == []
    assert ids("track=2000000000") == []


@pytest.mark.parametrize(
    "query", ["verdict=maybe", "track=x", "track=-1", f"track={2**63}", "limit=0", "cursor=x"]
)
def test_a_bad_query_is_refused(api, alice, query):
    assert error(api(alice).get(f"{URL}?{query}")) == (400, "VALIDATION_ERROR")


def test_a_track_in_the_trash_is_marked(api, alice, pair):
    say(api(alice), pair[0].pk, pair[1].pk)
    changes.trash(alice.pk, [pair[1].pk], origin="test")

    (row,) = api(alice).get(URL).json()["results"]

    assert [one["in_trash"] for one in row["tracks"]] == [False, True]


def test_a_page_takes_the_same_queries_for_any_number(
    api, alice, several, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert len(api(alice).get(URL).json()["results"]) == 5


# ---- whole runs -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_run_obeys_until_it_is_revoked(api, alice, run):
    a, b = make_pair(alice)
    assert run().total_groups_found == 1

    verdict = say(api(alice), a.pk, b.pk).json()["id"]
    assert run().total_groups_found == 0

    api(alice).delete(f"{URL}/{verdict}")
    assert run().total_groups_found == 1


@pytest.mark.django_db(transaction=True)
def test_a_run_puts_together_what_a_chain_says_until_it_is_broken(api, alice, run):
    a, b, c = (
        Track.objects.create(user=alice, title=title, artist=f"The {title}s", duration=60.0 * n).pk
        for n, title in enumerate(("Ash", "Birch", "Cedar"), start=1)
    )
    say(api(alice), a, b, "duplicate")
    say(api(alice), b, c, "duplicate")
    assert set(run().groups.get().tracks.values_list("track", flat=True)) == {a, b, c}

    broken = say(api(alice), a, c, "not_duplicate").json()

    assert [(one["track_a"], one["track_b"]) for one in broken["revoked"]] == [(b, c)]
    assert set(run().groups.get().tracks.values_list("track", flat=True)) == {a, b}
