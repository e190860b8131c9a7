from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts import preferences
from accounts.models import User, UserSession
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = {"username": "dora", "email": "dora@example.org", "password": "a quite long password"}


def test_nobody_is_sent_to_the_login(browse: Any) -> None:
    for path in ("/", "/library", "/library/import", "/duplicates"):
        response = browse(None, path).response

        assert response.status_code == 302
        assert response["Location"] == f"/login?next={path}"


def test_a_login_leads_to_where_one_wanted(alice: User) -> None:
    response = Client().post(
        "/login", {"username": "alice", "password": PASSWORD, "next": "/library"}
    )

    assert response["Location"] == "/library"
    assert UserSession.objects.filter(user=alice).count() == 1


def test_a_foreign_next_is_not_followed(alice: User) -> None:
    response = Client().post(
        "/login", {"username": "alice", "password": PASSWORD, "next": "https://evil.example/"}
    )

    assert response["Location"] == "/"


def test_a_wrong_password_is_said_in_words(alice: User, send: Any) -> None:
    page = send(None, "/login", username="alice", password="something else entirely")

    assert page.status == 200
    assert "correct username and password" in page.text
    assert PASSWORD not in page.source


def test_too_many_tries_are_429(alice: User, send: Any, settings: Any) -> None:
    settings.LOGIN_FAILURES_PER_NAME = 2
    for _ in range(2):
        send(None, "/login", username="alice", password="something else entirely")

    page = send(None, "/login", username="alice", password=PASSWORD)

    assert page.status == 429
    assert int(page.response["Retry-After"]) > 0
    assert "Too many failed logins" in page.text


def test_a_new_device_gets_the_theme_of_its_user(alice: User) -> None:
    preferences.change(alice, {"theme": "dark"})
    client = Client()

    client.post("/login", {"username": "alice", "password": PASSWORD})

    assert 'data-theme="dark"' in client.get("/").content.decode()


def test_a_foreign_theme_cookie_does_nothing(alice: User) -> None:
    client = Client()
    client.cookies["theme"] = '"><script>'

    assert 'data-theme="system"' in client.get("/login").content.decode()


def test_registering_logs_in(send: Any) -> None:
    page = send(None, "/register", **NEW)

    assert page.response.redirect_chain[-1][0] == "/"
    assert "Your library is empty" in page.text


def test_a_weak_password_is_said_at_its_field(send: Any) -> None:
    page = send(None, "/register", **NEW | {"password": "short"})

    assert "at least 12 characters" in page.text
    assert 'value="dora"' in page.source
    assert not User.objects.filter(username="dora").exists()


def test_registrations_are_limited(send: Any, settings: Any) -> None:
    settings.REGISTRATIONS_PER_ADDRESS = 1
    Client().post("/register", NEW)

    page = send(None, "/register", **NEW | {"username": "emil", "email": "emil@example.org"})

    assert page.status == 429
    assert not User.objects.filter(username="emil").exists()


def test_logging_out_needs_a_post(alice: User) -> None:
    client = Client()
    client.force_login(alice)

    assert client.get("/logout").status_code == 405
    assert client.post("/logout")["Location"] == "/login"
    assert client.get("/").status_code == 302


def test_an_unknown_page_says_so(browse: Any) -> None:
    page = browse(None, "/nothing/here")

    assert page.status == 404
    assert "There is nothing here" in page.text


def test_a_form_without_its_token_is_refused_in_words(alice: User) -> None:
    response = Client(enforce_csrf_checks=True).post("/login", {"username": "alice"})

    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()
