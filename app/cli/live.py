"""``callweave agent activate|publish|deactivate|rollback``: the same review, rights and refusals as the dialog."""

import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable

from app.cli.output import print_json
from app.errors import Invalid
from app.flows.live.answers import Line, Review, Seen, Status, Switched
from app.flows.live.refusals import NotReady
from app.kit.ids import new_id
from app.people.actor import Actor
from app.services import Services

Switch = Callable[[Actor], Awaitable[Switched]]

_MARKS = {"done": "ok", "failing": "FAILS", "not_set_up": "not set up", "not_applicable": "-"}


class Declined(Exception):
    """Whoever was asked said no."""


async def activate(services: Services, arguments: Namespace) -> None:
    """Review, show what would be live, and make it live."""
    actor, review = await _reviewed(services, arguments, arguments.version)

    async def switch(actor: Actor) -> Switched:
        return await services.live.activate(
            actor,
            arguments.id,
            seen=_seen(review.status),
            reviewed_hash=review.hash,
            version=arguments.version,
            note=arguments.note,
            key=new_id("key"),
        )

    await _carried_out(actor, review, arguments, switch)


async def publish(services: Services, arguments: Namespace) -> None:
    """Review, show what would be live, and make the draft of an active agent live."""
    actor, review = await _reviewed(services, arguments, None)

    async def switch(actor: Actor) -> Switched:
        return await services.live.publish(
            actor,
            arguments.id,
            seen=_seen(review.status),
            reviewed_hash=review.hash,
            note=arguments.note,
            key=new_id("key"),
        )

    await _carried_out(actor, review, arguments, switch)


async def rollback(services: Services, arguments: Namespace) -> None:
    """Review, show what would be live, and make an earlier version of an active agent live."""
    actor, review = await _reviewed(services, arguments, arguments.version)

    async def switch(actor: Actor) -> Switched:
        return await services.live.roll_back(
            actor,
            arguments.id,
            arguments.version,
            seen=_seen(review.status),
            note=arguments.note,
            key=new_id("key"),
        )

    await _carried_out(actor, review, arguments, switch)


async def deactivate(services: Services, arguments: Namespace) -> None:
    """Take an agent off the line."""
    actor = await services.people.system_actor(arguments.workspace)
    status = await services.live.status(actor, arguments.id)
    if not arguments.json:
        print(f"{status.name} is {_standing(status)}. Calls in progress, which go on: {status.calls}.")
    confirm(f"Deactivate “{status.name}”?", arguments)
    switched = await services.live.deactivate(
        actor, arguments.id, seen=_seen(status), note=arguments.note, key=new_id("key")
    )
    _told(switched, arguments)


def print_unready(unready: NotReady) -> None:
    """Say on standard error, a line each, what stands in the way and how it is mended."""
    print(f"callweave: {unready.message}", file=sys.stderr)
    for line in unready.checklist.blocking:
        print(f"  {line.title}{': ' if line.detail else ''}{line.detail}", file=sys.stderr)
    for finding in unready.findings:
        if finding.blocks:
            print(f"  {finding.message} {finding.mend}", file=sys.stderr)


async def _reviewed(services: Services, arguments: Namespace, version: int | None) -> tuple[Actor, Review]:
    actor = await services.people.system_actor(arguments.workspace)
    return actor, await services.live.review(actor, arguments.id, version)


async def _carried_out(actor: Actor, review: Review, arguments: Namespace, switch: Switch) -> None:
    if not arguments.json:
        _show(review)
    if not review.checklist.blocking:
        confirm(f"Make v{review.number} of “{review.status.name}” live?", arguments)
    _told(await switch(actor), arguments)


def _show(review: Review) -> None:
    kept = "a new version" if review.is_new else "kept"
    print(f"{review.status.name} is {_standing(review.status)}. v{review.number} ({kept}) would be live.")
    print(f"\nChecklist\n{chr(10).join(map(_line, review.checklist.lines))}")
    print(f"\nChanges since what was live last: {len(review.changes)}")
    for change in review.changes:
        what = f"{change.title}, {change.label}" if change.label else change.title
        by = ", ".join(person.name for person in change.authors)
        print(f"  {change.side:<8} {what}{f' ({by})' if by else ''}")
    print(f"\nWill be told: {', '.join(person.name for person in review.told) or 'nobody'}\n", flush=True)


def _line(line: Line) -> str:
    mark = "warning" if line.state == "failing" and not line.blocks else _MARKS[line.state]
    return f"  {mark:<10} {line.title}{': ' if line.detail else ''}{line.detail}"


def confirm(question: str, arguments: Namespace) -> None:
    """Ask a person at a terminal; a script says that it has decided. Raises Declined or Invalid."""
    if arguments.yes:
        return
    if arguments.json or not sys.stdin.isatty():
        raise Invalid("There is no terminal to ask at, so nothing was done. Add --yes to go ahead.")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Declined


def _told(switched: Switched, arguments: Namespace) -> None:
    if arguments.json:
        print_json(switched)
    else:
        print(f"{switched.status.name} is {_standing(switched.status)}.")


def _standing(status: Status) -> str:
    if status.state == "draft" or status.live_version is None:
        return "a draft"
    if status.state == "inactive":
        return f"inactive, was v{status.live_version}"
    return f"active with v{status.live_version}{', with changes not live' if status.has_changes else ''}"


def _seen(status: Status) -> Seen:
    return Seen(status.state, status.live_version)
