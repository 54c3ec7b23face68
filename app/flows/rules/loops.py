"""Strongly connected parts of a graph, by Tarjan's method without recursion: flows may be thousands of steps deep."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

Vertex = TypeVar("Vertex", bound=Hashable)
Onward = dict[Vertex, list[Vertex]]


def components(onward: Mapping[Vertex, Sequence[Vertex]]) -> tuple[tuple[Vertex, ...], ...]:
    """Return the strongly connected parts, each after all the parts that it leads to.

    ``onward`` gives for every vertex those it leads to, which are vertices too.
    """
    search = _Search(onward)
    for vertex in onward:
        if vertex not in search.number:
            search.run(vertex)
    return tuple(search.found)


class _Search(Generic[Vertex]):
    """One search: ``number`` is when a vertex was met, ``low`` the earliest one it leads back to."""

    def __init__(self, onward: Mapping[Vertex, Sequence[Vertex]]) -> None:
        self.onward = onward
        self.number: dict[Vertex, int] = {}
        self.low: dict[Vertex, int] = {}
        self.open: list[Vertex] = []
        self.is_open: set[Vertex] = set()
        self.found: list[tuple[Vertex, ...]] = []

    def run(self, root: Vertex) -> None:
        trail = [(root, self._enter(root))]
        while trail:
            vertex, rest = trail[-1]
            fresh = next((each for each in rest if self._is_fresh(vertex, each)), None)
            if fresh is not None:
                trail.append((fresh, self._enter(fresh)))
                continue
            trail.pop()
            if trail:
                parent = trail[-1][0]
                self.low[parent] = min(self.low[parent], self.low[vertex])
            if self.low[vertex] == self.number[vertex]:
                self._close(vertex)

    def _enter(self, vertex: Vertex) -> Iterator[Vertex]:
        self.number[vertex] = self.low[vertex] = len(self.number)
        self.open.append(vertex)
        self.is_open.add(vertex)
        return iter(self.onward[vertex])

    def _is_fresh(self, vertex: Vertex, other: Vertex) -> bool:
        if other not in self.number:
            return True
        if other in self.is_open:
            self.low[vertex] = min(self.low[vertex], self.number[other])
        return False

    def _close(self, vertex: Vertex) -> None:
        part = [self.open.pop()]
        while part[-1] != vertex:
            part.append(self.open.pop())
        self.is_open.difference_update(part)
        self.found.append(tuple(part))
