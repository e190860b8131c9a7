from __future__ import annotations

from uuid import UUID

from contract.exceptions import NotFound

# The largest integer id that PostgreSQL can be asked for: beyond it there is nothing.
MOST_ID = 2**63 - 1


def uuid_or_404(text: str | UUID) -> UUID:
    """Return the UUID that `text` spells; NotFound where it spells none.

    A malformed id is answered like an unknown one, so that nobody learns which ids are well formed.
    """
    if isinstance(text, UUID):
        return text
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
