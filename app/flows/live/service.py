"""The one door to going live; each group of verbs stands in its own module."""

from app.flows.live.limiting import Limiting
from app.flows.live.reading import Reading
from app.flows.live.switching import Switching
from app.flows.live.ticking import Ticking


class GoLive(Reading, Switching, Ticking, Limiting):
    """Status, checklist, review, the switch, ticks and limits.

    Every verb checks the actor's permission itself and changes in one transaction; after the commit it is told.
    """
