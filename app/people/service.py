"""The one door to everything about people; each group of verbs stands in its own module."""

from app.people.accounts import Accounts
from app.people.invitations import Invitations
from app.people.sessions import Sessions


class People(Accounts, Invitations, Sessions):
    """Founding, sessions, members, invitations, tokens, and the command line's accounts.

    Every verb is one transaction; each checks the actor's permission itself and raises ``AppError``.
    """
