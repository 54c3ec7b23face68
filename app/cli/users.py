"""``callweave user …``"""

import getpass
import sys
from argparse import Namespace

from app.cli.output import print_json, print_table
from app.errors import Invalid
from app.people.roles import Role
from app.services import Services


async def add(services: Services, arguments: Namespace) -> None:
    """Add an account; with a new workspace comes its sample agent."""
    password = read_password()
    added = await services.people.add_user(
        arguments.email, arguments.name, Role(arguments.role), password, arguments.workspace
    )
    if added.founded:
        await services.flows.create_sample(added.actor)
    what = "and made the workspace with its sample agent" if added.founded else "to the workspace"
    print(f"Added {added.actor.email} as {added.actor.role} {what}.")


async def show(services: Services, arguments: Namespace) -> None:
    """List every account."""
    accounts = await services.people.list_users()
    if arguments.json:
        print_json(accounts)
        return
    rows = [(one.email, one.name, one.role, one.workspace_name, one.created_at) for one in accounts]
    print_table(("e-mail", "name", "role", "workspace", "since"), rows, "There are no accounts yet.")


async def set_role(services: Services, arguments: Namespace) -> None:
    """Give an account another role."""
    await services.people.set_role_of(arguments.email, Role(arguments.role))
    print(f"{arguments.email} is now {arguments.role}.")


async def set_password(services: Services, arguments: Namespace) -> None:
    """Set a password; the account is signed out everywhere."""
    await services.people.set_password(arguments.email, read_password())
    print(f"The password of {arguments.email} is set, and the account is signed out everywhere.")


def read_password() -> str:
    """Return the first line of standard input, or what is typed unseen at a terminal."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Invalid("No password was given. Write it to standard input, on one line.")
    return password
