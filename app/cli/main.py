"""Reads the arguments, runs one command, and turns refusals into one line and an exit status."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError

from app import logs, wiring
from app.cli.live import Declined, print_unready
from app.cli.parser import build_parser
from app.db.file import DatabaseFile
from app.errors import AppError
from app.flows.live.refusals import NotReady
from app.services import Services
from app.settings import BadSetting, load

DONE = 0
NOT_DONE = 1
REFUSED = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None, services: Services | None = None) -> int:
    """Run one command and return its exit status; ``services`` stands in for the real ones in tests."""
    arguments = build_parser().parse_args(argv)
    try:
        _run(arguments, services)
    except NotReady as unready:
        print_unready(unready)
        return NOT_DONE
    except Declined:
        print("Nothing was changed.", file=sys.stderr)
        return NOT_DONE
    except (AppError, BadSetting, OSError) as refusal:
        print(f"callweave: {_sentence(refusal)}", file=sys.stderr)
        return REFUSED
    except DBAPIError as away:
        print(f"callweave: {_of_database(away)}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return DONE


def _run(arguments: Namespace, services: Services | None) -> None:
    if services:
        asyncio.run(arguments.verb(services, arguments))
        return
    settings = load()
    logs.configure(settings.log_format)
    if arguments.operation:
        arguments.operation(settings, arguments)
        return
    built = wiring.build(settings)
    try:
        asyncio.run(arguments.verb(built, arguments))
    finally:
        built.workers.close()
        built.db.close()


def _of_database(error: DBAPIError) -> str:
    said, settings = str(error.orig).strip().partition("\n")[0], load()
    if settings.is_sqlite:
        return DatabaseFile(settings.sqlite_path, settings.data_dir).sentence(said)
    return f"The database cannot be used: {said}."


def _sentence(refusal: AppError | BadSetting | OSError) -> str:
    if isinstance(refusal, OSError):
        return f"{refusal.filename or 'That'} cannot be used: {(refusal.strerror or str(refusal)).lower()}."
    return str(refusal)
