"""Imports over HTTP: submitted, watched, and what was wrong with them."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contract.errors import Invalid, NotFound
from contract.ids import uuid_or_404
from contract.pagination import KeysetPagination
from contract.parsers import JSONParser
from contract.schema import list_parameters, page_of
from jobqueue.jobs import accepted_body
from jobqueue.models import AnalysisJob
from jobqueue.states import Status
from library.api.serializers import FaultSerializer, ImportSerializer, PathSerializer
from library.imports import streaming
from library.imports.submission import submit_path, submit_upload
from library.imports.uploads import FIELD, ReceivedFile, StraightToDisk
from library.models import ImportFault, LibraryImport
from library.spreadsheet import harmless

IMPORT_ID = OpenApiParameter("import_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
# A list shows what kind of faults there were; all of them are one call away.
FAULTS_IN_LISTS = 10
FAULTS_A_CHUNK = 2000
FILE_MISSING = {FIELD: ["Send a file in the field `file`, or JSON with a `path`."]}

UPLOAD_SCHEMA = {
    "multipart/form-data": {
        "type": "object",
        "required": [FIELD],
        "properties": {FIELD: {"type": "string", "format": "binary"}},
    },
    "application/json": PathSerializer,
}


def import_or_404(request: Request, import_id: str) -> LibraryImport:
    """Return the user's import; to anybody else it does not exist."""
    found = LibraryImport.objects.visible_to(request.user).filter(pk=uuid_or_404(import_id)).first()
    if found is None:
        raise NotFound("There is no such import.")
    return found


def follow_jobs(imports: list[LibraryImport]) -> list[LibraryImport]:
    """Give imports that have not ended the state that their jobs are in just now."""
    going_on = {row.job_id for row in imports if row.finished_at is None and row.job_id}
    states = dict(AnalysisJob.objects.filter(pk__in=going_on).values_list("pk", "status"))
    for row in imports:
        row.status = Status(states.get(row.job_id, row.status) if row.job_id else row.status)
    return imports


class NewestImports(KeysetPagination):
    orderings = {"created_at": "created_at"}
    default_ordering = "-created_at"


class FaultsInOrder(KeysetPagination):
    orderings = {"line": "id"}
    default_ordering = "line"


class Imports(APIView):
    pagination_class = NewestImports
    parser_classes = [MultiPartParser, FormParser, JSONParser]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        if request.method == "POST":
            request.upload_handlers = [StraightToDisk(request)]
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        operation_id="library_imports_list",
        parameters=list_parameters(NewestImports),
        responses=page_of(ImportSerializer),
    )
    def get(self, request: Request) -> Response:
        """The user's imports, newest first, each with its first faults."""
        page = NewestImports()
        mine = LibraryImport.objects.visible_to(request.user)
        rows = follow_jobs(page.paginate_queryset(mine, request, self))
        context = {"faults": FAULTS_IN_LISTS}
        return page.get_paginated_response(ImportSerializer(rows, many=True, context=context).data)

    @extend_schema(
        request=UPLOAD_SCHEMA,
        responses={
            202: {
                "type": "object",
                "required": ["import_id", "job_id"],
                "properties": {
                    "import_id": {"type": "string", "format": "uuid"},
                    "job_id": {"type": "string", "format": "uuid"},
                    "status_url": {"type": "string"},
                    "progress_url": {"type": "string"},
                    "websocket_url": {"type": "string"},
                },
            }
        },
    )
    def post(self, request: Request) -> Response:
        """Import an iTunes or Music Library.xml, a CSV, an audio file or a zip of audio files, uploaded
        or on the server."""
        upload = received(request)
        if upload is not None:
            made, job = submit_upload(request.user, upload)
        else:
            made, job = submit_path(request.user, given_path(request))
        body = accepted_body(job, import_id=str(made.pk))
        return Response(body, status=status.HTTP_202_ACCEPTED)


def received(request: Request) -> ReceivedFile | None:
    """Return the file that came with the request, be it by the streaming way or by Django's."""
    scope = getattr(request._request, "scope", {})
    if fault := scope.get(streaming.SCOPE_FAULT):
        raise Invalid({FIELD: [fault]})
    found = scope.get(streaming.SCOPE_FILE) or request.FILES.get(FIELD)
    return found if isinstance(found, ReceivedFile) else None


def given_path(request: Request) -> str:
    if not isinstance(request.data, dict) or "path" not in request.data:
        raise Invalid(FILE_MISSING)
    given = PathSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return str(given.validated_data["path"])


class ImportDetail(APIView):
    @extend_schema(parameters=[IMPORT_ID], responses=ImportSerializer)
    def get(self, request: Request, import_id: str) -> Response:
        """One import, with its first 1,000 faults by line."""
        [row] = follow_jobs([import_or_404(request, import_id)])
        return Response(ImportSerializer(row).data)


class ImportErrors(APIView):
    pagination_class = FaultsInOrder

    @extend_schema(
        parameters=[
            IMPORT_ID,
            OpenApiParameter("format", str, enum=["json", "csv"], default="json"),
            *list_parameters(FaultsInOrder),
        ],
        responses={
            (200, "application/json"): page_of(FaultSerializer),
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="All of them."),
        },
    )
    def get(self, request: Request, import_id: str) -> HttpResponseBase:
        """All faults of an import, page by page, or as one CSV."""
        row = import_or_404(request, import_id)
        chosen = request.query_params.get("format", "json")
        if chosen not in {"json", "csv"}:
            raise Invalid({"format": ["One of json, csv is expected."]})
        if chosen == "csv":
            name = f"import-{row.pk}-errors.csv"
            return StreamingHttpResponse(
                faults_as_csv(row),
                content_type="text/csv; charset=utf-8",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
        page = FaultsInOrder()
        faults = page.paginate_queryset(row.faults.all(), request, self)
        shown = [{"line": f.line, "file": f.file or None, "reason": f.reason} for f in faults]
        return page.get_paginated_response(FaultSerializer(shown, many=True).data)


async def faults_as_csv(row: LibraryImport) -> AsyncIterator[str]:
    """Give the lines of the CSV, fetched chunk by chunk: a million faults fit in no memory."""
    yield "line,file,reason\r\n"
    last = 0
    while faults := await sync_to_async(_faults_after)(row, last):
        last = faults[-1].pk
        text = io.StringIO()
        writer = csv.writer(text)
        for fault in faults:
            line = "" if fault.line is None else fault.line
            writer.writerow([line, harmless(fault.file), harmless(fault.reason)])
        yield text.getvalue()


def _faults_after(row: LibraryImport, last: int) -> list[ImportFault]:
    return list(row.faults.filter(pk__gt=last).order_by("pk")[:FAULTS_A_CHUNK])
