from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class JSONAnyway(DefaultContentNegotiation):
    """Answer in JSON whatever is asked for: `Accept: text/csv` at an export is no fault, and the
    contract has no 406."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        offered = list(renderers)
        chosen: Any
        try:
            chosen = super().select_renderer(request, offered, format_suffix)
        except NotAcceptable:
            chosen = (offered[0], offered[0].media_type)
        return chosen
