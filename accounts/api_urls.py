from __future__ import annotations

from django.urls import path

from accounts.api import auth, choices, events, profile

urlpatterns = [
    path("auth/register", auth.Register.as_view(), name="api-register"),
    path("auth/login", auth.Login.as_view(), name="api-login"),
    path("auth/token/refresh", auth.TokenRefresh.as_view(), name="api-token-refresh"),
    path("auth/logout", auth.Logout.as_view(), name="api-logout"),
    path("auth/ws-ticket", auth.WebSocketTicket.as_view(), name="api-ws-ticket"),
    path("auth/profile", profile.Profile.as_view(), name="api-profile"),
    path("auth/sessions", profile.Sessions.as_view(), name="api-sessions"),
    path("auth/sessions/<str:session_id>", profile.Session.as_view(), name="api-session"),
    path("user/preferences", choices.Preferences.as_view(), name="api-preferences"),
    path(
        "user/notification-settings",
        choices.NotificationSettings.as_view(),
        name="api-notification-settings",
    ),
    path("user/ui-state/<str:component>", choices.ComponentState.as_view(), name="api-ui-state"),
    path("user/audit", events.AuditTrail.as_view(), name="api-audit"),
    path("user/notifications", events.Notifications.as_view(), name="api-notifications"),
    path(
        "user/notifications/read-all",
        events.ReadAllNotifications.as_view(),
        name="api-notifications-read-all",
    ),
    path(
        "user/notifications/<int:notification_id>/read",
        events.ReadNotification.as_view(),
        name="api-notification-read",
    ),
]
