"""E-mail addresses: one form to compare them by, and the blind index by which they are found."""

import unicodedata

import idna

from community.crypto import blind_index


def normalize(address: str) -> str:
    """The form of an address by which two spellings are the same: no case, the domain in ASCII (RFC 5890)."""
    local, _, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    try:
        domain = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        domain = domain.casefold()
    return f"{local.casefold()}@{domain.casefold()}"


def address_index(address: str) -> bytes:
    """The keyed digest under which an address is looked up."""
    return blind_index("email", normalize(address))
