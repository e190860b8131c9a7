from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit
from accounts.forms import AdminLoginForm
from accounts.models import (
    AuditEvent,
    LoginFailure,
    Notification,
    NotificationSetting,
    Preference,
    UIState,
    User,
    UserSession,
)

# The admin's own form would let anybody guess without a limit.
admin.site.login_form = AdminLoginForm


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "email")


@admin.register(User)
class PersonAdmin(UserAdmin):
    add_form = PersonCreationForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = [
        "username",
        "email",
        "display_name",
        "is_staff",
        "is_active",
        "last_login",
        "live_sessions",
    ]
    list_filter = ["is_staff", "is_superuser", "is_active", "last_login", "date_joined"]
    search_fields = ["username", "email", "display_name"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["email", "display_name", "avatar_url"]}),
        (
            "Rights",
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "email", "usable_password", "password1", "password2"],
            },
        )
    ]
    actions = ["end_sessions"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        live = Q(sessions__revoked_at=None, sessions__expires_at__gt=timezone.now())
        return super().get_queryset(request).annotate(live=Count("sessions", filter=live))

    @admin.display(description="Live sessions", ordering="live")
    def live_sessions(self, user: User) -> int:
        return user.live  # type: ignore[attr-defined, no-any-return]

    @admin.action(description="End all sessions of the selected users")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        live = UserSession.objects.live(timezone.now()).filter(user__in=queryset)
        end(self, request, live)


def end(model_admin: admin.ModelAdmin, request: HttpRequest, live: QuerySet[Any]) -> None:
    """Revoke these live sessions and say how many there were."""
    rows = UserSession.objects.filter(pk__in=list(live.values_list("pk", flat=True)))
    ended = rows.revoke(timezone.now())
    assert isinstance(request.user, User)  # noqa: S101 (admin views have a user)
    audit.record(request.user, "revoked", noun="session", sessions=ended)
    model_admin.message_user(request, f"{ended} sessions ended.")


class ReadOnly(admin.ModelAdmin):
    """Rows that the server alone writes."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(UserSession)
class UserSessionAdmin(ReadOnly):
    list_display = ["user", "device", "ip", "created_at", "last_activity", "expires_at", "is_live"]
    list_filter = ["created_at", "revoked_at"]
    search_fields = ["user__username", "device", "ip"]
    list_select_related = ["user"]
    actions = ["end_selected"]

    @admin.display(boolean=True, description="Live")
    def is_live(self, session: UserSession) -> bool:
        return session.is_live(timezone.now())

    @admin.action(description="End the selected sessions", permissions=["delete"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[UserSession]) -> None:
        end(self, request, queryset.filter(revoked_at=None))


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    list_display = ["at", "username", "action", "noun", "subject_id"]
    list_filter = ["noun", "action", "at"]
    search_fields = ["username", "subject_id"]
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A user is deleted with their rows' link to them set to null; the rows themselves stay.
        return False


@admin.register(LoginFailure)
class LoginFailureAdmin(ReadOnly):
    list_display = ["at", "address"]
    list_filter = ["at"]
    search_fields = ["address"]


@admin.register(Notification)
class NotificationAdmin(ReadOnly):
    list_display = ["created_at", "user", "type", "title", "read_at"]
    list_filter = ["type", "created_at"]
    search_fields = ["user__username", "title"]
    list_select_related = ["user"]


@admin.register(NotificationSetting)
class NotificationSettingAdmin(admin.ModelAdmin):
    list_display = ["user", "type", "is_enabled", "email_enabled", "web_enabled"]
    list_filter = ["type", "is_enabled"]
    search_fields = ["user__username"]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]


@admin.register(Preference)
class PreferenceAdmin(ReadOnly):
    list_display = ["user", "key", "value"]
    list_filter = ["key"]
    search_fields = ["user__username", "key"]
    list_select_related = ["user"]


@admin.register(UIState)
class UIStateAdmin(ReadOnly):
    list_display = ["user", "component", "updated_at"]
    search_fields = ["user__username", "component"]
    list_select_related = ["user"]
