"""The database: transactions and migrations."""
