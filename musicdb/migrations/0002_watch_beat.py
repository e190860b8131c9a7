"""The beat that watches the queue, as a row: what is changed in the admin lasts."""

from django.db import migrations

NAME = "Watch the queue"


def make(apps, schema_editor):
    every = apps.get_model("django_celery_beat", "IntervalSchedule").objects
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    schedule, _ = every.get_or_create(every=30, period="seconds")
    tasks.get_or_create(
        name=NAME,
        defaults={
            "task": "musicdb.tasks.watch_queue",
            "interval": schedule,
            # One that nobody took in time is worth nothing: the next one is there.
            "expire_seconds": 30,
            "queue": "maintenance",
            "description": "Alerts staff to a backlog, a missing or hung worker, many failures.",
        },
    )


def unmake(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("musicdb", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, unmake)]
