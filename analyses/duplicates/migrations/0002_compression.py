from django.db import migrations

from analyses.duplicates.migrations._compression import compressed

COLUMNS = [
    ("duplicates_duplicategroup", "related_versions"),
    ("duplicates_duplicategroup", "itunes_match_data"),
    ("duplicates_duplicategroup", "searched"),
    ("duplicates_duplicatetrack", "reasons"),
    ("duplicates_scoreblock", "\"left\""),
    ("duplicates_scoreblock", "\"right\""),
    ("duplicates_scoreblock", "confidence"),
    ("duplicates_scoreblock", "kind"),
]


class Migration(migrations.Migration):
    dependencies = [("duplicates", "0001_initial")]

    operations = [compressed(table, column) for table, column in COLUMNS]
