"""GET /api/duplicates/analyses/{id}/export: whole, streamed, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from analyses.duplicates import export
from analyses.duplicates.models import DuplicateTrack
from library import changes
from tests.factories import make_completed_analysis, make_failed_analysis, make_running_analysis

# Rows are read on a connection of their own, which sees what is committed alone.
pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = (
    "analysis_id,group_index,outcome,suggested_action,is_canonical,similarity_score,title,artist,"
    "album,duration,play_count,last_played,date_added,still_exists,deleted_at,itunes_match_found,"
    "itunes_match_confidence,itunes_match_type,resolved,resolution_action,external_id"
)


@pytest.fixture
def text(api):
    """Return a getter of an export's text."""

    def get(user, analysis, format=""):
        client = AsyncClient()
        client.force_login(user)
        url = f"/api/duplicates/analyses/{analysis.pk}/export"

        async def read():
            answer = await client.get(url + (f"?format={format}" if format else ""))
            assert answer.status_code == 200, answer.content
            assert answer.streaming
            return answer, "".join([part.decode() async for part in answer])

        return async_to_sync(read)()

    return get


def test_csv_has_a_line_a_track(alice, text):
    analysis = make_completed_analysis(alice, groups=2)

    answer, body = text(alice, analysis, "csv")

    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment; filename=" in answer["Content-Disposition"]
    assert body.splitlines()[0] == COLUMNS
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["group_index"] for row in rows] == ["1", "1", "2", "2"]
    assert [row["is_canonical"] for row in rows] == ["True", "False"] * 2
    assert rows[0]["analysis_id"] == str(analysis.pk)


def test_json_says_what_the_api_says(alice, api, text):
    analysis = make_completed_analysis(alice, groups=3)
    changes.trash(alice.pk, [alice.tracks.first().pk], origin="test")
    changes.remove(alice.pk, [alice.tracks.last().pk], origin="test")

    _, body = text(alice, analysis)

    said = json.loads(body)
    url = f"/api/duplicates/analyses/{analysis.pk}"
    assert said["groups"] == api(alice).get(f"{url}/groups").json()["results"]
    assert said["analysis"]["analysis_id"] == str(analysis.pk)
    assert said["analysis"].keys() == api(alice).get(url).json().keys()


def test_an_analysis_without_groups_is_exported_too(alice, text):
    analysis = make_completed_analysis(alice, groups=0)

    assert json.loads(text(alice, analysis)[1])["groups"] == []
    assert text(alice, analysis, "csv")[1].strip() == COLUMNS


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_groups_stay_whole_over_batches(alice, text, monkeypatch, batch):
    monkeypatch.setattr(export, "BATCH", batch)
    analysis = make_completed_analysis(alice, groups=4)

    groups = json.loads(text(alice, analysis)[1])["groups"]

    assert [len(group["tracks"]) for group in groups] == [2, 2, 2, 2]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_like_a_formula_is_made_harmless(alice, text, start):
    analysis = make_completed_analysis(alice, groups=1)
    DuplicateTrack.objects.update(title=f"{start}1+1", artist=f"{start}cmd")

    _, body = text(alice, analysis, "csv")

    row = next(csv.DictReader(io.StringIO(body, newline="")))
    assert (row["title"], row["artist"]) == (f"'{start}1+1", f"'{start}cmd")


def test_json_keeps_text_as_it_is(alice, text):
    analysis = make_completed_analysis(alice, groups=1)
    DuplicateTrack.objects.update(title='=1+1 "ß" 東京')

    groups = json.loads(text(alice, analysis)[1])["groups"]

    assert groups[0]["tracks"][0]["title"] == '=1+1 "ß" 東京'


def test_it_is_read_in_pieces_not_at_once(alice, monkeypatch):
    monkeypatch.setattr(export, "BATCH", 1)
    analysis = make_completed_analysis(alice, groups=3)

    async def parts():
        return [part async for part in export.as_csv(analysis.pk)]

    assert len(async_to_sync(parts)()) == 1 + 6


def test_it_leaves_a_row_in_the_trail(alice, api, text):
    analysis = make_completed_analysis(alice, groups=1)

    text(alice, analysis, "csv")

    row = api(alice).get("/api/duplicates/audit").json()["results"][0]
    assert (row["action"], row["details"]["format"]) == ("exported", "csv")


def test_an_unknown_format_is_refused(alice, api):
    analysis = make_completed_analysis(alice, groups=1)

    answer = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/export?format=xml")

    assert answer.status_code == 400
    assert "format" in answer.json()["error"]["fields"]


def test_a_format_the_installation_does_not_offer_is_refused(alice, api, settings):
    settings.EXPORT_FORMATS = ["json"]
    analysis = make_completed_analysis(alice, groups=1)

    url = f"/api/duplicates/analyses/{analysis.pk}/export?format=csv"

    assert api(alice).get(url).status_code == 400


def test_without_a_result_there_is_nothing_to_export(alice, api):
    running, _ = make_running_analysis(alice)
    failed = make_failed_analysis(alice)

    codes = [
        api(alice).get(f"/api/duplicates/analyses/{one.pk}/export").status_code
        for one in (running, failed)
    ]

    assert codes == [409, 409]


def test_exports_are_limited_an_hour(alice, api, settings):
    settings.EXPORTS_PER_HOUR = 1
    analysis = make_failed_analysis(alice)
    url = f"/api/duplicates/analyses/{analysis.pk}/export"

    assert [api(alice).get(url).status_code for _ in range(2)] == [409, 429]
