"""Celery's ways in: the mails that notifications send, and the nightly beat that forgets old ones."""

from __future__ import annotations

from celery import shared_task

from accounts import forgetting, mail


# SMTPException is an OSError. Half a minute, then twice as long each time: a quarter of an hour.
@shared_task(ignore_result=True, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_mail(user_id: int, subject: str, text: str) -> None:
    mail.send(user_id, subject, text)


@shared_task(ignore_result=True)
def forget_old_notifications() -> None:
    forgetting.forget_old_notifications()
