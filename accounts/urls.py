from __future__ import annotations

from django.urls import path

from accounts import settings_pages, views

urlpatterns = [
    path("login", views.Login.as_view(), name="login"),
    path("logout", views.Logout.as_view(), name="logout"),
    path("register", views.register, name="register"),
    path("settings/notifications", settings_pages.page, name="settings-notifications"),
    path(
        "settings/notifications/change",
        settings_pages.change_notifications,
        name="settings-notifications-change",
    ),
    path("settings/schedule", settings_pages.change_schedule, name="settings-schedule"),
]
