"""Mails to users. Where no mail server is set, Django's dummy takes them and nothing is sent."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.core import mail

from accounts.models import User

log = structlog.get_logger(__name__)


def send(user_id: int, subject: str, text: str) -> bool:
    """Send one mail; returns False where the user is gone or has no address. Raises OSError where
    the mail server is away."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return False
    # A title may hold what somebody called their file; a header has one line.
    line = f"[musicdb] {' '.join(subject.split())}"
    mail.send_mail(line, text, settings.DEFAULT_FROM_EMAIL, [user.email])
    log.info("mail_sent", user=user_id)
    return True
