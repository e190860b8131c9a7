"""The two nightly beats, as rows: what is changed in the admin lasts."""

from django.db import migrations

BEATS = [
    (
        "Refresh stale duplicate analyses",
        "analyses.duplicates.tasks.refresh_stale",
        "2",
        "Makes each user's newest analysis again where it is stale, as their preference says.",
    ),
    (
        "Clean up old duplicate analyses",
        "analyses.duplicates.tasks.clean_up_old",
        "3",
        "Removes analyses that are too old or too many.",
    ),
]


def make(apps, schema_editor):
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    for name, task, hour, description in BEATS:
        schedule, _ = crontabs.get_or_create(
            minute="0",
            hour=hour,
            day_of_week="*",
            day_of_month="*",
            month_of_year="*",
            timezone="UTC",
        )
        tasks.get_or_create(
            name=name,
            defaults={
                "task": task,
                "crontab": schedule,
                # Missed by six hours, it is left to the next night.
                "expire_seconds": 6 * 3600,
                "queue": "maintenance",
                "description": description,
            },
        )


def unmake(apps, schema_editor):
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    tasks.filter(name__in=[beat[0] for beat in BEATS]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("duplicates", "0002_compression"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, unmake)]
