"""The beat that repairs the queue, as a row: what is changed in the admin lasts."""

from django.db import migrations

NAME = "Repair the queue"


def make(apps, schema_editor):
    every = apps.get_model("django_celery_beat", "IntervalSchedule").objects
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    schedule, _ = every.get_or_create(every=10, period="seconds")
    tasks.get_or_create(
        name=NAME,
        defaults={
            "task": "jobqueue.tasks.repair_queue",
            "interval": schedule,
            # One that nobody took in time is worth nothing: the next one is there.
            "expire_seconds": 10,
            "queue": "maintenance",
            "description": "Frees jobs of lost workers and brings Redis in step with the database.",
        },
    )


def unmake(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("queue", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, unmake)]
