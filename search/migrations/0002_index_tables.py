"""The index tables of the database's own engine: FTS5 on SQLite, tsvectors on PostgreSQL.

They belong to no model: Django knows neither kind. Each database gets only its own.
"""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "title_x, title_f, title_p, topic_x, topic_f, topic_p, meta_x, meta_f, "
    "body_x, body_f, body_p, "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\", prefix='2 3')",
    "CREATE TABLE search_audience (token TEXT NOT NULL, doc INTEGER NOT NULL, "
    "PRIMARY KEY (token, doc)) WITHOUT ROWID",
    "CREATE INDEX search_audience_doc ON search_audience (doc, token)",
)
POSTGRESQL = (
    # No foreign key: emptying search_document must not need CASCADE.
    "CREATE TABLE search_vector (doc bigint PRIMARY KEY, x tsvector NOT NULL, "
    "f tsvector NOT NULL, p tsvector NOT NULL, audience text[] NOT NULL)",
    "CREATE INDEX search_vector_x ON search_vector USING gin (x)",
    "CREATE INDEX search_vector_f ON search_vector USING gin (f)",
    "CREATE INDEX search_vector_p ON search_vector USING gin (p)",
    "CREATE INDEX search_vector_audience ON search_vector USING gin (audience)",
)
DROP = {"sqlite": ("search_fts", "search_audience"), "postgresql": ("search_vector",)}


def create(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    for statement in statements.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for table in DROP.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
