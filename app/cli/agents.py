"""``callweave agent …``"""

import sys
from argparse import Namespace
from pathlib import Path

from app.cli.live import confirm
from app.cli.output import print_json, print_table
from app.flows.answers import AgentSummary
from app.kit import sizes
from app.people.actor import Actor
from app.services import Services

STANDARD = "-"


async def show(services: Services, arguments: Namespace) -> None:
    """List the agents of the workspace, or those that are deleted."""
    actor = await services.people.system_actor(arguments.workspace)
    if arguments.deleted:
        await _show_deleted(services, actor, arguments)
        return
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


async def erase(services: Services, arguments: Namespace) -> None:
    """Delete a deleted agent permanently, and remove all that is stored of it."""
    actor = await services.people.system_actor(arguments.workspace)
    loss = await services.erasure.loss(actor, arguments.id)
    if not arguments.json:
        versions = f"{loss.versions:,} version{'s'[: loss.versions != 1]} ({sizes.shown(loss.version_bytes)})"
        print(
            f"{loss.name}: its flow, its history and {versions} are deleted. This cannot be undone.",
            flush=True,
        )
    confirm(f"Delete “{loss.name}” permanently?", arguments)
    await services.erasure.erase(actor, arguments.id)
    await services.erasure.finish(arguments.id)
    if arguments.json:
        print_json(loss)
    else:
        print(f"{loss.name} is deleted permanently.")


async def _show_deleted(services: Services, actor: Actor, arguments: Namespace) -> None:
    agents = await services.flows.deleted_agents(actor)
    if arguments.json:
        print_json(agents)
        return
    rows = [
        (
            one.id,
            one.name,
            one.deleted_at,
            one.deleted_by_name,
            one.latest_version or 0,
            sizes.shown(one.version_bytes),
        )
        for one in agents
    ]
    print_table(("id", "name", "deleted", "by", "versions", "size"), rows, "There are no deleted agents.")
    usage = await services.flows.version_usage(actor)
    print(f"\nAll versions of the workspace: {sizes.of(usage.used_bytes, usage.quota_bytes)}.")


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == STANDARD else Path(name).read_bytes()


def _write(name: str, data: bytes) -> None:
    Path(name).write_bytes(data)


def _told(agent: AgentSummary, arguments: Namespace) -> None:
    if arguments.json:
        print_json(agent)
    else:
        print(f"{agent.id}  {agent.name}")
