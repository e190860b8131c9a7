"""The nightly beat of the sweep, as a row: what is changed in the admin lasts."""

from django.db import migrations

NAME = "Remove files that imports have left behind"


def make(apps, schema_editor):
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    schedule, _ = crontabs.get_or_create(
        minute="0",
        hour="4",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone="UTC",
    )
    tasks.get_or_create(
        name=NAME,
        defaults={
            "task": "library.tasks.sweep",
            "crontab": schedule,
            # Missed by six hours, it is left to the next night.
            "expire_seconds": 6 * 3600,
            "queue": "maintenance",
            "description": "Removes audio that no track has, half-copied files, and folders of users "
            "that are gone; nothing younger than a day.",
        },
    )


def unmake(apps, schema_editor):
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    tasks.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0005_kept_files"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, unmake)]
