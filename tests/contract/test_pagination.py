from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.models import AuditEvent, User, UserSession
from contract.cursors import Cursor
from contract.errors import Invalid
from contract.pagination import KeysetPagination, NewestFirst

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)
# With ties and without a value, in no order: days after DAY of each user's last login.
LOGINS = [3, None, 1, 3, None, 2, 3, 0, None, 1]


class People(KeysetPagination):
    orderings = {"name": "username", "login": "last_login", "id": "id"}
    default_ordering = "name"


@pytest.fixture
def people(db: None) -> list[User]:
    return User.objects.bulk_create(
        User(
            username=f"user{(n * 7) % 10}",
            last_login=None if days is None else DAY + timedelta(days=days),
        )
        for n, days in enumerate(LOGINS)
    )


def page_at(url: str, pagination: type[KeysetPagination] = People, rows: Any = None) -> Any:
    """Return the paginator that has read the page at `url`."""
    page = pagination()
    request = Request(APIRequestFactory().get(url))
    page.paginate_queryset(User.objects.all() if rows is None else rows, request)
    return page


def walk(url: str, link: Callable[[Any], str | None], **more: Any) -> list[list[Any]]:
    """Return the rows of each page from `url` on, along `link`."""
    found, address = [], url
    while address:
        page = page_at(address, **more)
        found.append(page.rows)
        address = link(page) or ""
        assert len(found) < 50
    return found


def flat(pages: list[list[Any]]) -> list[int]:
    return [row.pk for page in pages for row in page]


