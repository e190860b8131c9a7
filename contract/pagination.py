"""Lists by keyset: a page begins after a row, so the millionth page is as quick as the first."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from contract.cursors import Cursor
from contract.exceptions import Invalid
from contract.keyset import Keyset

MAX_LIMIT = 200


class KeysetPagination(BasePagination):
    """The page `?limit=&ordering=&cursor=` of a queryset, and the addresses of its neighbours.

    A subclass names its `orderings`, {public name: stored column}, and the `default_ordering`, a
    public name with `-` for descending. Order is by (column, id), nulls last, both the same way."""

    orderings: ClassVar[dict[str, str]] = {"id": "id"}
    default_ordering = "id"
    default_limit = 50

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        """Return the rows of the page asked for; raises Invalid for a limit, ordering or cursor
        that makes no sense. One query; a second one from where the nulls begin."""
        self.request = request
        self.limit = self._limit(request)
        ordering = self._ordering(request)
        self.keyset = Keyset(
            queryset=queryset,
            column=self.orderings[ordering.removeprefix("-")],
            descending=ordering.startswith("-"),
        )
        self.ordering = ordering
        cursor = self._cursor(request)
        rows = self.keyset.rows(cursor, self.limit + 1)
        more = len(rows) > self.limit
        rows = rows[: self.limit]
        backward = cursor is not None and cursor.backward
        if backward:
            rows.reverse()
        self.has_next = more or backward
        self.has_previous = more if backward else cursor is not None
        self.rows = rows
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(self.envelope(data))

    def envelope(self, data: Any) -> dict[str, Any]:
        return {"results": data, "next": self.next_url(), "previous": self.previous_url()}

    def next_url(self) -> str | None:
        """Return the absolute address of the page after this one, None at the end."""
        return self._url(self.rows[-1], backward=False) if self.has_next and self.rows else None

    def previous_url(self) -> str | None:
        if not self.has_previous:
            return None
        # An empty page beyond the end has no row to go back from: the way back is the beginning.
        if not self.rows:
            return remove_query_param(self.request.build_absolute_uri(), "cursor")
        return self._url(self.rows[0], backward=True)

    def _url(self, row: Any, *, backward: bool) -> str:
        value, identity = self.keyset.key_of(row)
        cursor = Cursor(ordering=self._list_name, backward=backward, value=value, identity=identity)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor.text())

    def _limit(self, request: Request) -> int:
        text = request.query_params.get("limit", str(self.default_limit))
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise Invalid({"limit": [f"A number from 1 to {MAX_LIMIT} is expected."]})
        if not 1 <= int(text) <= MAX_LIMIT:
            raise Invalid({"limit": [f"It must be from 1 to {MAX_LIMIT}."]})
        return int(text)

    def _ordering(self, request: Request) -> str:
        ordering = request.query_params.get("ordering") or self.default_ordering
        if ordering.removeprefix("-") not in self.orderings:
            names = ", ".join(self.orderings)
            raise Invalid({"ordering": [f"One of {names} is expected, with - for descending."]})
        return ordering

    def _cursor(self, request: Request) -> Cursor | None:
        text = request.query_params.get("cursor")
        if text is None:
            return None
        cursor = Cursor.read(text)
        if cursor is None or cursor.ordering != self._list_name:
            raise Invalid({"cursor": ["It is none of ours, or belongs to another ordering."]})
        return cursor

    @property
    def _list_name(self) -> str:
        """What a cursor belongs to: its values are of the types of this list's columns."""
        return f"{self.keyset.queryset.model._meta.label_lower} {self.ordering}"

    @classmethod
    def parameters(cls) -> list[dict[str, Any]]:
        """Return the query parameters as OpenAPI objects."""
        names = [sign + name for name in cls.orderings for sign in ("", "-")]
        return [
            _parameter(
                "limit",
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAX_LIMIT,
                    "default": cls.default_limit,
                },
                "Rows a page.",
            ),
            _parameter(
                "ordering",
                {"type": "string", "enum": names, "default": cls.default_ordering},
                "Order; `-` for descending. Nulls come last.",
            ),
            _parameter("cursor", {"type": "string"}, "As found in `next` and `previous`."),
        ]

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return self.parameters()

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }


class NewestFirst(KeysetPagination):
    """Rows with a growing integer id, the newest first."""

    default_ordering = "-id"


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": description,
    }
