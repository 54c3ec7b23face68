"""The lifecycle as a machine that tries random sequences of deeds by several people against its laws."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from app.errors import AppError
from app.flows import version_store
from app.flows.graph import FlowGraph
from app.flows.live import queries
from app.flows.live.answers import Review, Seen, Switched
from app.flows.live.lifecycle import KINDS
from app.flows.live.service import GoLive
from app.flows.rules.catalogue import findings
from app.flows.rules.finding import Severity
from app.flows.tables import Version
from app.people.actor import Actor
from tests.integration.live_world import (
    ADA,
    BEN,
    MAX,
    OLGA,
    PIA,
    VERA,
    Change,
    LiveWorld,
    Roots,
    cut_edge,
    move_node,
    write_node,
    write_setting,
)

T = TypeVar("T")
NUMBERS = {"Front desk": "+15550100100", "Night line": "+15550100101"}
PEOPLE = st.sampled_from([OLGA, ADA, MAX, PIA, BEN, VERA])
NAMES = st.sampled_from(list(NUMBERS))
ABLE = [OLGA, ADA, MAX, PIA]
BOLD = st.sampled_from([*ABLE, *ABLE, BEN])
FITTING = {
    "draft": ["activate"],
    "active": ["publish", "roll_back", "publish", "deactivate"],
    "inactive": ["activate", "reactivate"],
}


def _whole(roots: Roots) -> None:
    roots["edges"]["e_greeted"] = {"source": "start", "port": "out", "target": "n_conversation"}
    roots["edges"]["e_done"] = {"source": "n_conversation", "port": "i_done", "target": "n_end"}


EDITS: dict[str, Change] = {
    "a third prompt": write_node("n_conversation", "prompt", "A third one."),
    "one prompt": write_node("n_conversation", "prompt", "One."),
    "another prompt": write_node("n_conversation", "prompt", "Another."),
    "no system prompt": write_setting("system_prompt", ""),
    "a system prompt": write_setting("system_prompt", "You are the receptionist."),
    "an orphan": cut_edge("e_done"),
    "start leads nowhere": cut_edge("e_greeted"),
    "whole again": _whole,
    "moved": move_node("n_end", 5, 5),
}


@dataclass(frozen=True)
class Request:
    """A switch as somebody sends it, so that it can be sent again."""

    name: str
    verb: str
    actor: Actor
    seen: Seen
    hash: str
    version: int
    key: str

    async def send(self, live: GoLive, agent_id: str) -> Switched:
        if self.verb == "deactivate":
            return await live.deactivate(self.actor, agent_id, seen=self.seen, key=self.key)
        if self.verb == "roll_back":
            return await live.roll_back(self.actor, agent_id, self.version, seen=self.seen, key=self.key)
        wish = {"seen": self.seen, "reviewed_hash": self.hash, "key": self.key}
        if self.verb == "publish":
            return await live.publish(self.actor, agent_id, **wish)
        version = self.version if self.verb == "reactivate" else None
        return await live.activate(self.actor, agent_id, version=version, **wish)


VERBS = st.sampled_from(["activate", "reactivate", "publish", "deactivate", "roll_back"])


class Lifecycle(RuleBasedStateMachine):
    """Two agents, six people, two processes. What the answers said is all that the machine knows."""

    reviews = Bundle("reviews")
    requests = Bundle("requests")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.loop = asyncio.new_event_loop()
        self.world = self.done(LiveWorld(self.folder).begin())
        self.services = (self.world.live, self.world.another_process())
        self.agents = {name: self.done(self.world.ready(name, number)) for name, number in NUMBERS.items()}
        self.reviewed: dict[str, set[str]] = {name: set() for name in NUMBERS}
        self.heard: dict[str, set[str]] = {name: set() for name in NUMBERS}
        self.acts = dict.fromkeys(NUMBERS, 0)
        self.answers: dict[str, str] = {}
        self.count = 0
        self.is_touched = True

    def teardown(self) -> None:
        self.world.close()
        self.loop.close()
        shutil.rmtree(self.folder)

    def done(self, deed: Awaitable[T]) -> T:
        async def wait() -> T:
            return await deed

        return self.loop.run_until_complete(wait())

    def together(self, *deeds: Awaitable[T]) -> list[T | BaseException]:
        async def wait() -> list[T | BaseException]:
            return await asyncio.gather(*deeds, return_exceptions=True)

        return self.loop.run_until_complete(wait())

    @initialize(target=reviews, name=NAMES)
    def begin(self, name: str) -> Any:
        return self._review(name, None)

    @rule(target=reviews, name=NAMES, version=st.none() | st.integers(1, 4))
    def review(self, name: str, version: int | None) -> Any:
        try:
            return self._review(name, version)
        except AppError:
            return self._review(name, None)

    def _review(self, name: str, version: int | None) -> tuple[str, Review, int]:
        review = self.done(self.world.live.review(VERA, self.agents[name], version))
        self.reviewed[name].add(review.hash)
        return name, review, version or review.number

    @rule(name=NAMES, edit=st.sampled_from(list(EDITS)), who=st.sampled_from([OLGA, BEN]))
    def edit(self, name: str, edit: str, who: Actor) -> None:
        self.is_touched = True
        self.done(self.world.edit(self.agents[name], who, EDITS[edit]))

    @rule(name=NAMES)
    def save(self, name: str) -> None:
        self.is_touched = True
        self.done(self.world.flows.save_version(BEN, self.agents[name]))

    @rule(name=NAMES, is_there=st.booleans())
    def number(self, name: str, is_there: bool) -> None:
        """Take an agent its number or give it back; an active one keeps it."""
        self.is_touched = True
        numbers = self.done(self.world.numbers.numbers(PIA))
        number_id = next(each.id for each in numbers if each.number == NUMBERS[name])
        agent_id = self.agents[name]
        try:
            self.done(self.world.numbers.assign(PIA, number_id, agent_id if is_there else None))
        except AppError:
            assert not is_there
            assert self.done(self.world.row(agent_id))[0] == "active"

    @rule(target=requests, review=reviews, verb=VERBS, who=PEOPLE, process=st.sampled_from([0, 1]))
    def switch(self, review: tuple[str, Review, int], verb: str, who: Actor, process: int) -> Any:
        """Switch as the review says, which may be an old one."""
        request = self._request(review, verb, who)
        (ended,) = self.together(self._send(request, process))
        self._judge([(request, ended)])
        return request

    @rule(name=NAMES, who=st.sampled_from(ABLE), choice=st.integers(0, 9))
    def mend_and_switch(self, name: str, who: Actor, choice: int) -> None:
        """Have nothing in the way; then what the state allows goes through, if there is anything new in it."""
        self._mend(name, choice)
        acts = self.acts[name]
        request = self.look_and_switch(name, who, choice, choice % 2)
        state = self.done(self.world.row(self.agents[name]))[0]
        assert self.acts[name] == acts + 1 or (request.verb in ("publish", "roll_back") and state == "active")

    def _mend(self, name: str, choice: int) -> None:
        for edit in ("a system prompt", "whole again"):
            self.edit(name, edit, BEN)
        self.number(name, is_there=True)
        self.edit(name, f"{('one', 'another', 'a third')[choice % 3]} prompt", BEN)

    @rule(name=NAMES, who=st.sampled_from(ABLE), edit=st.sampled_from(list(EDITS)))
    def switch_after_an_edit(self, name: str, who: Actor, edit: str) -> None:
        """A teammate changes the draft between the review and the switch."""
        state = self.done(self.world.row(self.agents[name]))[0]
        verb = FITTING[state][0]
        request = self._request(self._review(name, None), verb, who)
        self.edit(name, edit, BEN)
        (ended,) = self.together(self._send(request, 1))
        self._judge([(request, ended)])

    @rule(target=requests, name=NAMES, who=BOLD, choice=st.integers(0, 9), process=st.sampled_from([0, 1]))
    def look_and_switch(self, name: str, who: Actor, choice: int, process: int) -> Any:
        """Look, and do at once something that the agent's state allows."""
        state = self.done(self.world.row(self.agents[name]))[0]
        verb = FITTING[state][choice % len(FITTING[state])]
        request = self._request(self._look(name, verb, choice), verb, who)
        (ended,) = self.together(self._send(request, process))
        self._judge([(request, ended)])
        return request

    @rule(
        name=NAMES,
        choices=st.lists(st.integers(0, 3), min_size=2, max_size=4, unique=True),
        people=st.permutations(ABLE),
    )
    def race(self, name: str, choices: list[int], people: list[Actor]) -> None:
        """Several people switch at once, each with a review of their own and the same before their eyes."""
        self._mend(name, choices[0])
        state = self.done(self.world.row(self.agents[name]))[0]
        requests: list[Request] = []
        for choice, who in zip(choices, people, strict=False):
            verb = FITTING[state][choice % len(FITTING[state])]
            requests.append(self._request(self._look(name, verb, choice), verb, who))
        ended = self.together(*(self._send(each, place % 2) for place, each in enumerate(requests)))
        won = sum(isinstance(each, Switched) for each in ended)
        assert won <= 1, "two won with the same before their eyes"
        self._judge(list(zip(requests, ended, strict=True)))

    def _look(self, name: str, verb: str, choice: int) -> tuple[str, Review, int]:
        """Review what this verb would make live: the draft, or one of the versions there are."""
        latest = self.done(self.world.live.status(VERA, self.agents[name])).latest_version
        names_one = verb in ("reactivate", "roll_back") and latest is not None
        return self._review(name, 1 + choice % latest if names_one and latest else None)

    @rule(request=requests, process=st.sampled_from([0, 1]))
    def again(self, request: Request, process: int) -> None:
        """The same request arrives once more."""
        (ended,) = self.together(self._send(request, process))
        if request.key in self.answers:
            assert isinstance(ended, Switched)
            assert ended.act.id == self.answers[request.key], "one key, two acts"
        else:
            self._judge([(request, ended)])

    def _request(self, review: tuple[str, Review, int], verb: str, who: Actor) -> Request:
        self.count += 1
        name, shown, version = review
        seen = Seen(shown.status.state, shown.status.live_version)
        return Request(name, verb, who, seen, shown.hash, version, f"key {self.count}")

    def _send(self, request: Request, process: int) -> Awaitable[Switched]:
        return request.send(self.services[process], self.agents[request.name])

    def _judge(self, pairs: list[tuple[Request, Switched | BaseException]]) -> None:
        self.is_touched = True
        for request, ended in pairs:
            if not isinstance(ended, Switched):
                assert isinstance(ended, AppError), ended
                continue
            assert request.actor.role in ("owner", "admin", "publisher"), "an editor switched"
            assert ended.act.kind == KINDS_OF[request.verb]
            self.answers[request.key] = ended.act.id
            self.acts[request.name] += 1
            if request.verb != "deactivate":
                self._judge_live(request, ended)

    def _judge_live(self, request: Request, ended: Switched) -> None:
        """Nothing is live that nobody reviewed, or that something stood against at that moment."""
        content_hash, graph = self._live_content(self.agents[request.name])
        if request.verb == "roll_back":
            assert ended.act.version == request.version
        else:
            assert content_hash == request.hash
            assert content_hash in self.reviewed[request.name], "live, and nobody reviewed it"
        assert ended.status.numbers, "live without a number"
        worst = {each.severity for each in findings(graph)}
        assert Severity.FATAL not in worst
        assert Severity.ERROR not in worst or content_hash in self.heard[request.name], "live with an error"
        self.heard[request.name].add(content_hash)

    def _live_content(self, agent_id: str) -> tuple[str, FlowGraph]:
        def look(tx: Any) -> tuple[str, FlowGraph]:
            version = tx.get(Version, queries.live_version_id(tx, agent_id))
            return version.hash, version_store.read(tx, version).graph()

        return self.done(self.world.db.read(look))

    @invariant()
    def everything_agrees(self) -> None:
        if self.is_touched:
            self.is_touched = False
            self._history_row_routing_and_news_agree()
            self._both_processes_say_the_same()

    def _history_row_routing_and_news_agree(self) -> None:
        for name, agent_id in self.agents.items():
            number = self._number_of(agent_id) or NUMBERS[name]
            assert self.done(self.world.agree(agent_id, number)) == self.acts[name]

    def _number_of(self, agent_id: str) -> str:
        return "".join(self.done(self.world.live.status(VERA, agent_id)).numbers)

    def _both_processes_say_the_same(self) -> None:
        one, other = (self.done(live.statuses(VERA)) for live in self.services)
        assert one == other
        for status in one:
            assert status.state != "active" or status.numbers


KINDS_OF: dict[str, str] = {**{str(verb): kind for verb, kind in KINDS.items()}, "reactivate": "activated"}


class LongerLifecycle(Lifecycle):
    """The same, for longer."""


def _tried(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = _tried(8, 40)
TestLongerLifecycle = pytest.mark.soak(LongerLifecycle.TestCase)
TestLongerLifecycle.settings = _tried(150, 50)
