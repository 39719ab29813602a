"""The engine, the schema, and what belongs to no column: inbox, outbox, dialogs, the pool."""
