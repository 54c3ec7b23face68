"""``callweave number …``"""

from argparse import Namespace

from app.cli.output import print_json, print_table
from app.errors import NotFound
from app.kit.phone import e164, shown
from app.people.actor import Actor
from app.services import Services
from app.telephony.answers import Number


async def show(services: Services, arguments: Namespace) -> None:
    """List the phone numbers of the workspace."""
    actor = await services.people.system_actor(arguments.workspace)
    numbers = await services.numbers.numbers(actor)
    if arguments.json:
        print_json(numbers)
        return
    rows = [(one.id, shown(one.number), one.label, one.agent_name, one.agent_id or "") for one in numbers]
    print_table(("id", "number", "label", "agent", "agent id"), rows, "There are no numbers.")


async def add(services: Services, arguments: Namespace) -> None:
    """Add a number."""
    actor = await services.people.system_actor(arguments.workspace)
    _told(await services.numbers.add(actor, arguments.number, arguments.label), arguments)


async def assign(services: Services, arguments: Namespace) -> None:
    """Have a number lead to an agent, or to nobody."""
    actor = await services.people.system_actor(arguments.workspace)
    number_id = await _id(services, actor, arguments.number)
    _told(await services.numbers.assign(actor, number_id, arguments.agent), arguments)


async def remove(services: Services, arguments: Namespace) -> None:
    """Take a number out of the workspace."""
    actor = await services.people.system_actor(arguments.workspace)
    await services.numbers.remove(actor, await _id(services, actor, arguments.number))
    print(f"{arguments.number} is removed.")


async def _id(services: Services, actor: Actor, named: str) -> str:
    """Return the id of a number named by its id or as it is dialled. Raises NotFound."""
    numbers = await services.numbers.numbers(actor)
    dialled = e164(named)
    found = next((one.id for one in numbers if named == one.id or one.number == dialled), None)
    if found is None:
        raise NotFound(f"There is no number {named}. See: callweave number list")
    return found


def _told(number: Number, arguments: Namespace) -> None:
    if arguments.json:
        print_json(number)
    else:
        where = f"leads to {number.agent_name}" if number.agent_id else "leads nowhere yet"
        print(f"{number.id}  {shown(number.number)}  {where}")
