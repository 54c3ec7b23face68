"""The pages seen before signing in: their forms are plain HTML and post to the web doors, not to these states."""

import reflex as rx
from reflex.event import EventSpec

from app.services import services
from state import paths
from state.door import EVERYBODY, door
from state.once import shown_once
from state.problems import sentence_of
from state.session import SessionState, find_actor
from state.times import iso

MAX_KEPT = 254  # what a refused form sends back in the address, to be filled in again


class EntranceState(SessionState):
    """What sign-in, setup and invitation show: what went wrong at the last try, and what the link says."""

    problem: str = ""
    dead_link: str = ""
    email: str = ""
    said: dict[str, str] = {}
    next_path: str = ""
    token: str = ""
    ready: bool = False
    setup_pending: bool = False
    workspace: str = ""
    inviter: str = ""
    role: str = ""
    expires_at: str = ""

    get_delta = shown_once("token")

    @door(EVERYBODY)
    async def home(self) -> EventSpec:
        """Send everybody to where they begin."""
        return rx.redirect(paths.AGENTS if await find_actor(self) else paths.SIGN_IN, replace=True)

    @door(EVERYBODY, problem="problem")
    async def load_sign_in(self) -> EventSpec | None:
        """Show the form, or send on who is signed in already."""
        await self._begin()
        if await find_actor(self):
            return rx.redirect(self.next_path or paths.AGENTS, replace=True)
        self.setup_pending = await services().people.setup_pending()
        return None

    @door(EVERYBODY, problem="dead_link")
    async def load_setup(self) -> None:
        """Show the form if the one-time link still opens."""
        await self._begin()
        await services().people.check_setup(self.token)
        self.ready = True

    @door(EVERYBODY, problem="dead_link")
    async def load_invitation(self) -> None:
        """Show who invites to what, if the link still opens."""
        await self._begin()
        self.token = self.router.url.path.rstrip("/").rpartition("/")[2]
        invitation = await services().people.read_invitation(self.token)
        self.workspace, self.inviter = invitation.workspace_name, invitation.inviter_name
        self.role, self.email = str(invitation.role), invitation.email
        self.expires_at, self.ready = iso(invitation.expires_at), True

    async def _begin(self) -> None:
        """Forget whoever used this tab before, and read what the address says."""
        (await self.get_state(SessionState)).reset()
        asked = self.router.url.query_parameters
        self.problem = sentence_of(asked.get("problem", ""))
        self.email = asked.get("email", "")[:MAX_KEPT]
        self.said = {name: asked.get(name, "")[:MAX_KEPT] for name in ("name", "workspace_name")}
        self.next_path = paths.local(asked.get("next", ""))
        self.token = asked.get("token", "")
