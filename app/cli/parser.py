"""What may be written after ``callweave``."""

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any, Protocol

from app.cli import agents, history, live, numbers, operations, quarantine, tokens, users
from app.people.roles import Role
from app.settings import DEFAULT_PORT

_EPILOG = """\
exit status:
  0    done
  1    not ready to go live, with what is missing, or declined; also a fault of the program, with its trace
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
        description="Serve Callweave and manage its accounts, tokens, agents and phone numbers.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = _group(parser)
    _add_operations(commands)
    _add_users(_group(commands.add_parser("user", help="accounts")))
    _add_tokens(_group(commands.add_parser("token", help="bearer tokens for programs")))
    agent = _group(commands.add_parser("agent", help="voice agents"))
    _add_agents(agent)
    _add_live(agent)
    _add_history(agent)
    _add_numbers(_group(commands.add_parser("number", help="phone numbers and where they lead")))
    _add_quarantine(_group(commands.add_parser("quarantine", help="flows that are set aside")))
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
    show.add_argument("--deleted", action="store_true", help="those that are deleted, and what versions take")
    create = _leaf(commands, "create", agents.create, "create an agent with a fresh flow")
    create.add_argument("--name", required=True)
    export = _leaf(commands, "export", agents.export, "write an agent as versioned JSON")
    export.add_argument("id", help="its id, as in: callweave agent list")
    export.add_argument("--output", default="-", metavar="FILE", help="default: standard output")
    take = _leaf(commands, "import", agents.take, "make an agent from an exported file")
    take.add_argument("file", metavar="FILE", help="the file, or - for standard input")
    erase = _leaf(commands, "erase", agents.erase, "delete a deleted agent permanently")
    erase.add_argument("id", help="its id, as in: callweave agent list --deleted")
    for leaf in (show, create, take, erase):
        _json(leaf)
    for leaf in (show, create, export, take, erase):
        _workspace(leaf)
    _yes(erase)


def _add_live(commands: Commands) -> None:
    activate = _leaf(commands, "activate", live.activate, "review the draft or a version and make it live")
    publish = _leaf(commands, "publish", live.publish, "review the draft of an active agent and make it live")
    rollback = _leaf(commands, "rollback", live.rollback, "make an earlier version of an active agent live")
    deactivate = _leaf(commands, "deactivate", live.deactivate, "have an agent answer no calls any more")
    activate.add_argument("--version", type=_count, metavar="N", help="this version instead of the draft")
    rollback.add_argument(
        "--version", type=_count, metavar="N", required=True, help="the version to make live"
    )
    for leaf in (activate, publish, rollback, deactivate):
        _agent(leaf)
        leaf.add_argument("--note", default="", help="told to the team with the news")
        _yes(leaf)
        _json(leaf)
        _workspace(leaf)


def _add_history(commands: Commands) -> None:
    show = _leaf(commands, "history", history.show, "list what happened to an agent, the latest first")
    _agent(show)
    show.add_argument("--limit", type=_count, default=50, metavar="N", help="at most (default %(default)s)")
    show.add_argument("--before", type=_count, metavar="NO", help="only what was before this line")
    show.add_argument("--author", default="", metavar="ID", help="only what this user did")
    show.add_argument("--kind", default="", help="only this kind, such as published")
    _json(show)
    _workspace(show)


def _add_numbers(commands: Commands) -> None:
    show = _leaf(commands, "list", numbers.show, "list phone numbers")
    add = _leaf(commands, "add", numbers.add, "add a phone number")
    add.add_argument("number", help='with its country code, such as "+1 555 010 0199"')
    add.add_argument("--label", default="", help="what it is for")
    assign = _leaf(commands, "assign", numbers.assign, "have a number lead to an agent")
    remove = _leaf(commands, "remove", numbers.remove, "take a number out of the workspace")
    for leaf in (assign, remove):
        leaf.add_argument("number", help="the number or its id, as in: callweave number list")
    to = assign.add_mutually_exclusive_group(required=True)
    to.add_argument("--agent", metavar="ID", help="the agent that answers it")
    to.add_argument("--nobody", action="store_true", help="nobody answers it")
    for leaf in (show, add, assign):
        _json(leaf)
    for leaf in (show, add, assign, remove):
        _workspace(leaf)


def _add_quarantine(commands: Commands) -> None:
    show = _leaf(commands, "list", quarantine.show, "list the flows that are set aside, and why")
    inspect = _leaf(commands, "inspect", quarantine.inspect, "show what is stored of a flow")
    release = _leaf(commands, "release", quarantine.release, "have a flow that is set aside opened again")
    for leaf in (inspect, release):
        _agent(leaf)
    for leaf in (show, inspect):
        _json(leaf)
    for leaf in (show, inspect, release):
        _workspace(leaf)


def _group(parser: ArgumentParser) -> Commands:
    return parser.add_subparsers(required=True, metavar="command", title="commands")


def _leaf(commands: Commands, name: str, verb: Any, summary: str) -> ArgumentParser:
    leaf = commands.add_parser(name, help=summary, description=summary.capitalize() + ".")
    leaf.set_defaults(verb=verb, operation=None)
    return leaf


def _agent(leaf: ArgumentParser) -> None:
    leaf.add_argument("id", help="its id, as in: callweave agent list")


def _email(leaf: ArgumentParser) -> None:
    leaf.add_argument("--email", required=True, help="the account's e-mail address")


def _workspace(leaf: ArgumentParser) -> None:
    leaf.add_argument("--workspace", metavar="NAME", help="which workspace, if there are several")


def _json(leaf: ArgumentParser) -> None:
    leaf.add_argument("--json", action="store_true", help="print JSON")


def _yes(leaf: ArgumentParser) -> None:
    leaf.add_argument("--yes", action="store_true", help="do not ask; needed where there is no terminal")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) < 2**31:
        raise ArgumentTypeError("that is a number from 1")
    return int(text)
