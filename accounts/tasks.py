"""Celery's way in: the mails that notifications send."""

from __future__ import annotations

from celery import shared_task

from accounts import mail


# SMTPException is an OSError. Half a minute, then twice as long each time: a quarter of an hour.
@shared_task(ignore_result=True, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_mail(user_id: int, subject: str, text: str) -> None:
    mail.send(user_id, subject, text)
