from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing

SIGNER = signing.Signer(salt="contract.cursors")


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """Where a page begins: beside the row with this value of the ordering's column and this id.

    It is signed, so that what comes back is a value that came from the column, of its type."""

    ordering: str
    backward: bool
    value: Any
    identity: Any

    def text(self) -> str:
        return SIGNER.sign_object([self.ordering, self.backward, self.value, self.identity])

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Return the cursor that `text` is; None where it is none of ours."""
        try:
            ordering, backward, value, identity = SIGNER.unsign_object(text)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return cls(ordering=ordering, backward=backward, value=value, identity=identity)
