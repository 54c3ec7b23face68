"""``callweave agent …``"""

import sys
from argparse import Namespace
from pathlib import Path

from app.cli.output import print_json, print_table
from app.flows.answers import AgentSummary
from app.services import Services

STANDARD = "-"


async def show(services: Services, arguments: Namespace) -> None:
    """List the agents of the workspace."""
    actor = await services.people.system_actor(arguments.workspace)
    agents = await services.flows.agents(actor)
    if arguments.json:
        print_json(agents)
        return
    rows = [(one.id, one.name, one.state, one.changed_at, one.changed_by_name) for one in agents]
    print_table(("id", "name", "state", "changed", "by"), rows, "There are no agents.")


async def create(services: Services, arguments: Namespace) -> None:
    """Create an agent with a fresh flow."""
    actor = await services.people.system_actor(arguments.workspace)
    _told(await services.flows.create(actor, arguments.name), arguments)


async def export(services: Services, arguments: Namespace) -> None:
    """Write an agent to a file or to standard output."""
    actor = await services.people.system_actor(arguments.workspace)
    exported = await services.flows.export_agent(actor, arguments.id)
    if arguments.output == STANDARD:
        sys.stdout.buffer.write(exported.data + b"\n")
    else:
        _write(arguments.output, exported.data)
        print(f"Wrote {arguments.output}.")


async def take(services: Services, arguments: Namespace) -> None:
    """Make an agent from a file or from standard input."""
    actor = await services.people.system_actor(arguments.workspace)
    _told(await services.flows.import_agent(actor, _read(arguments.file)), arguments)


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == STANDARD else Path(name).read_bytes()


def _write(name: str, data: bytes) -> None:
    Path(name).write_bytes(data)


def _told(agent: AgentSummary, arguments: Namespace) -> None:
    if arguments.json:
        print_json(agent)
    else:
        print(f"{agent.id}  {agent.name}")
