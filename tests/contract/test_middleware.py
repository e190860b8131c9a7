from __future__ import annotations

from typing import Any

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from contract.middleware import RequestId, one_spelling


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/api/tracks/", "/api/tracks"),
        ("/api/tracks", "/api/tracks"),
        ("/api/tracks//", "/api/tracks"),
        ("/", "/"),
        ("//", "/"),
        ("/admin", "/admin/"),
        ("/admin/", "/admin/"),
        ("/admin/accounts/user/", "/admin/accounts/user/"),
        ("/administration/", "/administration"),
    ],
)
def test_a_path_has_one_spelling(asked: str, found: str) -> None:
    assert one_spelling(asked) == found


@pytest.mark.parametrize("path", ["/api/auth/profile", "/api/auth/profile/"])
def test_both_spellings_are_one_view(db: None, path: str) -> None:
    assert Client().get(path).status_code == 401


def test_a_body_survives_the_slash(db: None) -> None:
    answer = Client().post("/api/auth/login/", {}, content_type="application/json")

    assert set(answer.json()["error"]["fields"]) == {"username", "password"}


def test_the_admin_is_found_without_its_slash(db: None) -> None:
    assert Client().get("/admin").headers["Location"].startswith("/admin/login/")


def test_each_answer_has_its_own_request_id(db: None) -> None:
    first, second = (Client().get("/api/x").headers["X-Request-ID"] for _ in range(2))

    assert len(first) == 32
    assert first != second


@pytest.mark.parametrize("given", ["short", "x" * 65, "a b c d e f", 'quote"quote', "tab\there00"])
def test_an_id_that_could_harm_a_log_is_not_taken(db: None, given: str) -> None:
    assert Client().get("/api/x", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given


def test_log_lines_meanwhile_carry_the_id() -> None:
    seen: list[Any] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(structlog.contextvars.get_contextvars()["request_id"])
        structlog.contextvars.bind_contextvars(user_id=7)
        return HttpResponse()

    response = RequestId(view)(RequestFactory().get("/x"))

    assert seen == [response.headers["X-Request-ID"]]
    assert structlog.contextvars.get_contextvars() == {}


def test_what_a_user_searches_for_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with structlog.testing.capture_logs() as lines:
        RequestId(lambda request: HttpResponse())(RequestFactory().get("/api/x?search=secret"))

    assert [line["path"] for line in lines] == ["/api/x"]
    assert "secret" not in str(lines)
