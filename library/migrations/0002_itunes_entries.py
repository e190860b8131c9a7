from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="itunesentry",
            name="album_artist",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AddField(
            model_name="itunesentry",
            name="import_id",
            field=models.UUIDField(help_text="The import that last changed it.", null=True),
        ),
    ]
