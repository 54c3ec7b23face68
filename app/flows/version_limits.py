"""How much may be kept as versions: bytes of a workspace, saves of a person. The draft's own journal is not asked."""

from app.db.tx import Tx
from app.errors import AppError, TooMany
from app.flows import queries
from app.flows.answers import VersionUsage
from app.kit import sizes
from app.kit.rates import Rate, Shares
from app.people.actor import Actor

QUOTA_MB = 2_000  # as the setting has it
SAVES = Rate(per_second=0.5, burst=60)  # of one person, in all rooms and by every door
MB = 1_000_000
RETRY_SECONDS = round(1 / SAVES.per_second)


class QuotaReached(AppError):
    """What a workspace may keep as versions is used up."""

    code = "quota_reached"
    status = 413

    def __init__(self, quota_mb: int) -> None:
        super().__init__(
            f"The versions of this workspace have reached their limit of {sizes.shown(quota_mb * MB)}. Your edits are "
            "kept in the draft, and agents can still go live. To make room, an admin can delete old agents "
            "permanently, or your administrator can raise CALLWEAVE_VERSION_QUOTA_MB."
        )


class VersionLimits:
    """One for the server: a person's share counts over all rooms."""

    def __init__(self, quota_mb: int = QUOTA_MB) -> None:
        self.quota_mb = quota_mb
        self._saves = Shares(SAVES)

    def count_save(self, actor: Actor) -> None:
        """Count one more save of a person; the command line's are not counted. Raises TooMany."""
        if actor.kind != "system" and self._saves.wait_seconds(actor.user_id) is None:
            raise TooMany(
                "You saved very often in a short time. Your edits are kept in the draft; save again in "
                f"{RETRY_SECONDS} seconds.",
                RETRY_SECONDS,
            )

    def usage(self, tx: Tx, workspace_id: str) -> VersionUsage:
        """Return how much of its quota a workspace has used."""
        return VersionUsage(queries.version_bytes(tx, workspace_id), self.quota_mb * MB)

    def check_space(self, tx: Tx, workspace_id: str) -> None:
        """Raise QuotaReached where a workspace's versions, with what this transaction adds, are too large."""
        if queries.version_bytes(tx, workspace_id) > self.quota_mb * MB:
            raise QuotaReached(self.quota_mb)
