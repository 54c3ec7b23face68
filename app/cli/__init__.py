"""The ``callweave`` command: the same services as the web, from a terminal."""

from app.cli.main import main

__all__ = ["main"]
