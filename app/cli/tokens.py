"""``callweave token …``"""

from argparse import Namespace

from app.cli.output import print_json, print_table
from app.services import Services


async def add(services: Services, arguments: Namespace) -> None:
    """Print a fresh secret and nothing else, so that a script can keep it."""
    print(await services.people.token_add_for(arguments.email, arguments.label))


async def show(services: Services, arguments: Namespace) -> None:
    """List tokens."""
    tokens = await services.people.tokens_for(arguments.email)
    if arguments.json:
        print_json(tokens)
        return
    rows = [(one.id, one.label, one.owner_email, one.created_at, one.last_used_at) for one in tokens]
    print_table(("id", "label", "account", "made", "last used"), rows, "There are no tokens.")


async def revoke(services: Services, arguments: Namespace) -> None:
    """End a token."""
    await services.people.token_revoke_any(arguments.id)
    print(f"Token {arguments.id} is revoked.")
