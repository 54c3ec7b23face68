"""The few figures that tell whether the house is well. Counts only: nothing here names a person or a flow."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.process_collector import ProcessCollector

registry = CollectorRegistry()
ProcessCollector(registry=registry)

sockets_open = Gauge("callweave_sockets_open", "Sync sockets that are open.", registry=registry)
rooms_open = Gauge("callweave_rooms_open", "Flows that are loaded.", registry=registry)
updates_committed = Counter(
    "callweave_updates_committed", "Document updates written to the journal.", registry=registry
)
commit_seconds = Histogram(
    "callweave_commit_seconds",
    "How long one flush of updates took to be committed; acknowledgements go out right after.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 3, 10),
    registry=registry,
)
http_requests = Counter(
    "callweave_http_requests",
    "Requests by door (its pattern, never the address itself) and status.",
    labelnames=("method", "door", "status"),
    registry=registry,
)


def exposition() -> tuple[bytes, str]:
    """Return the figures in Prometheus' text format, and its content type."""
    return generate_latest(registry), CONTENT_TYPE_LATEST
