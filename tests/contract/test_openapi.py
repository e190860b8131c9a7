"""The OpenAPI document is made of the code, knows every route, and the server keeps its word."""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from accounts import sessions, tokens
from tests.conftest import _person
from tests.contract.routes import api_routes

# Each of two fuzzings ends after this time, whatever is left, and after so many tries of one
# operation.
FUZZ_SECONDS = 12
EXAMPLES = 6

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    answer = Client().get("/api/schema")
    assert answer.status_code == 200
    return dict(answer.json())


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def anonymous(path: str) -> str:
    """Return `path` with its parameters' names left out: drf-spectacular may call them `id`."""
    return re.sub(r"{\w+}", "{}", path)


def test_it_is_valid(document: dict[str, Any]) -> None:
    validate_schema(document)


def test_it_is_made_without_a_guess(db: None) -> None:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        Client().get("/api/schema")

    assert [*GENERATOR_STATS._error_cache, *GENERATOR_STATS._warn_cache] == []


def test_every_route_of_the_code_is_in_it(document: dict[str, Any]) -> None:
    known = {anonymous(name) for name in operations(document)}

    for route in api_routes():
        # The singular of the first design is the same view, and is described once.
        path = route.template
        if not route.documented:
            path = path.replace("/api/duplicates/analysis/", "/api/duplicates/analyses/")
        for method in route.methods:
            assert f"{method.upper()} {anonymous(path)}" in known


def test_every_operation_says_what_it_answers(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        good = [status for status in operation["responses"] if status.startswith("2")]
        assert good, name
        for status in good:
            if status != "204" and "content" not in operation["responses"][status]:
                raise AssertionError(f"{name} answers {status} with nothing known")


def test_every_operation_knows_the_shape_of_errors(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        shape = operation["responses"]["default"]["content"]["application/json"]["schema"]
        assert shape == {"$ref": "#/components/schemas/Error"}, name
        assert ("404" in operation["responses"]) or "{" not in name, name


def test_who_may_ask_is_said(document: dict[str, Any]) -> None:
    public = {name for name, op in operations(document).items() if {} in op.get("security", [{}])}

    assert public == {
        "POST /api/auth/register",
        "POST /api/auth/login",
        "POST /api/auth/token/refresh",
        "POST /api/auth/logout",
    }
    assert set(document["components"]["securitySchemes"]) == {"bearer", "cookieAuth"}


@pytest.mark.parametrize("accept", ["application/json", "text/html", "*/*"])
def test_a_client_gets_it_as_json(accept: str) -> None:
    assert Client().get("/api/schema", headers={"Accept": accept}).json()["openapi"]


def test_a_client_may_have_yaml() -> None:
    answer = Client().get("/api/schema", headers={"Accept": "application/yaml"})

    assert answer.content.startswith(b"openapi: ")


def test_the_page_about_it_loads_nothing_from_elsewhere(db: None) -> None:
    page = Client().get("/api/docs")

    assert page.status_code == 200
    assert not re.search(rb"(src|href)=\"(https?:)?//", page.content)
    assert "style-src 'self' 'unsafe-inline'" in page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in page.headers["Content-Security-Policy"] + ";"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_server_keeps_its_word(rf: Any, mode: GenerationMode) -> None:
    """Whatever is sent, of the document's types or not: no 500, and an answer of a known shape."""
    alice = _person("alice")
    access = tokens.issue(sessions.open_session(rf.get("/"), alice))["access"]
    schema = schemathesis.openapi.from_wsgi("/api/schema", get_wsgi_application())
    ends = monotonic() + FUZZ_SECONDS
    broken = []
    for result in schema.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]
        # What takes nothing cannot be given anything wrong.
        if mode is GenerationMode.POSITIVE or operation.body or list(operation.iter_parameters()):
            try:
                _try(operation.as_strategy(generation_mode=mode), access, ends)
            except FailureGroup as found:
                broken.append(f"{operation.label}: {found}")
    assert not broken, "\n".join(broken)


def _try(cases: Any, access: str, ends: float) -> None:
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(case=cases)
    def keeps_its_word(case: Any) -> None:
        if monotonic() > ends:
            return
        case.call_and_validate(headers={"Authorization": f"Bearer {access}"}, checks=CHECKS)

    keeps_its_word()


def _checks() -> list[Any]:
    schemathesis.checks.load_all_checks()
    return schemathesis.checks.CHECKS.get_by_names(
        [
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_schema_conformance",
        ]
    )


CHECKS = _checks()
