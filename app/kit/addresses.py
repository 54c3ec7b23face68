"""Network addresses: what is one, and which of them count as the same visitor."""

from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_MOST_CHARS = 64  # of an address with its port; nothing longer is looked at
_OWN_BITS = 64  # who has one IPv6 address has all that share these first bits


def parsed(text: str) -> Address | None:
    """Return the address that this text is, with or without a port, or None if it is none."""
    text = text.strip()
    if len(text) > _MOST_CHARS:
        return None
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def key_of(text: str) -> str:
    """Return what an address counts as: itself, or its /64 for IPv6; one key for all that is no address."""
    address = parsed(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _OWN_BITS), strict=False))
    return str(address) if address else ""


def networks(text: str) -> tuple[Network, ...]:
    """Return the networks of a list such as ``10.0.0.0/8, ::1``. Raises ValueError where one is none."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_in(address: Address | None, trusted: Collection[Network]) -> bool:
    """Whether the address lies in one of the networks."""
    return address is not None and any(address in network for network in trusted)


def visitor(peer: str, forwarded: Sequence[str], trusted: Collection[Network]) -> str:
    """Return who asks: the peer, or if that is a trusted proxy, the last one it forwards for that is none.

    ``forwarded`` holds the values of X-Forwarded-For as they came. What is no address is not believed.
    """
    told = [part for value in forwarded for part in value.split(",")]
    asking = parsed(peer)
    while told and is_in(asking, trusted):
        before = parsed(told.pop())
        if before is None:
            break
        asking = before
    return str(asking) if asking else peer
