"""What the service answers: values that outlive their transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """What deleting an agent permanently takes away. ``version_bytes`` is the space that its versions give back."""

    agent_id: str
    name: str
    versions: int
    version_bytes: int
