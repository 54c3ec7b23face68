"""The ``callweave`` command: the same services as the web, from a terminal."""

import sys
from importlib import import_module


def main() -> int:
    """Run the command of this process; ``serve`` is run by a child of it, which is started again if it dies.

    What commands need is read only in the process that runs them: the supervisor stays small.
    """
    if sys.argv[1:2] == ["serve"]:
        status: int | None = import_module("app.cli.supervisor").supervise()
        if status is not None:
            return status
    return import_module("app.cli.main").main()


__all__ = ["main"]
