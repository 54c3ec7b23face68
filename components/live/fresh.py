"""What keeps the dashboard honest: what is shown is true now, or says as of when it was."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec

from components.ui.browser_file import registered
from components.ui.offline import offline
from components.ui.when import MOMENTS

_LIVE = registered(lambda: rx.asset("live.jsx", shared=True).importable_path)
assert MOMENTS == "$/public/external/components/ui/when/moments.js", "live.jsx imports it by this name"


class Fresh(rx.NoSSRComponent):
    """Asks every ten seconds whether all is still so, and draws what is inside as old while nobody answers."""

    library = _LIVE
    tag = "Fresh"

    at: rx.Var[str]
    offline: rx.Var[bool]
    on_beat: rx.EventHandler[no_args_event_spec]


class Wall(rx.NoSSRComponent):
    """The clock of a screen on the wall, and the button that gives it the whole screen."""

    library = _LIVE
    tag = "Wall"

    enter: rx.Var[str]
    leave: rx.Var[str]


def fresh(at: Any, on_beat: Any, *children: rx.Component) -> rx.Component:
    """Return the children, true as of ``at`` (ISO 8601). ``on_beat`` reads them again."""
    return Fresh.create(*children, at=at, offline=offline, on_beat=on_beat)


def wall_head(*children: rx.Component) -> rx.Component:
    """Return the head of a screen on the wall."""
    return Wall.create(*children, enter="Full screen", leave="Leave full screen")
