from __future__ import annotations

from django.urls import path

from accounts import views

urlpatterns = [
    path("login", views.Login.as_view(), name="login"),
    path("logout", views.Logout.as_view(), name="logout"),
    path("register", views.register, name="register"),
]
