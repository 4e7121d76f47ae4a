"""Keyed marks of where an endorsement came from: they tell the same from the same, and nobody can read them."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable

from community.accounts.addresses import normalize
from community.crypto import blind_mark

# Who has one address has these around it: a household, a floor, a cheap server's range.
_IPV4, _IPV6 = 24, 48
SHORTEST_TEXT = 20  # characters: below, people say the same by chance


def network_mark(address: str | None) -> bytes | None:
    """The mark of the network of an address (/24 of IPv4, /48 of IPv6); None where it is no address."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    plain = mapped or found
    network = ipaddress.ip_network((plain, _IPV4 if plain.version == 4 else _IPV6), strict=False)
    return blind_mark("endorsement-network", str(network))


def domain_mark(email: str) -> bytes:
    """The mark of the mail domain of an address."""
    return mark_of_domain(normalize(email).rpartition("@")[2])


def mark_of_domain(domain: str) -> bytes:
    """The mark of a mail domain, however it is typed."""
    return blind_mark("endorsement-domain", normalize(f"x@{domain.strip().removeprefix('@')}").rpartition("@")[2])


def pattern_mark(email: str) -> bytes:
    """The mark of an address without its numbers: "haru17" and "haru1024" of one domain are alike."""
    local, _, domain = normalize(email).rpartition("@")
    return blind_mark("endorsement-pattern", f"{re.sub(r'[0-9]+', '#', local)}@{domain}")


def text_mark(texts: Iterable[str | None]) -> bytes | None:
    """The mark of what somebody wrote, however it is spaced and cased; None where that is next to nothing."""
    said = " ".join(text for text in texts if text)
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", said).casefold() if sign.isalpha())
    return blind_mark("endorsement-text", plain) if len(plain) >= SHORTEST_TEXT else None
