"""Identifiers: short, random, safe in URLs, and prefixed by what they name."""

import hashlib
import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 16  # 80 bits: unguessable and free of collisions at our scale


def new_id(prefix: str) -> str:
    """Return a fresh id such as ``ag_7k2m…`` for the given prefix."""
    return prefix + "_" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def new_secret() -> str:
    """Return 256 random bits as URL-safe text, for cookies, links and tokens."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """Return the SHA-256 by which a secret is stored and looked up, never the secret itself."""
    return hashlib.sha256(secret.encode()).hexdigest()
