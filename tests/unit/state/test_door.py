"""No event handler without a door, no door without its permission, and nothing past it that does not fit."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any, get_origin, get_type_hints

import pytest
import reflex as rx

import components
import state
from app.people.actor import Actor
from app.people.roles import PERMISSIONS, Permission, Role
from state.agents import AgentsState
from state.door import BAD_PAYLOAD, DOORS, EVERYBODY, Everybody, door, key
from state.members import MembersState
from state.session import SessionState
from tests.builders import an_actor
from tests.unit.state.recorder import Recorder

OURS = ("state.", "components.", "app.")
BUILT_IN = {"setvar"}  # Reflex's own; there are no setters it could call


def _import_all() -> None:
    for package in (state, components):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)


def _states(cls: type[Any] = rx.State) -> Iterator[type[Any]]:
    for below in cls.__subclasses__():
        yield below
        yield from _states(below)


def _handlers() -> dict[str, Any]:
    return {
        key(handler.fn): handler.fn
        for cls in _states()
        if cls.__module__.startswith(OURS)
        for name, handler in cls.event_handlers.items()
        if name not in BUILT_IN
    }


_import_all()
ASKING = [one for one in DOORS.values() if not isinstance(one.permission, Everybody)]


def test_every_handler_of_every_state_has_a_door() -> None:
    handlers = _handlers()
    assert len(handlers) > 20
    assert sorted(set(handlers) - set(DOORS)) == []


def test_every_door_belongs_to_a_handler_that_is_there() -> None:
    assert sorted(set(DOORS) - set(_handlers())) == []


def test_no_state_lets_the_browser_set_a_variable() -> None:
    ours = [cls for cls in _states() if cls.__module__.startswith(OURS)]
    setters = [
        f"{cls.__name__}.{name}" for cls in ours for name in cls.event_handlers if name.startswith("set_")
    ]
    assert setters == []
    assert rx.config.get_config().state_auto_setters is False


def test_only_the_pages_before_signing_in_are_open_to_everybody() -> None:
    open_doors = {one.module for one in DOORS.values() if isinstance(one.permission, Everybody)}
    assert open_doors == {"state.entrance"}


FORM = {"name": "A", "agent_id": "ag_1", "email": "a@example.com", "role": "viewer", "label": "A"}


def _arguments_of(handler: Any) -> list[Any]:
    """Arguments that fit what the handler takes, whatever it takes."""
    hints = [hint for name, hint in get_type_hints(handler).items() if name != "return"]
    fitting = {str: "x_1", int: 1, bool: False, float: 1.0}
    return [dict(FORM) if get_origin(hint) is dict else fitting[hint] for hint in hints]


@pytest.mark.parametrize("one", ASKING, ids=lambda one: one.name)
@pytest.mark.parametrize("role", Role)
async def test_a_role_without_the_permission_reaches_no_service(
    one: Any, role: Role, tab: Any, people: Recorder, flows: Recorder
) -> None:
    cls = getattr(importlib.import_module(one.module), one.name.split(".")[0])
    here = tab(cls, str(role), "/agents/ag_1")
    verb = one.name.split(".")[1]
    handler = cls.event_handlers[verb].fn
    await handler(here, *_arguments_of(handler))
    shown = (
        (await here.get_state(SessionState)).notice.text
        + getattr(here, "problem", "")
        + getattr(here, "refusal", "")
    )
    if one.permission in PERMISSIONS[role]:
        assert "you need the role" not in shown
    else:
        assert "you need the role" in shown
        assert people.asked + flows.asked == []


@pytest.mark.parametrize("one", ASKING, ids=lambda one: one.name)
async def test_nobody_reaches_no_service(one: Any, tab: Any, people: Recorder, flows: Recorder) -> None:
    cls = getattr(importlib.import_module(one.module), one.name.split(".")[0])
    here = tab(cls, "", "/agents")
    verb = one.name.split(".")[1]
    handler = cls.event_handlers[verb].fn
    sent = await handler(here, *_arguments_of(handler))
    assert "/sign-in" in str(sent)
    assert people.asked + flows.asked == []


@pytest.mark.parametrize(
    "arguments",
    [(), ({"name": "A"}, "more"), ("A",), (["A"],), (None,), ({1: "A"},)],
    ids=["none", "too many", "text", "list", "null", "odd key"],
)
async def test_what_does_not_fit_the_annotations_is_refused(
    arguments: Any, tab: Any, flows: Recorder
) -> None:
    here = tab(AgentsState, "owner")
    await AgentsState.create.fn(here, *arguments)
    assert here.refusal == BAD_PAYLOAD
    assert flows.asked == []


async def test_an_argument_nobody_asked_for_is_refused(tab: Any, people: Recorder) -> None:
    here = tab(MembersState, "owner")
    await MembersState.remove.fn(here, user_id="us_1", who=an_actor(Role.OWNER))
    assert (await here.get_state(SessionState)).notice.text == BAD_PAYLOAD
    assert people.asked == []


async def test_true_is_no_number() -> None:
    class _Counting(rx.State):
        @door(EVERYBODY, problem="said")
        async def count(self, times: int) -> None:
            raise AssertionError(times)

        said: str = ""

    try:
        here: Any = _Counting(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        await _Counting.event_handlers["count"].fn(here, True)
        assert here.said == BAD_PAYLOAD
    finally:
        DOORS.pop(key(_Counting.event_handlers["count"].fn), None)


def test_the_browser_is_not_shown_who_asks() -> None:
    assert list(AgentsState.delete.get_parameters()) == ["self", "agent_id"]
    assert "who" not in AgentsState.delete._get_type_hints()


def test_every_handler_is_dropped_while_the_server_is_away() -> None:
    lasting = [name for name, fn in _handlers().items() if not fn._rx_event_actions.get("temporal")]
    assert lasting == []


def test_a_door_refuses_a_handler_that_hides_who_asks() -> None:
    async def no_actor(self: rx.State, agent_id: str) -> None: ...

    with pytest.raises(TypeError, match="named who"):
        door(Permission.VIEW)(no_actor)


def test_a_door_refuses_a_handler_that_would_block_everybody() -> None:
    def blocks(self: rx.State, who: Actor) -> None: ...

    with pytest.raises(TypeError, match="async"):
        door(Permission.VIEW)(blocks)
