"""P2.7: an unmodified y-websocket provider is a teammate like any other."""

from tests.e2e.conftest import Logins, OpenEditor
from tests.harness.node_peer import StockProvider
from tests.harness.server import Server
from tests.harness.wait import always, eventually

CALM_SECONDS = 60


async def test_p2_7_a_stock_provider_and_browsers_see_each_other_and_stay_connected(
    shared_server: Server, logins: Logins, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    async with StockProvider(shared_server.port, agent, token=logins["Bob"].token) as stock:
        await stock.until_synced()
        prompt = ["nodes", "n_talk", "prompt"]
        await stock.show({"user": {"name": "Impostor", "color": "#000000"}, "selection": ["n_talk"]})
        await stock.edit({"op": "insert", "path": prompt, "position": 0, "text": "From Node. "})
        await ann.sees("n_talk", "prompt", "From Node. ")
        await ann.sees_people("Ann", "Bob")
        await ann.select("n_talk")
        await ann.write("prompt", "From Ann.")

        async def merged() -> bool:
            return (await stock.look())["json"]["nodes"]["n_talk"]["prompt"] == "From Node. From Ann."

        async def ann_is_seen() -> bool:
            names = [state.get("user", {}).get("name") for state in (await stock.others()).values()]
            return "Ann" in names

        await eventually(merged, "Ann's words in Node")
        await eventually(ann_is_seen, "Ann's presence in Node")

        async def calm() -> bool:
            return not stock.complaints and (await stock.look())["synced"]

        await always(calm, f"the peace of the stock provider ({stock.complaints})", CALM_SECONDS)
        assert stock.complaints == []
