"""What may be written after ``callweave``."""

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any, Protocol

from app.cli import agents, operations, tokens, users
from app.people.roles import Role
from app.settings import DEFAULT_PORT

_EPILOG = """\
exit status:
  0    done
  1    a fault of the program, with its trace
  2    refused or misused, with the reason in one line
  130  interrupted

Settings come from environment variables with the prefix CALLWEAVE_. Every command may run beside the server.
Passwords are read from standard input, never from the arguments:
  printf '%s\\n' "$PASSWORD" | callweave user add --email ada@example.com --name Ada --role owner
"""


class Commands(Protocol):
    """Where commands are added; argparse keeps its own class to itself."""

    def add_parser(self, name: str, **options: Any) -> ArgumentParser:
        """Add one command."""
        ...


def build_parser() -> ArgumentParser:
    """Return the parser; it sets ``verb`` (async, on services) or ``operation`` (on settings)."""
    parser = ArgumentParser(
        prog="callweave",
        description="Serve Callweave and manage its accounts, tokens and agents.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = _group(parser)
    _add_operations(commands)
    _add_users(_group(commands.add_parser("user", help="accounts")))
    _add_tokens(_group(commands.add_parser("token", help="bearer tokens for programs")))
    _add_agents(_group(commands.add_parser("agent", help="voice agents")))
    return parser


def _add_operations(commands: Commands) -> None:
    serve = commands.add_parser("serve", help="serve the application until stopped")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    serve.add_argument("--port", type=_port, default=DEFAULT_PORT, help="port (default %(default)s)")
    serve.set_defaults(operation=operations.serve)
    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.set_defaults(operation=operations.migrate)


def _add_users(commands: Commands) -> None:
    add = _leaf(commands, "add", users.add, "add an account; the first owner makes the workspace")
    _email(add)
    add.add_argument("--name", required=True, help="name as teammates see it")
    add.add_argument("--role", required=True, choices=list(map(str, Role)))
    _workspace(add)
    _json(_leaf(commands, "list", users.show, "list accounts"))
    role = _leaf(commands, "set-role", users.set_role, "give an account another role")
    _email(role)
    role.add_argument("--role", required=True, choices=list(map(str, Role)))
    _email(
        _leaf(commands, "set-password", users.set_password, "set a password and end the account's sessions")
    )


def _add_tokens(commands: Commands) -> None:
    add = _leaf(commands, "add", tokens.add, "print a new bearer token: alone, and only this once")
    _email(add)
    add.add_argument("--label", default="Command line", help="what it is for (default “%(default)s”)")
    show = _leaf(commands, "list", tokens.show, "list tokens without their secrets")
    show.add_argument("--email", help="only this account's")
    _json(show)
    revoke = _leaf(commands, "revoke", tokens.revoke, "end a token")
    revoke.add_argument("id", help="its id, as in: callweave token list")


def _add_agents(commands: Commands) -> None:
    show = _leaf(commands, "list", agents.show, "list agents")
    create = _leaf(commands, "create", agents.create, "create an agent with a fresh flow")
    create.add_argument("--name", required=True)
    export = _leaf(commands, "export", agents.export, "write an agent as versioned JSON")
    export.add_argument("id", help="its id, as in: callweave agent list")
    export.add_argument("--output", default="-", metavar="FILE", help="default: standard output")
    take = _leaf(commands, "import", agents.take, "make an agent from an exported file")
    take.add_argument("file", metavar="FILE", help="the file, or - for standard input")
    for leaf in (show, create, take):
        _json(leaf)
    for leaf in (show, create, export, take):
        _workspace(leaf)


def _group(parser: ArgumentParser) -> Commands:
    return parser.add_subparsers(required=True, metavar="command", title="commands")


def _leaf(commands: Commands, name: str, verb: Any, summary: str) -> ArgumentParser:
    leaf = commands.add_parser(name, help=summary, description=summary.capitalize() + ".")
    leaf.set_defaults(verb=verb, operation=None)
    return leaf


def _email(leaf: ArgumentParser) -> None:
    leaf.add_argument("--email", required=True, help="the account's e-mail address")


def _workspace(leaf: ArgumentParser) -> None:
    leaf.add_argument("--workspace", metavar="NAME", help="which workspace, if there are several")


def _json(leaf: ArgumentParser) -> None:
    leaf.add_argument("--json", action="store_true", help="print JSON")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)
