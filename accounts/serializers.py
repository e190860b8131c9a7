from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts import preferences, registration
from accounts.authentication import current_session_id
from accounts.models import AuditEvent, Notification, User, UserSession
from contract.fields import JSONObjectField

# Argon2 reads all of a password; nobody types this much.
PASSWORD_LENGTH = 1024


class ProfileSerializer(serializers.ModelSerializer[User]):
    """A user as they see themselves. `preferences` in a PATCH are merged into the present ones."""

    email = serializers.EmailField(max_length=254)
    is_admin = serializers.BooleanField(source="is_staff", read_only=True)
    preferences = JSONObjectField(source="chosen_preferences", required=False)

    class Meta:
        model = User
        fields = [
            "id",
            "username",
            "email",
            "display_name",
            "avatar_url",
            "is_admin",
            "preferences",
            "date_joined",
            "last_login",
        ]
        read_only_fields = ["username", "date_joined", "last_login"]

    def to_representation(self, instance: User) -> dict[str, Any]:
        instance.chosen_preferences = preferences.preferences(instance)  # type: ignore[attr-defined]
        return super().to_representation(instance)

    def validate_email(self, email: str) -> str:
        assert self.instance is not None  # noqa: S101 (a profile is read or changed, never made)
        twin = User(pk=self.instance.pk, username=self.instance.username, email=email)
        if "email" in registration.taken(twin):
            raise serializers.ValidationError(registration.TAKEN_EMAIL)
        return email

    def update(self, instance: User, validated_data: dict[str, Any]) -> User:
        chosen = validated_data.pop("chosen_preferences", {})
        preferences.change(instance, chosen)
        return super().update(instance, validated_data)


class RegistrationSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(
        max_length=PASSWORD_LENGTH, trim_whitespace=False, write_only=True
    )
    display_name = serializers.CharField(max_length=150, required=False, allow_blank=True)


class LoginSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(
        max_length=PASSWORD_LENGTH, trim_whitespace=False, write_only=True
    )


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = serializers.CharField(max_length=4096)


class TokensSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField()


class LoggedInSerializer(TokensSerializer):
    user = ProfileSerializer()


class TicketSerializer(serializers.Serializer[Any]):
    ticket = serializers.CharField()
    expires_in = serializers.IntegerField()


class SessionSerializer(serializers.ModelSerializer[UserSession]):
    current = serializers.SerializerMethodField()

    class Meta:
        model = UserSession
        fields = ["id", "device", "ip", "created_at", "last_activity", "expires_at", "current"]

    def get_current(self, session: UserSession) -> bool:
        return session.pk == current_session_id(self.context["request"])


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    user = serializers.CharField(source="username")

    class Meta:
        model = AuditEvent
        fields = ["id", "at", "action", "user", "noun", "subject_id", "details"]


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    class Meta:
        model = Notification
        fields = ["id", "type", "title", "message", "data", "created_at", "read_at"]


class SwitchesSerializer(serializers.Serializer[Any]):
    is_enabled = serializers.BooleanField(required=False)
    email_enabled = serializers.BooleanField(required=False)
    web_enabled = serializers.BooleanField(required=False)


class NotificationSettingsSerializer(serializers.Serializer[Any]):
    settings = serializers.DictField(child=SwitchesSerializer())
