"""Every route of the API, as the URL patterns have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import IsAdminUser
from rest_framework.views import APIView

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, kw_only=True)
class Route:
    """One path of the API: `template` is written with {names}, as in the OpenAPI document."""

    template: str
    view: type[APIView]
    methods: tuple[str, ...]
    # False for a second way to the same view, which the document leaves out.
    documented: bool

    @property
    def staff_alone(self) -> bool:
        return IsAdminUser in self.view.permission_classes

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.template)


def api_routes() -> list[Route]:
    """Return the routes below /api/, without those of the document itself."""
    found = []
    for template, callback in _patterns(get_resolver("musicdb.urls").url_patterns, "/"):
        view = getattr(callback, "cls", None)
        if template.startswith("/api/") and view and "drf_spectacular" not in view.__module__:
            actions = getattr(callback, "actions", None)
            methods = tuple(m for m in METHODS if (m in actions if actions else hasattr(view, m)))
            documented = callback.initkwargs.get("schema", True) is not None
            found.append(
                Route(template=template, view=view, methods=methods, documented=documented)
            )
    assert found
    return found


def _patterns(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        path = prefix + PARAMETER.sub(r"{\1}", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.callback
