"""The doors of the pages: log in, register, log out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import LoginForm, RegistrationForm
from accounts.models import User
from accounts.preferences import preference
from contract import throttles
from contract.addresses import client_address
from contract.errors import RateLimited

THEME_SECONDS = 365 * 86_400


class Login(LoginView):
    form_class = LoginForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if "theme" not in self.request.COOKIES:
            _give_theme(response, form.get_user())
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.rate_limited is not None:
            response.status_code = 429
            response["Retry-After"] = str(max(1, round(form.rate_limited.wait)))
        return response


class Logout(LogoutView):
    """By POST only: a picture on a foreign page must not log anybody out."""


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = RegistrationForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _count(request)
            user = form.save()
        except RateLimited as limited:
            form.add_error(None, str(limited.detail))
            user, status = None, 429
        if user is not None:
            login(request, user)
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/register.html", {"form": form}, status=status)


def _count(request: HttpRequest) -> None:
    """Share the limit of POST /api/auth/register."""
    throttles.spend(
        f"REGISTRATIONS_PER_ADDRESS:address:{client_address(request)}",
        settings.REGISTRATIONS_PER_ADDRESS,
        60,
    )


def _give_theme(response: HttpResponse, user: User) -> None:
    """Give a device on which nothing was chosen yet the theme of the user's preferences."""
    theme = str(preference(user, "theme"))
    response.set_cookie("theme", theme, max_age=THEME_SECONDS, samesite="Lax")
