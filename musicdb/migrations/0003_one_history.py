"""What was counted of jobs for the metrics goes into the history of the queue, which counts on."""

from collections import defaultdict

from django.db import migrations

# The counts knew no bands: each goes to the one in which jobs of its type are made.
BANDS = {"SONG_ANALYSIS": 0, "BACKGROUND_ANALYSIS": 2}
MEDIUM = 1
COLUMNS = {
    "completed": ("completed", "run_seconds"),
    "failed": ("failed", "run_seconds"),
    "cancelled": ("cancelled", "run_seconds"),
    "interrupted": ("interruptions", None),
    "rescued": ("rescued", None),
    "hung": ("hung", None),
    "recovered": ("recovered", "recovery_seconds"),
}


def carry_over(apps, schema_editor):
    tally = apps.get_model("queue", "Tally")
    sums = defaultdict(lambda: defaultdict(float))
    for count in apps.get_model("musicdb", "JobCount").objects.all():
        number, seconds = COLUMNS[count.what]
        sums[count.type][number] += count.number
        if seconds:
            sums[count.type][seconds] += count.seconds
    for type, figures in sums.items():
        tally.objects.create(
            hour=None,
            band=BANDS.get(type, MEDIUM),
            type=type,
            folded=True,
            started=figures["completed"] + figures["failed"],
            **figures,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("musicdb", "0002_watch_beat"),
        ("queue", "0006_history_by_type"),
    ]
    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="JobCount"),
    ]
