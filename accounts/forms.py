"""Login for the pages and the admin, with the limits of the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm

from accounts import login
from accounts.models import User
from accounts.registration import register
from contract.errors import Invalid, RateLimited


class LoginForm(AuthenticationForm):
    """Django's, but each try is counted; `rate_limited` tells the view to answer 429."""

    rate_limited: RateLimited | None = None

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        password = self.cleaned_data.get("password")
        if username and password:
            self.user_cache = self._attempt(username, password)
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data

    def _attempt(self, username: str, password: str) -> User:
        assert self.request is not None  # noqa: S101 (LoginView always gives it)
        try:
            user = login.attempt(self.request, username, password)
        except RateLimited as limited:
            self.rate_limited = limited
            seconds = max(1, round(limited.wait))
            raise forms.ValidationError(
                f"Too many failed logins. Try again in {seconds} seconds.", code="rate_limited"
            ) from None
        if user is None:
            raise self.get_invalid_login_error()
        return user


class AdminLoginForm(LoginForm, AdminAuthenticationForm):
    """The same for /admin/, which lets staff in only."""


class RegistrationForm(forms.Form):
    username = forms.CharField(max_length=150)
    email = forms.EmailField(max_length=254)
    display_name = forms.CharField(max_length=150, required=False)
    password = forms.CharField(widget=forms.PasswordInput, strip=False, max_length=1024)

    def save(self) -> User | None:
        """Return the new user; None where it could not be, and then the form holds the faults."""
        try:
            return register(**self.cleaned_data)
        except Invalid as invalid:
            for name, texts in invalid.facts["fields"].items():
                for text in texts:
                    self.add_error(name if name in self.fields else None, text)
            return None
