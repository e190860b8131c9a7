"""/api/user: what the user chose for themselves, and what their pages keep."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import notifications, preferences
from accounts.authentication import user_of
from accounts.models import UIState
from accounts.serializers import NotificationSettingsSerializer
from contract.errors import Invalid, PayloadTooLarge
from contract.fields import JSONObjectField
from contract.parsers import JSONParser

UI_STATE_BYTES = 64 * 1024
COMPONENT_LENGTH = 100

PREFERENCES = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        key: {
            "description": f"{known.help} It must be {known.expected}.",
            "default": preferences.default_of(key),
        }
        for key, known in preferences.KNOWN.items()
    },
}
READ = {(200, "application/json"): PREFERENCES}
WRITTEN = {"application/json": PREFERENCES}


def _object(request: Request) -> dict[str, Any]:
    """Return the body, a JSON object; raises ValidationError for anything else."""
    try:
        return JSONObjectField().run_validation(request.data)
    except ValidationError as error:
        raise Invalid({"non_field_errors": [str(text) for text in error.detail]}) from None


class Preferences(APIView):
    parser_classes = [JSONParser]

    @extend_schema(responses=READ)
    def get(self, request: Request) -> Response:
        return Response(preferences.preferences(user_of(request)))

    @extend_schema(request=WRITTEN, responses=READ)
    def put(self, request: Request) -> Response:
        """Set the keys given; the others go back to their defaults."""
        preferences.change(user_of(request), _object(request), replace=True)
        return self.get(request)

    @extend_schema(request=WRITTEN, responses=READ)
    def patch(self, request: Request) -> Response:
        """Set the keys given; the others stay."""
        preferences.change(user_of(request), _object(request))
        return self.get(request)


class NotificationSettings(APIView):
    @extend_schema(responses=NotificationSettingsSerializer)
    def get(self, request: Request) -> Response:
        return Response({"settings": notifications.settings_of(user_of(request))})

    @extend_schema(request=NotificationSettingsSerializer, responses=NotificationSettingsSerializer)
    def put(self, request: Request) -> Response:
        """Set the switches given, of any subset of the types."""
        form = NotificationSettingsSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        changes = form.validated_data["settings"]
        unknown = sorted(set(changes) - set(notifications.types_of(user_of(request))))
        if unknown:
            raise Invalid({f"settings.{type}": ["There is no such type."] for type in unknown})
        notifications.change_settings(user_of(request), changes)
        return self.get(request)


class ComponentState(APIView):
    parser_classes = [JSONParser]

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, component: str) -> Response:
        row = UIState.objects.filter(user=user_of(request), component=component).first()
        return Response(row.value if row else {})

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def put(self, request: Request, component: str) -> Response:
        if len(request.body) > UI_STATE_BYTES:
            raise PayloadTooLarge(f"The limit is {UI_STATE_BYTES // 1024} KiB.")
        value = _object(request)
        if len(component) > COMPONENT_LENGTH or "\0" in component:
            raise Invalid({"component": [f"At most {COMPONENT_LENGTH} characters, no NUL."]})
        UIState.objects.update_or_create(
            user=user_of(request), component=component, defaults={"value": value}
        )
        return Response(value)
