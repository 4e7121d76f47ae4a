"""Addresses that come in from outside."""

from urllib.parse import urlsplit

from community.i18n import LANGUAGES


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
