"""Every error path answers in the one shape, and none says anything of the inside."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.urls")]

PASSWORD = "correct horse battery"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def fault(response: Any, status: int, code: str) -> dict[str, Any]:
    """Return the error object, having checked its shape."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == {"success", "error"}
    assert body["success"] is False
    assert body["error"]["code"] == code
    assert body["error"]["message"]
    assert "secret of the inside" not in response.content.decode()
    return dict(body["error"])


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/tracks/1/nothing/"])
def test_an_unknown_path_is_not_found(client: Client, path: str) -> None:
    fault(client.get(path), 404, "NOT_FOUND")


def test_outside_the_api_a_person_gets_a_page(client: Client) -> None:
    response = client.get("/nothing")

    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("http404", 404, "NOT_FOUND"),
        ("denied", 403, "PERMISSION_DENIED"),
        ("suspicious", 400, "VALIDATION_ERROR"),
        ("data", 400, "VALIDATION_ERROR"),
        ("conflict", 409, "CONFLICT"),
        ("analysis", 404, "ANALYSIS_NOT_FOUND"),
        ("large", 413, "PAYLOAD_TOO_LARGE"),
        ("queue", 503, "QUEUE_UNAVAILABLE"),
        ("limited", 429, "RATE_LIMITED"),
        ("throttled", 429, "RATE_LIMITED"),
        ("fields", 400, "VALIDATION_ERROR"),
        ("boom", 500, "INTERNAL_ERROR"),
    ],
)
def test_what_a_view_raises_has_its_status_and_code(
    client: Client, name: str, status: int, code: str
) -> None:
    fault(client.get(f"/api/raise/{name}"), status, code)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("http404", 404, "NOT_FOUND"),
        ("denied", 403, "PERMISSION_DENIED"),
        ("suspicious", 400, "VALIDATION_ERROR"),
        ("boom", 500, "INTERNAL_ERROR"),
    ],
)
def test_a_plain_view_below_api_answers_alike(
    client: Client, name: str, status: int, code: str
) -> None:
    fault(client.get(f"/api/plain/{name}"), status, code)


@pytest.mark.parametrize("name", ["http404", "denied", "suspicious", "boom"])
def test_a_plain_view_elsewhere_answers_a_page(client: Client, name: str) -> None:
    assert client.get(f"/plain/{name}").headers["Content-Type"].startswith("text/html")


def test_an_internal_error_names_the_request_and_nothing_else(client: Client) -> None:
    response = client.get("/api/raise/boom", headers={"X-Request-ID": "trace-me-0001"})

    assert fault(response, 500, "INTERNAL_ERROR")["request_id"] == "trace-me-0001"
    assert response.headers["X-Request-ID"] == "trace-me-0001"


def test_a_conflict_names_what_it_conflicts_with(client: Client) -> None:
    error = fault(client.get("/api/raise/conflict"), 409, "CONFLICT")

    assert (error["message"], error["analysis_id"]) == ("It runs already.", "7")


def test_suggestions_and_retry_are_told(client: Client) -> None:
    assert client.get("/api/raise/analysis").json()["error"]["suggestions"] == ["Start one."]
    assert client.get("/api/raise/queue").json()["error"]["retry_suggested"] is True


@pytest.mark.parametrize("name", ["limited", "throttled"])
def test_a_limit_says_when_to_come_back(client: Client, name: str) -> None:
    response = client.get(f"/api/raise/{name}")

    assert response.json()["error"]["retry_after_seconds"] == 3
    assert response.headers["Retry-After"] == "3"


def test_nested_faults_are_named_by_their_path(client: Client) -> None:
    fields = client.get("/api/raise/nested").json()["error"]["fields"]

    assert fields == {"rules.1.value": ["Wrong."], "name": ["Bad."]}


def test_a_fault_about_a_lone_surrogate_can_be_written(client: Client) -> None:
    error = fault(client.get("/api/raise/surrogate"), 400, "VALIDATION_ERROR")

    assert error["fields"] == {"?": ["? is wrong"]}


def test_a_wrong_method_is_refused(client: Client) -> None:
    response = client.delete("/api/auth/login")

    fault(response, 405, "METHOD_NOT_ALLOWED")
    assert "POST" in response.headers["Allow"]


def test_a_body_of_unknown_type_is_refused(client: Client) -> None:
    response = client.post("/api/auth/login", "x=1", content_type="application/x-music")

    fault(response, 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b'{"username": NaN}',
        b'{"username": "a\\u0000b"}',
        b'{"username": "\\ud800"}',
        b'{"\\ud800": 1}',
        b"[" * 100_000,
        b'{"username": ' + b"9" * 5000 + b"}",
    ],
    ids=["cut", "no-utf8", "nan", "nul", "surrogate", "surrogate-key", "deep", "long-number"],
)
def test_a_body_that_cannot_be_read_is_refused(client: Client, body: bytes) -> None:
    response = client.post("/api/auth/login", body, content_type="application/json")

    assert fault(response, 400, "VALIDATION_ERROR")["fields"]


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"7"])
def test_a_body_of_another_kind_is_refused(client: Client, body: bytes) -> None:
    response = client.post("/api/auth/register", body, content_type="application/json")

    assert fault(response, 400, "VALIDATION_ERROR")["fields"]


def test_nobody_is_told_how_to_authenticate(client: Client) -> None:
    response = client.get("/api/auth/profile")

    fault(response, 401, "NOT_AUTHENTICATED")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Bearer a b", "Bearer a.b.c"])
def test_a_token_that_is_none_is_refused(client: Client, header: str) -> None:
    response = client.get("/api/auth/profile", headers={"Authorization": header})

    fault(response, 401, "NOT_AUTHENTICATED")


def test_a_cookie_without_csrf_token_changes_nothing(alice: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    fault(client.post("/api/auth/ws-ticket"), 403, "PERMISSION_DENIED")


def test_a_plain_view_without_csrf_token_answers_in_shape() -> None:
    client = Client(enforce_csrf_checks=True)

    fault(client.post("/api/plain/boom"), 403, "PERMISSION_DENIED")


def test_a_foreign_host_is_refused(client: Client) -> None:
    response = client.get("/api/auth/profile", headers={"Host": "evil.example"})

    fault(response, 400, "VALIDATION_ERROR")


def test_a_form_beyond_the_memory_limit_is_too_large(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    form = "username=" + "a" * 200

    response = client.post(
        "/api/auth/login", form, content_type="application/x-www-form-urlencoded"
    )

    fault(response, 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("accept", ["text/csv", "image/png", "application/xml;q=0.5"])
def test_whatever_is_accepted_the_answer_is_json(client: Client, accept: str) -> None:
    fault(client.get("/api/auth/profile", headers={"Accept": accept}), 401, "NOT_AUTHENTICATED")


def test_a_malformed_id_is_answered_like_an_unknown_one(api: Any, alice: Any) -> None:
    unknown = api(alice).delete("/api/auth/sessions/11111111-1111-4111-8111-111111111111")
    malformed = api(alice).delete("/api/auth/sessions/nonsense")

    assert fault(unknown, 404, "NOT_FOUND").keys() == fault(malformed, 404, "NOT_FOUND").keys()
