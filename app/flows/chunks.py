"""A version's content as chunks that are kept once: cut where the content says so, named by hash, compressed.

A cut depends on the few bytes before it alone, so that an edit changes the chunks it touches and no others.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.errors import Unavailable
from app.flows.graph import FlowGraph
from app.flows.spec import Json

MIN_BYTES, MAX_BYTES = 2_048, 32_768
HASH_BYTES = 32
LEVEL = 6

# A place is 0 or 1 by four bytes there: that halves letters, digits and other scripts evenly. A cut follows each of
# eight runs of 16 such bits, which is once in 8 KB of most texts; the shorter run serves where that never comes.
_PARITY = bytes(byte.bit_count() & 1 for byte in range(256))
_FIRST_BIT = bytes(byte & 1 for byte in range(256))
_SECOND_BIT = bytes(byte >> 1 & 1 for byte in range(256))
_RUNS = tuple(
    bytes(map(int, f"{run:016b}")) for run in (0x2B67, 0x4D1A, 0x5C93, 0x69E4, 0x9A36, 0xB14D, 0xC6B2, 0xE529)
)
_SHORT_RUN = bytes(map(int, "01101001"))


class DamagedVersion(Unavailable):
    """What is stored of a version is not what was stored. ``reason`` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "This version is damaged in the database. Use another one, or restore the server's backup."
        )
        self.reason = reason

    def __reduce__(self) -> tuple[type["DamagedVersion"], tuple[str]]:
        return DamagedVersion, (self.reason,)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A compressed run of a content; ``size_bytes`` is its length before that."""

    size_bytes: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """A flow ready to be a version: its facts, the hashes of its chunks in order, and those that are not known yet."""

    hash: str
    node_count: int
    edge_count: int
    size_bytes: int
    manifest: bytes
    fresh: Mapping[bytes, Chunk]


@dataclass(frozen=True, slots=True)
class Stored:
    """A version's content as the database has it: compressed, and nobody has looked into it."""

    size_bytes: int
    manifest: bytes = b""
    chunks: Mapping[bytes, bytes] = field(default_factory=dict[bytes, bytes], hash=False)

    def text(self) -> bytes:
        """Return the content's JSON, every chunk proven by its hash. A job. Raises DamagedVersion."""
        found = b"".join(self._chunk(each) for each in hashes(self.manifest))
        if len(found) != self.size_bytes:
            raise DamagedVersion(f"{len(found)} bytes instead of {self.size_bytes}")
        return found

    def graph(self) -> FlowGraph:
        """Return the flow. A job: it takes a while for a large one. Raises DamagedVersion."""
        return FlowGraph.from_json(json.loads(self.text()))

    def _chunk(self, digest: bytes) -> bytes:
        data = self.chunks.get(digest)
        if data is None:
            raise DamagedVersion(f"no chunk {digest.hex()}")
        try:
            found = zlib.decompressobj().decompress(data, MAX_BYTES + 1)
        except zlib.error as error:
            raise DamagedVersion(f"chunk {digest.hex()}: {error}") from error
        if hashlib.sha256(found).digest() != digest:
            raise DamagedVersion(f"chunk {digest.hex()} has another hash")
        return found


def pack(graph: FlowGraph, known: bytes = b"") -> Packed:
    """Return a flow ready to be a version. ``known`` is a manifest whose chunks are stored. A job."""
    text = written(graph.to_json())
    manifest, fresh = cut(text, known)
    return Packed(graph.content_hash(), len(graph.nodes), len(graph.edges), len(text), manifest, fresh)


def written(data: Json) -> bytes:
    """Return the JSON that is kept of a projection: equal ones give the same bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def cut(text: bytes, known: bytes = b"") -> tuple[bytes, dict[bytes, Chunk]]:
    """Return the manifest of a text, and its chunks but for those that ``known`` names."""
    stored = frozenset(hashes(known))
    manifest: list[bytes] = []
    fresh: dict[bytes, Chunk] = {}
    for chunk in split(text):
        digest = hashlib.sha256(chunk).digest()
        manifest.append(digest)
        if digest not in stored and digest not in fresh:
            fresh[digest] = Chunk(len(chunk), zlib.compress(chunk, LEVEL))
    return b"".join(manifest), fresh


def split(text: bytes) -> Iterator[bytes]:
    """Give the chunks of a text in order; only the last one may be shorter than ``MIN_BYTES``."""
    bits = _bits(text)
    start = 0
    for end in [*_ends(bits), len(text)]:
        while end - start > MAX_BYTES:
            short = bits.rfind(_SHORT_RUN, start + MIN_BYTES, start + MAX_BYTES)
            stop = start + MAX_BYTES if short < 0 else short + len(_SHORT_RUN)
            yield text[start:stop]
            start = stop
        if end - start >= MIN_BYTES or start < end == len(text):
            yield text[start:end]
            start = end


def hashes(manifest: bytes) -> Iterator[bytes]:
    """Give the hashes that a manifest is made of."""
    return (manifest[at : at + HASH_BYTES] for at in range(0, len(manifest), HASH_BYTES))


def _bits(text: bytes) -> bytes:
    """Return a 0 or 1 for each place of a text; whole texts are numbers here, for that is quick."""
    parity, first, second = (
        int.from_bytes(text.translate(each)) for each in (_PARITY, _FIRST_BIT, _SECOND_BIT)
    )
    return (parity ^ first >> 8 ^ (second >> 16 & first >> 24)).to_bytes(len(text))


def _ends(bits: bytes) -> list[int]:
    found: set[int] = set()
    for run in _RUNS:
        at = bits.find(run)
        while at >= 0:
            found.add(at + len(run))
            at = bits.find(run, at + 1)
    return sorted(found)
