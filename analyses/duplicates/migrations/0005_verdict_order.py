from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duplicates", "0004_compared_libraries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["user", "-id"], name="duplicates_verdict_newest"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["user", "verdict", "-id"], name="duplicates_verdict_kind"),
        ),
    ]
