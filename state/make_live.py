"""Making an earlier version live, from whatever page shows it."""

from app.flows.live.answers import Seen, Switched
from app.people.actor import Actor
from app.services import services


async def make_live(who: Actor, agent_id: str, version: int, seen: Seen, note: str, key: str) -> Switched:
    """Roll back while active; an inactive agent is activated with this version, which nothing changes any more."""
    live = services().live
    if seen.state == "active":
        return await live.roll_back(who, agent_id, version, seen=seen, note=note, key=key)
    review = await live.review(who, agent_id, version)
    return await live.activate(
        who, agent_id, seen=seen, reviewed_hash=review.hash, version=version, note=note, key=key
    )
