from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from contract.errors import Invalid

TAKEN_NAME = "A user with that username already exists."
TAKEN_EMAIL = "A user with that email address already exists."


def register(username: str, email: str, password: str, display_name: str = "") -> User:
    """Return a new user; raises Invalid, by field, for what is taken, malformed or too weak."""
    username = User.normalize_username(username.strip())
    user = User(username=username, email=User.objects.normalize_email(email.strip()))
    user.display_name = display_name
    faults = _faults(user, password)
    if not faults:
        user.set_password(password)
        try:
            with transaction.atomic():
                user.save()
                audit.record(user, "registered", noun="user", subject_id=user.pk)
        except IntegrityError:
            # Somebody took the name between the look and the insert.
            faults = taken(user) or {"username": [TAKEN_NAME]}
    if faults:
        raise Invalid(faults)
    return user


def _faults(user: User, password: str) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    try:
        user.clean_fields(exclude={"password"})
    except ValidationError as error:
        faults |= error.message_dict
    try:
        validate_password(password, user)
    except ValidationError as error:
        faults["password"] = error.messages
    return {**taken(user), **faults}


def taken(user: User) -> dict[str, list[str]]:
    """Return a fault for each of name and email that another user has, in any case."""
    others = User.objects.exclude(pk=user.pk)
    faults = {}
    if others.filter(username__iexact=user.username).exists():
        faults["username"] = [TAKEN_NAME]
    if user.email and others.filter(email__iexact=user.email).exists():
        faults["email"] = [TAKEN_EMAIL]
    return faults
