from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError

from contract.fields import is_storable


class JSONParser(parsers.JSONParser):
    """DRF's, with its two gaps closed: nesting beyond Python's stack, and text no database holds."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            value = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("JSON parse error - nested too deep") from None
        if not is_storable(value):
            raise ParseError("NUL characters, lone surrogates and deep nesting are refused.")
        return value
