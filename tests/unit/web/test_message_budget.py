"""Who may send large messages, and who waits (SPEC R16)."""

import asyncio

from app.web.message_budget import MessageBudget, Reservation


class Asked:
    """Reservations of some people, and who was told that there is room."""

    def __init__(self, budget: MessageBudget) -> None:
        self.budget = budget
        self.told: list[str] = []

    def ask(self, person: str, size: int) -> Reservation:
        return self.budget.reserve(person, size, lambda: self.told.append(person))


async def test_r16_a_person_with_too_much_waits_and_nobody_behind_them() -> None:
    asked = Asked(MessageBudget(100, 40))
    first = asked.ask("mal", 40)
    second = asked.ask("mal", 10)
    honest = asked.ask("ann", 40)
    assert (first.is_granted, second.is_granted, honest.is_granted) == (True, False, True)
    first.release()
    await asyncio.sleep(0)
    assert (second.is_granted, asked.told) == (True, ["mal"])


async def test_r16_all_together_have_a_limit_and_are_let_in_by_turns() -> None:
    asked = Asked(MessageBudget(100, 40))
    held = [asked.ask(person, 40) for person in ("a", "b")]
    late = [asked.ask(person, 40) for person in ("c", "d")]
    assert [each.is_granted for each in held + late] == [True, True, False, False]
    late[0].release()  # waits no more
    held[0].release()
    held[0].release()  # twice is once
    await asyncio.sleep(0)
    assert ([each.is_granted for each in late], asked.told) == ([False, True], ["d"])


async def test_r16_one_that_is_larger_than_a_share_has_all_of_it() -> None:
    asked = Asked(MessageBudget(100, 40))
    assert asked.ask("ann", 1_000).is_granted
    assert not asked.ask("ann", 1).is_granted
