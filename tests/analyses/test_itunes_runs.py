"""Whole runs with an iTunes catalogue: what tracks, groups, exports and pages say of it."""

from __future__ import annotations

import gzip

import pytest

from analyses.duplicates import analyses, export, itunes, partial, pipeline
from analyses.duplicates.models import DuplicateTrack
from jobqueue import stopping, worker
from library import changes
from library.imports.submission import submit_path
from library.models import ITunesEntry, Track
from tests.analyses.runs import calling, titles
from tests.analyses.test_itunes import make_entry
from tests.factories import make_library, make_pair
from tests.paths import shared_data

# The library is read on a session of its own, which sees what is committed alone.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("looks_always")]

BLUE = {"artist": "New Order", "album": "Power", "duration": 447.0, "year": 1983}


@pytest.fixture
def blue(alice):
    """A pair of which the first is exactly an entry, the second one like it."""
    _, second = make_pair(alice)
    Track.objects.filter(pk=second.pk).update(year=1988)
    return make_entry(alice, title="Blue Monday", persistent_id="B1", track_number=None, **BLUE)


def groups_of(api, analysis):
    url = f"/api/duplicates/analyses/{analysis.pk}/groups"
    return api(analysis.user).get(url).json()["results"]


def test_each_track_and_its_group_say_what_matches(api, alice, run, blue):
    [group] = groups_of(api, run())

    first, second = group["tracks"]
    assert (first["itunes_match_found"], first["itunes_match_type"]) == (True, "exact")
    assert first["itunes_match_confidence"] == 1.0
    assert (second["itunes_match_found"], second["itunes_match_type"]) == (True, "fuzzy")
    assert 0.5 <= second["itunes_match_confidence"] <= 1.0
    assert group["has_itunes_matches"] is True
    data = group["itunes_match_data"]
    assert (data["exact"], data["fuzzy"]) == (1, 1)
    assert [match["track_id"] for match in data["matches"]] == [
        first["track_id"],
        second["track_id"],
    ]
    assert data["matches"][0]["persistent_id"] == "B1"
    assert data["matches"][1]["confidence"] == second["itunes_match_confidence"]


def test_without_a_match_they_say_none(api, alice, run):
    make_pair(alice)

    [group] = groups_of(api, run())

    assert (group["has_itunes_matches"], group["itunes_match_data"]) == (False, None)
    for track in group["tracks"]:
        assert (track["itunes_match_found"], track["itunes_match_type"]) == (False, "none")
        assert track["itunes_match_confidence"] is None


def test_a_version_listed_beside_the_group_is_no_match(api, alice, run):
    make_pair(alice)
    make_entry(alice, title="Blue Monday (Live at Hull)", **BLUE)

    assert groups_of(api, run())[0]["has_itunes_matches"] is False


def test_the_exports_say_it_too(alice, run, blue):
    from asgiref.sync import async_to_sync

    analysis = run()

    async def read():
        lines = [part async for part in export.as_csv(analysis.pk)]
        text = [part async for part in export.as_json(analysis.pk, {})]
        return "".join(lines), "".join(text)

    lines, text = async_to_sync(read)()
    assert ",True,1.0,exact," in lines
    assert ",fuzzy," in lines
    assert '"has_itunes_matches": true' in text
    assert '"persistent_id": "B1"' in text


def test_the_page_says_it(alice, run, blue, client):
    analysis = run()
    client.force_login(alice)

    page = client.get("/duplicates").content.decode()

    assert page.count("in iTunes library") == 1
    fuzzy = DuplicateTrack.objects.get(group__analysis=analysis, itunes_match_type="fuzzy")
    points = int(fuzzy.itunes_match_confidence * 100 + 1e-9)
    assert f"like iTunes entry, {points} of 100" in page


def test_a_search_term_limits_what_is_matched(alice, run, blue, monkeypatch):
    make_library(alice, pairs=3, others=0)
    seen: list[int] = []
    real = itunes.of_groups

    def of_groups(analysis, groups, comparison, tick):
        matches = real(analysis, groups, comparison, tick)
        seen.extend(matches.tracks)
        return matches

    monkeypatch.setattr(itunes, "of_groups", of_groups)
    analysis = run(search_term="monday")

    assert titles(analysis) == {"Blue Monday"}
    assert set(seen) == set(Track.objects.filter(title="Blue Monday").values_list("pk", flat=True))
    assert analysis.groups.get().has_itunes_matches


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_cancelled_in_the_middle_of_matching_it_keeps_whole_groups(
    alice, start, blue, monkeypatch, number
):
    analysis = start()
    rows: list[int] = []

    def cancel(count):
        if count == number:
            rows.append(DuplicateTrack.objects.count())
            analyses.cancel(analysis)

    with calling(monkeypatch, itunes.matching._Matching, "tick", cancel):
        worker.run_one("analysis")

    analysis.refresh_from_db()
    assert rows == [0]
    assert (analysis.status, analysis.partial, analysis.result_saved) == ("cancelled", True, True)
    kept = analysis.groups.get()
    assert kept.tracks.filter(itunes_match_found=True).count() == 2
    assert DuplicateTrack.objects.count() == 2


def test_a_partial_result_made_later_has_its_matches(alice, start, blue, monkeypatch):
    analysis = start()
    with calling(monkeypatch, pipeline.Analysing, "_save", lambda _: stopping.request()):
        worker.run_one("analysis")
    stopping.withdraw()
    analyses.cancel(analysis)

    assert partial.keep(analysis.pk)

    group = analysis.groups.get()
    assert (group.has_itunes_matches, group.itunes_match_data["exact"]) == (True, 1)


def test_a_real_library_is_its_own_catalogue(alice, run, tmp_path, settings):
    name = "Aman-am_iTunes-library-parser__Library.xml.gz"
    path = tmp_path / "Library.xml"
    path.write_bytes(gzip.decompress(shared_data(f"itunes/{name}").read_bytes()))
    settings.MUSICDB_IMPORT_ROOTS = [str(tmp_path)]
    submit_path(alice, str(path))
    assert worker.run_one("analysis")
    assert ITunesEntry.objects.count() == Track.objects.count() == 576
    # One copy has since been entered by hand, slightly otherwise, and has no id of iTunes.
    analysis = run()
    copy = analysis.groups.first().tracks.get(position=1).track
    changes.edit(copy, {"persistent_id": "", "year": 1900}, origin="test")
    analysis = run()

    tracks = DuplicateTrack.objects.filter(group__analysis=analysis)
    assert tracks.count() >= 2
    assert set(tracks.values_list("itunes_match_type", flat=True)) == {"exact", "fuzzy"}
    assert tracks.get(itunes_match_type="fuzzy").track == copy
    assert not analysis.groups.filter(has_itunes_matches=False).exists()
