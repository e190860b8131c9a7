from __future__ import annotations

from collections.abc import Sequence
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
        renderers: Sequence[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        chosen: Any
        try:
            chosen = super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            chosen = (renderers[0], renderers[0].media_type)
        return chosen