def expected(ordering: str) -> list[int]:
    column = {"name": "username", "login": "last_login", "id": "id"}[ordering.removeprefix("-")]
    if ordering.startswith("-"):
        rows = User.objects.order_by(F(column).desc(nulls_last=True), "-id")
    else:
        rows = User.objects.order_by(F(column).asc(nulls_last=True), "id")
    return list(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("ordering", ["name", "-name", "login", "-login", "id", "-id"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 10, 11])
def test_the_pages_are_the_whole_list_in_order(
    people: list[User], ordering: str, limit: int
) -> None:
    pages = walk(f"/x?ordering={ordering}&limit={limit}", lambda page: page.next_url())

    assert flat(pages) == expected(ordering)
    assert all(len(page) == limit for page in pages[:-1])


@pytest.mark.parametrize("ordering", ["name", "-name", "login", "-login"])
@pytest.mark.parametrize("limit", [1, 3, 4])
def test_the_way_back_is_the_way_there(people: list[User], ordering: str, limit: int) -> None:
    last = f"/x?ordering={ordering}&limit={limit}"
    while following := page_at(last).next_url():
        last = following

    pages = walk(last, lambda page: page.previous_url())

    assert flat(pages[::-1]) == expected(ordering)


def test_the_first_page_has_no_previous_and_the_last_no_next(people: list[User]) -> None:
    first = page_at("/x?limit=6")
    last = page_at(first.next_url())

    assert first.previous_url() is None
    assert last.next_url() is None
    assert last.previous_url() is not None


def test_links_are_absolute_and_keep_the_filters(people: list[User]) -> None:
    url = urlsplit(page_at("/x?limit=2&search=a%20b").next_url())

    assert (url.scheme, url.netloc, url.path) == ("http", "testserver", "/x")
    query = parse_qs(url.query)
    assert (query["limit"], query["search"]) == (["2"], ["a b"])


def test_a_row_added_before_the_page_shifts_nothing(people: list[User]) -> None:
    first = page_at("/x?limit=5")
    User.objects.create(username="aaa")

    second = page_at(first.next_url())

    assert flat([first.rows, second.rows]) == expected("name")[1:]


def test_a_deleted_row_is_still_a_place_to_go_on_from(people: list[User]) -> None:
    first = page_at("/x?limit=5")
    following = first.next_url()
    User.objects.filter(pk=first.rows[-1].pk).delete()

    assert flat([page_at(following).rows]) == expected("name")[4:]


def test_a_page_beyond_the_end_leads_back(people: list[User]) -> None:
    following = page_at("/x?limit=5").next_url()
    User.objects.filter(username__gt="user4").delete()

    page = page_at(following)

    assert (page.rows, page.next_url()) == ([], None)
    assert page.previous_url() == "http://testserver/x?limit=5"


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1.5", "٣", "9" * 400])
def test_a_limit_out_of_range_is_refused(db: None, limit: str) -> None:
    with pytest.raises(Invalid) as caught:
        page_at(f"/x?limit={limit}")

    assert "limit" in caught.value.facts["fields"]


@pytest.mark.parametrize("limit", [1, 200])
def test_the_limits_themselves_are_allowed(db: None, limit: int) -> None:
    assert page_at(f"/x?limit={limit}").rows == []


@pytest.mark.parametrize("ordering", ["password", "--name", "-", "username"])
def test_an_unknown_ordering_is_refused(db: None, ordering: str) -> None:
    with pytest.raises(Invalid) as caught:
        page_at(f"/x?ordering={ordering}")

    assert "ordering" in caught.value.facts["fields"]


def cursors_of_others() -> list[str]:
    others = [
        Cursor(ordering=ordering, backward=False, value="x", identity=1).text()
        for ordering in ("accounts.user -name", "accounts.usersession name")
    ]
    return ["", "nonsense", "a:b", "%00", *others, others[0][:-1]]


@pytest.mark.parametrize("cursor", cursors_of_others())
def test_a_cursor_that_is_none_of_ours_is_refused(db: None, cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        page_at(f"/x?cursor={cursor}")

    assert "cursor" in caught.value.facts["fields"]


def test_a_page_is_one_query(people: list[User]) -> None:
    following = page_at("/x?limit=3&ordering=-login").next_url()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page_at(following)

    assert len(queries) == 1
    assert "COUNT" not in queries[0]["sql"]


def test_uuids_times_and_relations_are_places_too(people: list[User]) -> None:
    class Sessions(KeysetPagination):
        orderings = {"created": "created_at", "name": "user__username"}
        default_ordering = "-created"

    UserSession.objects.bulk_create(
        UserSession(user=person, created_at=DAY, last_activity=DAY, expires_at=DAY)
        for person in people
    )
    more = {"pagination": Sessions, "rows": UserSession.objects.select_related("user")}

    pages = walk("/x?limit=3", lambda page: page.next_url(), **more)
    by_name = walk("/x?limit=3&ordering=-name", lambda page: page.next_url(), **more)

    assert flat(pages) == sorted(flat(pages), reverse=True)
    assert len(flat(pages)) == len(set(flat(by_name))) == len(people)
    names = [row.user.username for page in by_name for row in page]
    assert names == sorted(names, reverse=True)


def test_an_annotation_is_a_column(people: list[User]) -> None:
    class ByLength(KeysetPagination):
        orderings = {"length": "length"}
        default_ordering = "-length"

    User.objects.filter(pk=people[3].pk).update(username="a-longer-one")
    rows = User.objects.annotate(length=Length("username"))

    pages = walk("/x?limit=4", lambda page: page.next_url(), pagination=ByLength, rows=rows)

    assert flat(pages)[0] == people[3].pk
    assert sorted(flat(pages)) == sorted(person.pk for person in people)


def test_rows_may_be_dictionaries(people: list[User]) -> None:
    rows = User.objects.values("id", "username")

    pages = walk("/x?limit=4", lambda page: page.next_url(), rows=rows)

    assert [row["id"] for page in pages for row in page] == expected("name")


def test_newest_first_is_by_descending_id(alice: User) -> None:
    events = [AuditEvent(user=alice, at=DAY, action="a", noun="b") for _ in range(3)]
    AuditEvent.objects.bulk_create(events)

    page = page_at("/x", NewestFirst, AuditEvent.objects.all())

    assert [row.pk for row in page.rows] == sorted((e.pk for e in events), reverse=True)
