"""``callweave quarantine …``"""

from argparse import Namespace

from app.cli.output import print_json, print_table
from app.services import Services


async def show(services: Services, arguments: Namespace) -> None:
    """List the flows that are set aside."""
    actor = await services.people.system_actor(arguments.workspace)
    found = await services.quarantine.list(actor)
    if arguments.json:
        print_json(found)
        return
    rows = [(one.agent_id, one.name, one.since, one.reason) for one in found]
    print_table(("agent id", "agent", "since", "reason"), rows, "No flow is set aside.")


async def inspect(services: Services, arguments: Namespace) -> None:
    """Show what is stored of a flow, without working on it."""
    actor = await services.people.system_actor(arguments.workspace)
    found = await services.quarantine.inspect(actor, arguments.id)
    if arguments.json:
        print_json(found)
        return
    print(f"{found.agent_id}  {found.name}")
    print(f"set aside   {found.since or 'no'}  {found.reason}".rstrip())
    print(f"failures    {found.faults} since it was last released")
    print(
        f"stored      {found.state_bytes:,} bytes, and {found.edits:,} edits of {found.edit_bytes:,} bytes since"
    )
    print(f"editors     {', '.join(found.last_editors) or 'none since'}")


async def release(services: Services, arguments: Namespace) -> None:
    """Have a flow worked on again."""
    actor = await services.people.system_actor(arguments.workspace)
    await services.quarantine.release(actor, arguments.id)
    print(f"{arguments.id} is released. It is set aside again if work on it fails twice more.")
