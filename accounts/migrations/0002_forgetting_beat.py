"""The nightly beat that forgets old notifications, as a row: what is changed in the admin lasts."""

from django.db import migrations

NAME = "Forget old notifications"


def make(apps, schema_editor):
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    schedule, _ = crontabs.get_or_create(
        minute="30",
        hour="4",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone="UTC",
    )
    tasks.get_or_create(
        name=NAME,
        defaults={
            "task": "accounts.tasks.forget_old_notifications",
            "crontab": schedule,
            # Missed by six hours, it is left to the next night.
            "expire_seconds": 6 * 3600,
            "queue": "maintenance",
            "description": "Removes what users were told longer ago than NOTIFICATION_DAYS.",
        },
    )


def unmake(apps, schema_editor):
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    tasks.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, unmake)]
