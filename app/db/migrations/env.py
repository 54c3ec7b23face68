"""Alembic's entry: runs the migrations on the connection that app.db.migrate hands over."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
