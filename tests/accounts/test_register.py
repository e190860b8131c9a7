from __future__ import annotations

from typing import Any

import pytest

from accounts import registration
from accounts.models import User
from contract.errors import Invalid
from tests.accounts.conftest import Call
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

PATH = "/api/auth/register"
DORA = {"username": "dora", "email": "dora@example.org", "password": PASSWORD}


def test_a_newcomer_is_logged_in_at_once(post: Call, get: Call) -> None:
    answer = post(PATH, {**DORA, "display_name": "Dora D."})

    assert answer.status_code == 201
    assert answer.json()["user"]["display_name"] == "Dora D."
    profile = get("/api/auth/profile", answer.json()["access"])
    assert profile.json()["username"] == "dora"


def test_the_password_is_in_no_answer(post: Call) -> None:
    assert PASSWORD not in post(PATH, DORA).content.decode()


def test_passwords_are_hashed_by_argon2() -> None:
    from django.conf import settings as plain  # the test's own are faster on purpose

    from musicdb import settings

    assert plain.PASSWORD_HASHERS != settings.PASSWORD_HASHERS
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "two words"),
        ("username", "x" * 151),
        ("username", "ALICE"),
        ("email", "none"),
        ("email", "Alice@Example.org"),
        ("email", "a" * 250 + "@example.org"),
        ("password", "short4u"),
        ("password", "123456789012345"),
        ("password", "dora@example.org"),
        ("password", "x" * 1025),
        ("display_name", "x" * 151),
    ],
)
def test_a_wrong_field_is_named(post: Call, alice: User, field: str, value: str) -> None:
    answer = post(PATH, {**DORA, field: value})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"
    assert list(answer.json()["error"]["fields"]) == [field]
    assert User.objects.count() == 1


@pytest.mark.parametrize("length", [11, 12])
def test_twelve_characters_are_enough(post: Call, length: int) -> None:
    answer = post(PATH, {**DORA, "password": "zq7vkx2mwp9t"[:length]})

    assert answer.status_code == (201 if length == 12 else 400)


def test_all_wrong_fields_are_named_together(post: Call, alice: User) -> None:
    answer = post(PATH, {"username": "alice", "email": "alice@example.org", "password": "short"})

    assert set(answer.json()["error"]["fields"]) == {"username", "email", "password"}


def test_a_name_taken_meanwhile_is_a_fault_of_the_name(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([{}, {"username": [registration.TAKEN_NAME]}])
    monkeypatch.setattr(registration, "taken", lambda user: next(answers))

    with pytest.raises(Invalid) as caught:
        registration.register("alice", "other@example.org", PASSWORD)

    assert list(caught.value.facts["fields"]) == ["username"]


def test_an_address_registers_so_many_a_minute(post: Call, settings: Any) -> None:
    settings.REGISTRATIONS_PER_ADDRESS = 2
    for _ in range(2):
        assert post(PATH, {}).status_code == 400

    answer = post(PATH, DORA)

    assert answer.status_code == 429
    assert answer.json()["error"]["retry_after_seconds"] <= 60


def test_registration_works_while_redis_is_silent(post: Call, silent_redis: None) -> None:
    assert post(PATH, DORA).status_code == 201
