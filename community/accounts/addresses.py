"""E-mail addresses: one form to compare them by, and the blind indexes by which they are found.

Mail goes to an address as it was typed. To find it, case, ways to write the domain, and what its provider ignores make
no difference. Two members of an earlier release may have addresses that are one by these rules: each is then found by
its own spelling, and one of them by every other.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any, Self

import idna
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.crypto import blind_index, blind_mark, column_index, column_indexes

# The number of these rules; rows that were indexed under earlier ones are indexed anew by `flask prepare`.
FORM = 2


@dataclass(frozen=True)
class Provider:
    """How a provider of mailboxes reads what stands before the @.

    domain: the one that stands for all of its domains. ignored: characters that make no difference.
    subaddresses: whether "haru+news" is delivered to "haru" (RFC 5233).
    """

    domain: str
    ignored: str = ""
    subaddresses: bool = True


# Only what a provider is known to do: two people must never be taken for one. Where nothing is known, "haru" and
# "haru+news" are two.
_GMAIL = Provider("gmail.com", ".")  # support.google.com/mail/answer/7436150; googlemail.com is the same
_PROTON = Provider("proton.me", ".-_")  # proton.me/support/change-username, proton.me/support/addresses-and-aliases
_ICLOUD = Provider("icloud.com")  # support.apple.com/118230
_DAUM = Provider("daum.net", subaddresses=False)  # one mailbox, two names since 2001
PROVIDERS = {
    "gmail.com": _GMAIL,
    "googlemail.com": _GMAIL,
    "proton.me": _PROTON,
    "protonmail.com": _PROTON,
    "protonmail.ch": _PROTON,
    "pm.me": _PROTON,
    "icloud.com": _ICLOUD,
    "me.com": _ICLOUD,
    "mac.com": _ICLOUD,
    "daum.net": _DAUM,
    "hanmail.net": _DAUM,
    # Outlook.com has had them since 2013, as Hotmail; one name may be different people on each of its domains.
    **{domain: Provider(domain) for domain in ("outlook.com", "hotmail.com", "live.com", "msn.com")},
    # www.fastmail.help/hc/en-us/articles/360060591053; its domains are told apart.
    **{domain: Provider(domain) for domain in ("fastmail.com", "fastmail.fm")},
}


def plain_form(address: str) -> str:
    """The form by which two ways to write an address are the same: no case, the domain in ASCII (RFC 5890)."""
    local, _, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    try:
        domain = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        domain = domain.casefold()
    return f"{local.casefold()}@{domain.casefold()}"


def normalize(address: str) -> str:
    """The form by which two addresses of one mailbox are the same, as far as its provider is known."""
    plain = plain_form(address)
    local, _, domain = plain.rpartition("@")
    provider = PROVIDERS.get(domain)
    if provider is None:
        return plain
    if provider.subaddresses:
        local = local.partition("+")[0]
    name = local.translate({ord(sign): None for sign in provider.ignored})
    # What is nothing but signs is no mailbox; it is left as it is rather than made the same as others.
    return f"{name}@{provider.domain}" if name else plain


def address_index(address: str) -> bytes:
    """The keyed digest to store beside an address."""
    return column_index("email", normalize(address))


def address_indexes(address: str) -> list[bytes]:
    """Every keyed digest under which an address may be stored."""
    return [*_exact_indexes(address), *column_indexes("email", normalize(address))]


def address_key(address: str) -> str:
    """A keyed digest of an address for what is not kept in a column: counters, cookies. Keys that rotate leave it."""
    return blind_index("address", normalize(address)).hex()


def address_mark(address: str) -> bytes:
    """The keyed digest that remains of an address which is forgotten."""
    return blind_mark("email", normalize(address))


def address_marks(address: str) -> list[bytes]:
    """The marks that may have been left of an address; earlier releases knew no rules of providers."""
    return [address_mark(address), blind_mark("email", plain_form(address))]


def _exact_indexes(address: str) -> list[bytes]:
    return column_indexes("email-exact", plain_form(address))


class FoundByAddress:
    """What rows have in common that are found by their address, the sealed field `email`."""

    # By which rules the index was made.
    address_form: Mapped[int] = mapped_column(default=FORM, server_default=sa.text("1"))

    @classmethod
    def find_by(cls, address: str, *conditions: sa.ColumnElement[bool]) -> sa.Select[Self]:
        """Select the one row among those that fit the conditions whose address this is, exactly or else by its form."""
        model: Any = cls
        exactly = sa.case((model.email_index.in_(_exact_indexes(address)), 0), else_=1)
        matching: sa.Select[Self] = sa.select(model).where(cls.has_address(address), *conditions)
        return matching.order_by(exactly).limit(1)

    @classmethod
    def has_address(cls, address: str) -> sa.ColumnElement[bool]:
        """The condition, for the database, that a row has this address."""
        model: Any = cls
        found: sa.ColumnElement[bool] = model.email_index.in_(address_indexes(address))
        return found

    def reindex(self) -> None:
        """Make the index anew, with the current keys and of the same kind."""
        row: Any = self
        if row.email is None:
            row.email_index = None
        elif row.email_index in _exact_indexes(row.email):
            self.reindex_exactly()
        else:
            row.email_index = address_index(row.email)

    def reindex_exactly(self) -> None:
        """Have the row found by exactly this spelling, because another has the same address by its form."""
        row: Any = self
        row.email_index = column_index("email-exact", plain_form(row.email))
