"""``callweave agent history``"""

from argparse import Namespace

from app.cli.output import print_json, print_table
from app.flows.history.answers import Event
from app.services import Services


async def show(services: Services, arguments: Namespace) -> None:
    """List what happened to an agent, the latest first."""
    actor = await services.people.system_actor(arguments.workspace)
    page = await services.versions.history(
        actor,
        arguments.id,
        before=arguments.before,
        author=arguments.author,
        kind=arguments.kind,
        limit=arguments.limit,
    )
    if arguments.json:
        print_json(page)
        return
    print_table(
        ("no", "when", "what", "version", "by", "note"), [_row(each) for each in page.events], "Nothing yet."
    )
    if page.next is not None:
        print(f"There is more: --before {page.next}")


def _row(event: Event) -> tuple[object, ...]:
    name = f" {event.version_name}" if event.version_name else ""
    live = " (live)" if event.is_live else ""
    version = f"v{event.version}{name}{live}" if event.version is not None else ""
    return (
        event.number,
        event.at,
        event.kind.replace("_", " "),
        version,
        event.actor.name,
        " ".join(event.note.split()),
    )
