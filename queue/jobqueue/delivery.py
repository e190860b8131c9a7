"""A notification goes to its user's pages, and by mail where they want that; the end of a session to
the sockets of its user: on commit, so that nobody is told of what was rolled back."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import transaction
from django.dispatch import receiver

from accounts.models import Notification, User
from accounts.signals import mail_wanted, notification_created, sessions_ended
from jobqueue import publisher

log = structlog.get_logger(__name__)


@receiver(notification_created)
def show(notification: Notification, quiet: bool = False, **kwargs: Any) -> None:
    """Send it to every open page of the user's; in their quiet hours it only waits in the list."""
    if quiet:
        return
    from accounts.serializers import NotificationSerializer

    body = dict(NotificationSerializer(notification).data)
    group = publisher.user_group(notification.user_id)
    transaction.on_commit(lambda: publisher.publish([group], "notification", body), robust=True)


@receiver(mail_wanted)
def hand_over(user: User, subject: str, text: str, **kwargs: Any) -> None:
    """Leave the mail to the maintenance worker: a mail server may take its time."""
    transaction.on_commit(lambda: _send(user.pk, subject, text), robust=True)


@receiver(sessions_ended)
def close_sockets(user_ids: set[int], **kwargs: Any) -> None:
    """Close all sockets of these users: a cookie or ticket that is dead opens no new one."""
    if user_ids:
        transaction.on_commit(lambda: publisher.send_off(user_ids), robust=True)


def _send(user_id: int, subject: str, text: str) -> None:
    from accounts.tasks import send_mail
    from jobqueue.tasks import publish

    if not publish(send_mail, "maintenance", [user_id, subject, text]):
        log.warning("mail_not_sent", user=user_id)
