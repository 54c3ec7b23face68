"""Names for the ids of this room, so that a type checker tells a user from a session."""

from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
UserId = NewType("UserId", str)
SessionId = NewType("SessionId", str)
TokenId = NewType("TokenId", str)
InvitationId = NewType("InvitationId", str)
