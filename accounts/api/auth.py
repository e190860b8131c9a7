"""/api/auth: in, on and out again, with tokens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import audit, login, sessions, tickets, tokens
from accounts.authentication import current_session_id, user_of
from accounts.registration import register
from accounts.serializers import (
    LoggedInSerializer,
    LoginSerializer,
    RefreshSerializer,
    RegistrationSerializer,
    TicketSerializer,
    TokensSerializer,
)
from contract.throttles import AddressThrottle


class Registrations(AddressThrottle):
    setting = "REGISTRATIONS_PER_ADDRESS"


class DoorView(APIView):
    """A view before anybody is known: an old token sent along with a login is no fault."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    def get_authenticate_header(self, request: Request) -> str:
        # Without it DRF would turn a 401 into a 403, as no authentication class is here.
        return 'Bearer realm="api"'


class Register(DoorView):
    throttle_classes = [Registrations]

    @extend_schema(request=RegistrationSerializer, responses={201: LoggedInSerializer})
    def post(self, request: Request) -> Response:
        form = RegistrationSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        opened = sessions.log_in(request, register(**form.validated_data))
        return Response(LoggedInSerializer(opened).data, status=status.HTTP_201_CREATED)


class Login(DoorView):
    @extend_schema(request=LoginSerializer, responses=LoggedInSerializer)
    def post(self, request: Request) -> Response:
        form = LoginSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        user = login.attempt(request, **form.validated_data)
        if user is None:
            raise AuthenticationFailed("User name or password is wrong.")
        return Response(LoggedInSerializer(sessions.log_in(request, user)).data)


class TokenRefresh(DoorView):
    @extend_schema(request=RefreshSerializer, responses=TokensSerializer)
    def post(self, request: Request) -> Response:
        form = RefreshSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(tokens.rotate(form.validated_data["refresh"]))


class Logout(DoorView):
    """The refresh token is the credential: whoever may renew a session may end it."""

    @extend_schema(request=RefreshSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        form = RefreshSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        ended = tokens.end(form.validated_data["refresh"])
        audit.record(ended.user, "logged_out", noun="session", subject_id=ended.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class WebSocketTicket(APIView):
    @extend_schema(request=None, responses=TicketSerializer)
    def post(self, request: Request) -> Response:
        ticket = tickets.issue(user_of(request), current_session_id(request))
        return Response({"ticket": ticket, "expires_in": tickets.LIFETIME_SECONDS})
