"""Passwords: what is accepted, and how they are kept (argon2id)."""

from functools import cached_property, lru_cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.people.refusals import PasswordCommon, PasswordIsEmail, PasswordTooLong, PasswordTooShort

MIN_LENGTH = 8
MAX_LENGTH = 128
MEMORY_KIB = 19_456  # OWASP's floor for argon2id: 19 MiB, two passes, one lane
PASSES = 2


class Hasher:
    """Makes and checks argon2id hashes. Slow on purpose: call it in a thread, never in a transaction."""

    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)

    @cached_property
    def _nobody(self) -> str:
        """A hash no password opens, so that an unknown user costs the same work as a known one."""
        return self._argon2.hash("")

    def hash(self, password: str) -> str:
        """Return ``$argon2id$…`` with a fresh salt."""
        return self._argon2.hash(password)

    def verify(self, kept: str | None, password: str) -> bool:
        """Whether the password is the kept one; None (an unknown user) takes as long and is False."""
        try:
            self._argon2.verify(kept or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made with weaker settings than today's."""
        return self._argon2.check_needs_rehash(kept)


def check_password(password: str, email: str) -> None:
    """Raise a refusal that says what is wrong with a new password."""
    if len(password) < MIN_LENGTH:
        raise PasswordTooShort
    if len(password) > MAX_LENGTH:
        raise PasswordTooLong
    plain = password.strip().lower()
    if plain in (email, email.partition("@")[0]):
        raise PasswordIsEmail
    if plain in common_passwords():
        raise PasswordCommon


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return the lower-cased passwords of eight characters or more that everybody tries first."""
    text = files("app.people").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line)
