from django.db import migrations

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

# lz4 packs as well as PostgreSQL's own for a fifth of the time; a server built without it keeps its own.
COMPRESS = """
DO $$ BEGIN
    ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("duplicates", "0001_initial")]

    operations = [
        migrations.RunSQL(
            COMPRESS.format(table=table, column=column),
            f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION DEFAULT",
        )
        for table, column in COLUMNS
    ]
