"""Addresses that come in from outside."""

import re
from urllib.parse import urlsplit

from community.i18n import LANGUAGES

# A host as the internet's names are made. The last part begins with a letter, so that no number in any writing
# (127.1, 0x7f.1) stands for a machine; names that only mean something inside a house or on one machine are none.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
# Letters that nobody mistakes for others; any other name is told as machines write it (xn--…).
_READABLE = re.compile(r"[a-z0-9.가-힣-]+")
_INSIDE = {
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "arpa",
    "test",
    "invalid",
}


def local_path(target: str | None) -> str | None:
    """`target` if it is the path of a page of this site, else None: nobody is led elsewhere by a crafted link."""
    if not target or any(character in target for character in "\\\r\n\t\0"):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or target.startswith("//"):
        return None
    first = parts.path.split("/", 2)[1:2]
    return target if parts.path.startswith("/") and first and first[0] in LANGUAGES else None


def outside_host(link: str) -> str | None:
    """The host that a link of a member leads to; None where nobody should be led there.

    Only https to a name on the internet is a link: no other scheme, no name or password before the host (which hides
    where it leads), no bare number, no name inside a house.
    """
    if any(character.isspace() or not character.isprintable() for character in link) or "\\" in link:
        return None
    try:
        parts = urlsplit(link)
        named = (parts.hostname or "").removesuffix(".").encode("idna").decode("ascii").lower()
        host = named.encode("ascii").decode("idna")
        parts.port  # noqa: B018  (raises where it is none)
    except ValueError:
        return None
    if parts.scheme != "https" or "@" in parts.netloc or not _HOST.fullmatch(named):
        return None
    if named.rpartition(".")[2] in _INSIDE:
        return None
    return host if _READABLE.fullmatch(host) else named
