from __future__ import annotations

from typing import Any

import pytest

from accounts.api.choices import UI_STATE_BYTES
from accounts.models import User

PATH = "/api/user/ui-state/library-table"

pytestmark = pytest.mark.django_db


def test_not_set_yet_is_an_empty_object(api: Any, alice: User) -> None:
    answer = api(alice).get(PATH)

    assert (answer.status_code, answer.json()) == (200, {})


def test_what_was_put_comes_back_and_is_replaced_as_a_whole(api: Any, alice: User) -> None:
    api(alice).put(PATH, {"columns": ["title"], "wide": True})
    assert api(alice).get(PATH).json() == {"columns": ["title"], "wide": True}

    api(alice).put(PATH, {"wide": None})

    assert api(alice).get(PATH).json() == {"wide": None}


def test_it_is_the_users_own_and_the_components_own(api: Any, alice: User, bob: User) -> None:
    api(alice).put(PATH, {"a": 1})

    assert api(bob).get(PATH).json() == {}
    assert api(alice).get("/api/user/ui-state/other").json() == {}


@pytest.mark.parametrize("body", ["[]", '"x"', "null", "7", '{"a": "b\\u0000"}'])
def test_anything_but_a_storable_object_is_refused(api: Any, alice: User, body: str) -> None:
    answer = api(alice).put(PATH, body, content_type="application/json")

    assert answer.status_code == 400


def test_a_form_is_no_object(api: Any, alice: User) -> None:
    assert api(alice).put(PATH, {"a": "1"}, format="multipart").status_code == 415


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 413)])
def test_64_kib_are_the_limit(api: Any, alice: User, more: int, status: int) -> None:
    empty = len('{"a":""}')
    body = '{"a":"' + "x" * (UI_STATE_BYTES - empty + more) + '"}'

    answer = api(alice).put(PATH, body, content_type="application/json")

    assert answer.status_code == status


@pytest.mark.parametrize("component", ["x" * 101, "a%00b"])
def test_a_component_needs_a_name_that_can_be_kept(api: Any, alice: User, component: str) -> None:
    answer = api(alice).put(f"/api/user/ui-state/{component}", {"a": 1})

    assert list(answer.json()["error"]["fields"]) == ["component"]
