"""Convergence: a room against real Yjs browsers through drops, restarts, crashes and merges, seed by seed."""

import os

import pytest

from tests.harness.node_peer import Peers
from tests.harness.room_fuzz import Life

STEPS = 160
ROUNDS = int(os.environ.get("CALLWEAVE_FUZZ_ROUNDS", "12"))
FIRST_SEED = int(os.environ.get("CALLWEAVE_FUZZ_SEED", "1"))
ONCE_FAILED: tuple[int, ...] = ()


async def live(seed: int, steps: int = STEPS) -> None:
    async with Peers() as peers:
        life = Life(seed, peers)
        for user in ("us_anna", "us_ben", "us_cleo", "us_anna"):
            await life.open(user)
        try:
            for _ in range(steps):
                await life.step()
            await life.settle()
            await life.check()
        except BaseException:
            print(f"seed {seed}: {' '.join(life.log)}")
            raise


@pytest.mark.parametrize("seed", [*ONCE_FAILED, *range(FIRST_SEED, FIRST_SEED + ROUNDS)])
async def test_all_replicas_and_the_database_agree(seed: int) -> None:
    await live(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10_000, 10_200))
async def test_all_replicas_and_the_database_agree_for_long(seed: int) -> None:
    await live(seed, 800)
