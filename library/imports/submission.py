"""From a file to its import: looked at, kept, and put into the queue."""

from __future__ import annotations

import unicodedata
import uuid
from pathlib import Path
from typing import Any

from django.db import transaction

from contract.errors import Invalid
from jobqueue.jobs import enqueue
from jobqueue.models import AnalysisJob
from jobqueue.states import Band, JobType
from library.audio_files import inside_roots
from library.imports.source_types import HEAD_BYTES, source_type_of
from library.imports.uploads import ReceivedFile
from library.models import LibraryImport

NO_SUCH_FILE = "There is no such file in a folder that imports may read."


def submit_upload(user: Any, upload: ReceivedFile) -> tuple[LibraryImport, AnalysisJob]:
    """Import a received file; it is removed when the import has ended.

    Raises Invalid or Unsupported where it is nothing that can be imported; it is removed then."""
    try:
        source_type = source_type_of(_head(upload.path))
        import_id = uuid.uuid4()
        path = upload.take(str(import_id))
        try:
            return _submit(
                user,
                import_id=import_id,
                filename=filename(upload.name or ""),
                source_type=source_type,
                path=path,
                is_upload=True,
            )
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    finally:
        upload.discard()


def submit_path(user: Any, given: str) -> tuple[LibraryImport, AnalysisJob]:
    """Import a file of the server, inside a folder that the operator allows.

    Raises Invalid, with the same words whether there is no such file or it is out of bounds."""
    path = allowed(given)
    return _submit(
        user,
        import_id=uuid.uuid4(),
        filename=filename(path.name),
        source_type=source_type_of(_head(path)),
        path=path,
        is_upload=False,
    )


def submit_again(mine: LibraryImport) -> AnalysisJob | None:
    """Import the file of an ended import once more; None where it is not there (any more).

    An upload is the new import's from then on."""
    if not mine.is_upload:
        inside = inside_roots(mine.path) is not None
        return submit_path(mine.user, mine.path)[1] if inside else None
    import_id = uuid.uuid4()
    old = Path(mine.path)
    try:
        path = old.rename(old.with_name(str(import_id)))
    except FileNotFoundError:
        return None
    try:
        return _submit(
            mine.user,
            import_id=import_id,
            filename=mine.filename,
            source_type=LibraryImport.SourceType(mine.source_type),
            path=path,
            is_upload=True,
        )[1]
    except BaseException:
        path.rename(old)
        raise


def allowed(given: str) -> Path:
    """Return the real path of a file inside an allowed root, symlinks resolved."""
    path = inside_roots(given)
    if path is None:
        raise Invalid({"path": [NO_SUCH_FILE]})
    return path


def filename(name: str) -> str:
    """Return a name to show: no folder, no control characters, as long as its field."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(
        character for character in last if unicodedata.category(character) not in {"Cc", "Cs"}
    )
    return shown.strip()[:255] or "unnamed"


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def _submit(
    user: Any,
    *,
    import_id: uuid.UUID,
    path: Path,
    source_type: LibraryImport.SourceType,
    **fields: Any,
) -> tuple[LibraryImport, AnalysisJob]:
    size = path.stat().st_size
    with transaction.atomic():
        job = enqueue(
            type=JobType.LIBRARY_IMPORT,
            user=user,
            target_id=str(import_id),
            band=Band.MEDIUM,
            # What its cost is told by: the row of the import comes after that of its job.
            payload={"size_bytes": size, "source_type": source_type.value},
        )
        made = LibraryImport.objects.create(
            id=import_id,
            user=user,
            job_id=job.pk,
            path=str(path),
            size_bytes=size,
            source_type=source_type,
            **fields,
        )
    return made, job
