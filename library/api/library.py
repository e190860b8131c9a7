"""The library as a whole, over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from library.api.serializers import SummarySerializer
from library.demo import remove_demo
from library.summary import summary


class Summary(APIView):
    @extend_schema(responses=SummarySerializer)
    def get(self, request: Request) -> Response:
        """The library in figures; the trash is counted apart."""
        return Response(SummarySerializer(summary(request.user)).data)


class Demo(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Take the demo tracks out of the library, for good; again changes nothing."""
        remove_demo(request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
