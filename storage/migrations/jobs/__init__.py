"""Data moved between two revisions of the schema, with the data key: one module a job, listed in
``storage/migrations/migrate.py``."""
