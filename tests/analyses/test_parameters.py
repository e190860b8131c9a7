"""What the dialog "New analysis" and POST /api/duplicates/analyses ask for, at every value."""

from __future__ import annotations

import pytest

from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.parameters import settings_of, threshold_of
from library import changes
from library.models import Track

pytestmark = pytest.mark.django_db(transaction=True)

# Title, artist, album, how many copies: each order differs from the others.
SONGS = (
    ("Violet Engine", "Ash Elmwood", "Tin", 2),
    ("Copper Meridian", "Marble Foxes", "Anthology", 3),
    ("Northern Harbour", "Bela Quartet", "Signals", 4),
)


@pytest.fixture
def library(alice):
    with changes.writing(alice.pk, "test") as log:
        log.added(
            Track.objects.create(
                user=alice,
                title=title,
                artist=artist,
                album=album,
                duration=200.0 + 2 * number * (title < "O"),
            ).pk
            for title, artist, album, copies in SONGS
            for number in range(copies)
        )


def canonicals(analysis):
    return [group.canonical_track.title[0] for group in analysis.groups.order_by("group_index")]


@pytest.mark.parametrize(
    ("sort_by", "order"),
    [("artist", "VNC"), ("title", "CNV"), ("album", "CNV"), ("duplicates", "NCV")],
)
def test_groups_come_in_the_order_asked_for(library, run, sort_by, order):
    assert "".join(canonicals(run(sort_by=sort_by))) == order


def test_the_surest_group_comes_first_where_that_is_asked_for(library, run):
    analysis = run(sort_by=DuplicateAnalysis.SortBy.CONFIDENCE)

    scores = list(
        analysis.groups.order_by("group_index").values_list("average_similarity_score", flat=True)
    )
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 3


@pytest.mark.parametrize(
    ("search_term", "found"),
    [("", 3), ("copper", 1), ("MERIDIAN copper", 1), ("Bela", 1), ("signals", 1), ("nowhere", 0)],
)
def test_only_tracks_with_the_words_are_compared(library, run, search_term, found):
    assert len(canonicals(run(search_term=search_term))) == found


@pytest.mark.parametrize("least", [0.0, 0.3, 0.5, 0.8, 0.9, 0.95, 1.0])
def test_no_group_is_less_sure_than_asked_for(library, run, least):
    everything = run(min_confidence=0.3).groups
    analysis = run(min_confidence=least)

    kept = everything.filter(average_similarity_score__gte=max(least, 0.3)).count()
    assert analysis.groups.count() == kept
    assert not analysis.groups.filter(average_similarity_score__lt=least).exists()


@pytest.mark.parametrize(
    ("asked", "threshold"),
    [(0.0, 0.5), (0.1, 0.3), (0.3, 0.3), (0.42, 0.42), (0.5, 0.5), (1.0, 0.5)],
)
def test_what_counts_as_a_match(alice, asked, threshold):
    assert threshold_of(asked) == threshold
    assert settings_of(alice, asked).get("threshold", 0.5) == threshold


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"search_term": ["a"]}, "search_term"),
        ({"sort_by": "Artist"}, "sort_by"),
        ({"sort_by": None}, "sort_by"),
        ({"min_confidence": "inf"}, "min_confidence"),
        ({"min_confidence": []}, "min_confidence"),
        ({"min_confidence": None}, "min_confidence"),
        ({"force_refresh": "perhaps"}, "force_refresh"),
    ],
)
def test_nonsense_is_refused_by_its_name(api, alice, body, field):
    answer = api(alice).post("/api/duplicates/analyses", body)

    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [field]
    assert not DuplicateAnalysis.objects.exists()
