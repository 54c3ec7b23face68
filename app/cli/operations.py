"""Commands that run the house rather than ask it."""

from argparse import Namespace

from app import wiring
from app.settings import Settings


def serve(settings: Settings, arguments: Namespace) -> None:
    """Serve until stopped."""
    wiring.serve(settings, arguments.host, arguments.port)


def migrate(settings: Settings, _arguments: Namespace) -> None:
    """Bring the database up to date, as building the services always does first."""
    wiring.build(settings).db.close()
    print("The database is up to date.")
