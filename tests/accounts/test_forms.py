from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.forms import LoginForm, RegistrationForm
from accounts.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

WRONG = {"username": "alice", "password": "not it, not at all"}


def form(data: dict[str, str]) -> LoginForm:
    return LoginForm(RequestFactory().post("/login"), data=data)


def test_a_right_password_names_the_user(alice: User) -> None:
    filled = form({"username": "alice", "password": PASSWORD})

    assert filled.is_valid()
    assert filled.get_user() == alice


def test_a_wrong_one_is_a_fault_of_the_form(alice: User) -> None:
    filled = form(WRONG)

    assert not filled.is_valid()
    assert filled.rate_limited is None


def test_the_form_shares_the_limit_of_the_api(alice: User, post: Any) -> None:
    for _ in range(10):
        post("/api/auth/login", WRONG)

    filled = form({"username": "alice", "password": PASSWORD})

    assert not filled.is_valid()
    assert filled.rate_limited is not None
    assert "Try again in" in str(filled.errors)


def test_the_admins_form_shares_it_too(alice: User, post: Any) -> None:
    User.objects.update(is_staff=True, is_superuser=True)
    for _ in range(10):
        post("/api/auth/login", WRONG)

    page = Client().post("/admin/login/", {"username": "alice", "password": PASSWORD})

    assert "Try again in" in page.content.decode()


def test_the_admin_lets_staff_in_only(alice: User) -> None:
    login = {"username": "alice", "password": PASSWORD}
    assert Client().post("/admin/login/?next=/admin/", login).status_code == 200

    User.objects.update(is_staff=True)

    assert Client().post("/admin/login/?next=/admin/", login).status_code == 302


def test_a_registration_makes_a_user() -> None:
    filled = RegistrationForm(
        {"username": "dora", "email": "dora@example.org", "password": PASSWORD}
    )

    assert filled.is_valid()
    assert filled.save() == User.objects.get(username="dora")


def test_what_is_taken_is_a_fault_of_its_field(alice: User) -> None:
    filled = RegistrationForm(
        {"username": "alice", "email": "dora@example.org", "password": PASSWORD}
    )

    assert filled.is_valid()
    assert filled.save() is None
    assert list(filled.errors) == ["username"]
