"""The order (column, id) with nulls last, and the rows before or after one of its places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Field, Func, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from contract.cursors import Cursor


class RowComparison(Func):
    """`(a, b) > (x, y)`: unlike its spelling with OR, an index on (a, b) starts right there."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, sign: str) -> None:
        super().__init__(*expressions)
        self.sign = sign

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: Any, **extra: Any
    ) -> tuple[str, list[Any]]:
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        a, b, x, y = (sql for sql, _ in parts)
        return f"({a}, {b}) {self.sign} ({x}, {y})", [one for _, own in parts for one in own]


@dataclass(frozen=True, kw_only=True)
class Keyset:
    """A queryset in the order of `column`, ties by primary key the same way, nulls last."""

    queryset: QuerySet[Any]
    column: str
    descending: bool

    def rows(self, cursor: Cursor | None, count: int) -> list[Any]:
        """Return up to `count` rows from `cursor` on, away from it: backward ones come reversed."""
        backward = cursor is not None and cursor.backward
        found: list[Any] = []
        for part in self._parts(cursor, backward):
            found += list(part[: count - len(found)])
            if len(found) == count:
                break
        return found

    def _parts(self, cursor: Cursor | None, backward: bool) -> list[QuerySet[Any]]:
        """Return the querysets to read one after the other.

        Rows with and without a value are read apart, as no index serves both conditions at once."""
        if not self._nullable:
            return [self._valued(self.queryset, cursor, backward)]
        valued = self.queryset.filter(**{f"{self.column}__isnull": False})
        nulls = self.queryset.filter(**{f"{self.column}__isnull": True})
        if cursor is None or cursor.value is not None:
            parts = [self._valued(valued, cursor, backward)]
            return parts if backward else [*parts, self._by_id(nulls, None, backward)]
        parts = [self._by_id(nulls, cursor, backward)]
        return [*parts, self._valued(valued, None, backward)] if backward else parts

    def _valued(self, rows: QuerySet[Any], cursor: Cursor | None, backward: bool) -> QuerySet[Any]:
        downward = self.descending != backward
        if cursor is not None:
            rows = rows.filter(
                RowComparison(
                    F(self.column),
                    F("pk"),
                    Value(cursor.value, output_field=self._field),
                    Value(cursor.identity, output_field=self.queryset.model._meta.pk),
                    sign="<" if downward else ">",
                )
            )
        return self._in_order(rows, downward)

    def _by_id(self, rows: QuerySet[Any], cursor: Cursor | None, backward: bool) -> QuerySet[Any]:
        downward = self.descending != backward
        if cursor is not None:
            rows = rows.filter(**{"pk__lt" if downward else "pk__gt": cursor.identity})
        return self._in_order(rows, downward)

    def _in_order(self, rows: QuerySet[Any], downward: bool) -> QuerySet[Any]:
        # By the column even where it is null everywhere, and never with NULLS LAST, as a part has
        # no nulls or nothing else: only so does PostgreSQL see the index's own order in it.
        column = F(self.column)
        return rows.order_by(*((column.desc(), "-pk") if downward else (column.asc(), "pk")))

    @property
    def _field(self) -> Field[Any, Any]:
        """The field behind the column; it may lie behind a relation, or be an annotation."""
        if self.column in self.queryset.query.annotations:
            return self.queryset.query.annotations[self.column].output_field
        model: Any = self.queryset.model
        field: Any = None
        for name in self.column.split("__"):
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
            model = field.related_model or model
        return field

    @property
    def _nullable(self) -> bool:
        if self.column in self.queryset.query.annotations:
            return True
        return bool(self._field.null) or "__" in self.column

    def key_of(self, row: Any) -> tuple[Any, Any]:
        """Return the place of `row` in the order, as JSON values."""
        if isinstance(row, dict):
            identity = row.get("pk", row.get(self.queryset.model._meta.pk.name))
            return _json(row[self.column]), _json(identity)
        value = row
        for name in self.column.split("__"):
            value = getattr(value, name) if value is not None else None
        return _json(value), _json(row.pk)


def _json(value: Any) -> Any:
    """Return what JSON can carry and the field reads back to the same value."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value
