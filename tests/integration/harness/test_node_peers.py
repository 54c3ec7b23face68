"""The tests' own Yjs peers do what real browsers do."""

from tests.harness.node_peer import Peers

NODE = {
    "op": "map",
    "path": ["nodes", "n_1"],
    "values": {"kind": "conversation"},
    "prose": {"prompt": "Hello"},
}


async def _connect(peers: Peers, one: str, other: str) -> None:
    """Let two peers greet each other and carry every frame until nobody answers."""
    waiting = [(other, f) for f in await peers.hello(one)] + [(one, f) for f in await peers.hello(other)]
    while waiting:
        to, frame = waiting.pop(0)
        back = one if to == other else other
        waiting += [(back, answer) for answer in await peers.receive(to, frame)]


async def test_two_peers_that_exchange_frames_agree_on_json_and_deletions() -> None:
    async with Peers() as peers:
        await peers.open("ann", client=1)
        await peers.open("bob", client=2)
        await peers.edit("ann", NODE)
        await peers.edit("ann", {"op": "cut", "path": ["nodes", "n_1", "prompt"], "position": 0, "length": 2})
        await _connect(peers, "ann", "bob")
        ann, bob = await peers.look("ann"), await peers.look("bob")
        assert ann == bob
        assert bob["json"]["nodes"]["n_1"]["prompt"] == "llo"
        assert bob["deleted"]
        assert not bob["pending"]


async def test_an_update_that_came_too_early_is_reported_as_pending() -> None:
    async with Peers() as peers:
        await peers.open("ann", client=1)
        await peers.open("bob", client=2)
        await peers.edit("ann", NODE)
        late = await peers.edit(
            "ann", {"op": "insert", "path": ["nodes", "n_1", "prompt"], "position": 5, "text": "!"}
        )
        await peers.receive("bob", late[0])
        assert (await peers.look("bob"))["pending"]


async def test_undo_takes_back_ones_own_and_a_copy_brings_everything_back() -> None:
    async with Peers() as peers:
        await peers.open("ann", client=1)
        await peers.edit("ann", NODE)
        await peers.edit("ann", {"op": "set", "path": ["nodes", "n_1", "name"], "value": "Greeting"})
        assert await peers.undo("ann")
        copy = await peers.copy("ann")
        await peers.close("ann")
        await peers.open("later", client=3, copy=copy)
        assert (await peers.look("later"))["json"]["nodes"] == {
            "n_1": {"kind": "conversation", "prompt": "Hello"}
        }
