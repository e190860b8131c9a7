"""What one verdict does in a run: who it joins is in the whole group, and says why."""

from __future__ import annotations

import pytest

from analyses.duplicates import verdicts
from library import changes
from library.models import Track
from tests.factories import make_pair

# The library is read on a session of its own, which sees what is committed alone.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("looks_always")]

BY_VERDICT = [("verdict", 100)]


@pytest.fixture
def pair(alice):
    """Two copies, the better one first."""
    return make_pair(alice)


def other(user, **fields):
    """Add a track that a run puts beside the pair or nowhere, and return it."""
    common = {"title": "Blue Monday (Live)", "artist": "New Order", "album": "Power", "year": 1983}
    track = Track.objects.create(user=user, **common | {"duration": 447.0} | fields)
    with changes.writing(user.pk, "test") as log:
        log.added([track.pk])
    return track


@pytest.fixture
def shown(api, alice):
    """Return what the API says of the one group of an analysis: of each track in order its id, its
    score and its reasons."""

    def of(analysis):
        url = f"/api/duplicates/analyses/{analysis.pk}/groups"
        [group] = api(alice).get(url).json()["results"]
        return [
            (
                track["track_id"],
                track["similarity_score"],
                [(one["criterion"], one["contribution"]) for one in track["reasons"]],
            )
            for track in group["tracks"]
        ]

    return of


# Ruled out as another version, as too far apart, and as nothing in common.
OTHERS = [
    {},
    {"title": "Blue Monday", "duration": 460.0},
    {"title": "Something Else Entirely", "artist": "Somebody", "album": "Elsewhere"},
]


@pytest.mark.parametrize("fields", OTHERS)
@pytest.mark.parametrize("which", [0, 1], ids=["with the best", "with the other"])
def test_one_verdict_joins_the_whole_group_and_is_the_reason(
    alice, pair, run, shown, fields, which
):
    track = other(alice, **fields)
    assert {pk for pk, *_ in shown(run())} == {one.pk for one in pair}
    verdicts.say(alice, track.pk, pair[which].pk, "duplicate")

    best, *rest = shown(run())

    assert best[0] == pair[0].pk
    told = {pk: (score, reasons) for pk, score, reasons in rest}
    assert told.keys() == {pair[1].pk, track.pk}
    assert told[track.pk] == (1.0, BY_VERDICT)
    assert "verdict" not in dict(told[pair[1].pk][1])


@pytest.mark.parametrize("fields", OTHERS)
def test_where_the_joined_one_is_the_best_the_verdict_is_the_reason_of_all(
    alice, pair, run, shown, fields
):
    best = other(alice, format="FLAC", bitrate=1411, play_count=9, **fields)
    verdicts.say(alice, best.pk, pair[1].pk, "duplicate")

    first, *rest = shown(run())

    assert first[0] == best.pk
    assert {pk: tuple(what) for pk, *what in rest} == {one.pk: (1.0, BY_VERDICT) for one in pair}


def test_who_is_a_copy_by_itself_says_so_though_a_verdict_names_it(alice, pair, run, shown):
    third = other(alice, title="Blue Monday")
    verdicts.say(alice, third.pk, pair[1].pk, "duplicate")

    _, *rest = shown(run())

    assert {pk for pk, *_ in rest} == {pair[1].pk, third.pk}
    for _, score, reasons in rest:
        assert "verdict" not in dict(reasons)
        assert score == pytest.approx(sum(points for _, points in reasons) / 100)


def test_a_copy_that_is_kept_apart_from_it_is_not_joined(alice, pair, run, shown):
    track = other(alice)
    verdicts.say(alice, track.pk, pair[0].pk, "duplicate")
    verdicts.say(alice, track.pk, pair[1].pk, "not_duplicate")

    assert {pk for pk, *_ in shown(run())} == {pair[0].pk, track.pk}


def test_revoked_it_is_beside_the_group_again(alice, pair, run, shown):
    track = other(alice)
    said = verdicts.say(alice, track.pk, pair[1].pk, "duplicate").verdict
    assert len(shown(run())) == 3

    verdicts.revoke(alice, said.pk)
    analysis = run()

    assert {pk for pk, *_ in shown(analysis)} == {one.pk for one in pair}
    assert [one["track_id"] for one in analysis.groups.get().related_versions] == [track.pk]
