"""Everybody who endorsed with one address: people of a household may share one, told apart by their names."""

from dataclasses import dataclass

import sqlalchemy as sa

from community.accounts.addresses import address_key
from community.accounts.models import Member
from community.db import db
from community.endorsements.models import IS_LIVE, Endorsement, EndorsementState, name_mark
from community.endorsements.queries.own import hold_my_endorsement

MOST_PEOPLE = 2


@dataclass(frozen=True)
class Household:
    """The live endorsements from one address, the oldest first."""

    live: tuple[Endorsement, ...]

    @property
    def settled(self) -> list[Endorsement]:
        """Those that the owner of the address has confirmed."""
        return [one for one in self.live if one.state is not EndorsementState.PENDING]

    @property
    def waiting(self) -> list[Endorsement]:
        """Those that nobody has confirmed yet."""
        return [one for one in self.live if one.state is EndorsementState.PENDING]

    @property
    def is_full(self) -> bool:
        """Whether as many people have confirmed as may share an address."""
        return len(self.settled) >= MOST_PEOPLE

    def find_same(self, mark: str) -> Endorsement | None:
        """The endorsement that one under this mark would repeat.

        Who gives no name cannot be told from anybody, and nobody from them: neither may count beside the other.
        """
        for one in self.settled:
            if one.mark == mark:
                return one
        for one in self.settled:
            if not (one.mark and mark):
                return one
        return next((one for one in self.waiting if one.mark == mark), None)

    def list_own(self, member: Member, mark: str = "") -> list[Endorsement]:
        """What is this member's, who has this address and may be under `mark`; the surest first.

        One under another name is a house-mate's, as far as anybody can know, and so is one of another account.
        """
        own = [one for one in self.live if one.member_id == member.id]
        free = [one for one in self.live if one.member_id is None]
        marks = dict.fromkeys((mark, name_mark(member.display_name), ""))
        return own + [one for mark in marks for one in free if one.mark == mark]

    def find_own(self, member: Member, mark: str = "") -> Endorsement | None:
        """The one of these that is most surely the member's."""
        return next(iter(self.list_own(member, mark)), None)


def hold_household(address: str) -> Household:
    """Everybody who endorsed with an address; nobody else changes who they are until the transaction ends.

    Take it before any single endorsement of this address is held: whoever does so in one order never waits in a circle.
    """
    # SQLite lets only one write at a time anyway.
    if db.session.connection().dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(address_key(address))[:8], signed=True)
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
    # In the order in which the worker holds many, so that neither waits for the other in a circle.
    held = _live_at(address).order_by(None).order_by(Endorsement.id).with_for_update()
    found = db.session.scalars(held, execution_options={"populate_existing": True})
    return Household(tuple(sorted(found, key=lambda one: (one.created_at, one.id))))


def find_household(address: str) -> Household:
    """Everybody who has endorsed with an address by now."""
    return Household(tuple(db.session.scalars(_live_at(address))))


def hold_endorsement_of(member: Member) -> Endorsement | None:
    """The live endorsement of a member, by account or else by address and name, held until the transaction ends."""
    household = hold_household(member.email)
    return hold_my_endorsement(member) or household.find_own(member)


def _live_at(address: str) -> sa.Select[Endorsement]:
    statement = sa.select(Endorsement).where(Endorsement.has_address(address), IS_LIVE)
    return statement.order_by(Endorsement.created_at, Endorsement.id)
