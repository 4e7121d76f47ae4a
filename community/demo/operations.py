"""Filling an empty database with the invented community, all of it or nothing."""

import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from community.accounts.addresses import address_index
from community.accounts.codes import next_code
from community.accounts.models import FirstAdministrator, Member, MemberState, Role, Totp
from community.accounts.passwords import hash_password
from community.accounts.queries import find_confirmed_by_address, find_totp
from community.audit import AuditEntry
from community.db import atomic, db, now
from community.declaration.queries import get_current_version_id
from community.declaration.texts import COMMITMENTS
from community.demo.circles import CIRCLES
from community.demo.flooding import hold_back
from community.demo.gathering import gather
from community.demo.letters import correspond
from community.demo.people import Inventor
from community.demo.pledges import PLEDGES
from community.demo.reporting import report
from community.demo.vouching import make_ring, vouch
from community.demo.words import AFFILIATIONS
from community.demo.working import work
from community.endorsements.models import Endorsement, EndorsementState, Pledge, Shown, name_mark
from community.endorsements.operations import count_in, end
from community.members.queries import help_kinds

Advance = Callable[[], object]

_WORDS = (
    "river",
    "lantern",
    "cedar",
    "island",
    "comet",
    "ember",
    "willow",
    "summit",
    "beacon",
    "meadow",
    "tide",
    "dawn",
)
_WEIGHTS = (18, 13, 16, 22, 15, 25, 20)
_PROFESSIONS = "1222222223333444555567890"  # major groups of ISCO-08, as among people who sign things
_STATES = {
    EndorsementState.COUNTED: 94,
    EndorsementState.PENDING: 3,
    EndorsementState.WITHDRAWN: 2,
    EndorsementState.REFUSED: 1,
}


@dataclass(frozen=True)
class Wish:
    """How large the community is to be; groups count without the founding ones."""

    members: int
    endorsements: int
    groups: int
    seed: int


@dataclass(frozen=True)
class Account:
    """An account of the demonstration to log in with."""

    address: str
    handle: str
    name: str
    language: str
    role: Role = Role.MEMBER
    has_powers: bool = True


ACCOUNTS = {
    "administrator": Account("administrator@example.org", "haru", "Haru", "en", Role.ADMINISTRATOR),
    "moderator": Account("moderator@example.org", "mina", "민아", "ko", Role.MODERATOR),
    "coordinator": Account("coordinator@example.org", "june", "June Bennett", "en"),
    "coordinator, in Korean": Account("coordinator-ko@example.org", "sora", "윤소라", "ko"),
    "member": Account("member@example.org", "daniel", "Daniel Reyes", "en", has_powers=False),
    "member, in Korean": Account("member-ko@example.org", "bora", "강보라", "ko", has_powers=False),
}


def new_password() -> str:
    """A password to be shared by all accounts of one demonstration."""
    return "-".join(secrets.choice(_WORDS) for _word in range(3)) + f"-{secrets.randbelow(9000) + 1000}"


def is_loaded() -> bool:
    """Whether the invented community is here."""
    return db.session.scalar(Member.find_by(ACCOUNTS["administrator"].address)) is not None


def is_inhabited() -> bool:
    """Whether the database has members."""
    return db.session.scalar(sa.select(Member.id).limit(1)) is not None


def load(wish: Wish, *, password: str, secret: str, advance: Advance) -> None:
    """Invent a community as large as wished.

    secret: of the authenticator app of the accounts that have powers. advance: is called once for each member,
    endorsement and group.
    """
    _load(wish, hash_password(password), secret, advance)


@atomic
def _load(wish: Wish, password_hash: str, secret: str, advance: Advance) -> None:
    inventor = Inventor(wish.seed, [kind.code for kind in help_kinds() if not kind.is_retired])
    known = [
        inventor.new_member(
            handle=account.handle,
            name=account.name,
            address=account.address,
            language=account.language,
            password_hash=password_hash,
            role=account.role,
        )
        for account in ACCOUNTS.values()
    ]
    people = [*known, *_members(inventor, wish.members - len(known), password_hash, advance)]
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all(inventor.profile(member) for member in people)
    db.session.add(FirstAdministrator(member_id=known[0].id))
    _protect(known, secret)
    _suspend_some(inventor, known[1], people[len(known) :])
    _endorse(inventor, people, wish.endorsements, advance)
    ring = make_ring(inventor.random, people)
    settled = [member for member in people if member.is_active and member not in ring]
    gather(inventor.random, known, settled, CIRCLES[: wish.groups], advance)
    vouch(inventor.random, known, settled)
    correspond(inventor.random, known, settled)
    report(inventor.random, known, settled)
    hold_back(inventor.random, known[1])
    work(inventor.random)


def _protect(known: Sequence[Member], secret: str) -> None:
    """Give those with powers the second factor without which they could not use them."""
    for member, account in zip(known, ACCOUNTS.values(), strict=True):
        if account.has_powers:
            totp = Totp(member_id=member.id, confirmed_at=now())
            totp.secret = secret
            db.session.add(totp)


def code_for(address: str) -> str | None:
    """The next code that the account with this address has not used; None where it needs none."""
    member = find_confirmed_by_address(address)
    totp = find_totp(member) if member else None
    return next_code(totp.secret, totp.last_step, now()) if totp else None


def _members(inventor: Inventor, number: int, password_hash: str, advance: Advance) -> list[Member]:
    people = []
    for count in range(1, number + 1):
        people.append(inventor.member(count, password_hash))
        advance()
    return people


def _suspend_some(inventor: Inventor, moderator: Member, people: Sequence[Member]) -> None:
    for member in people[:2]:
        member.state = MemberState.SUSPENDED
        member.suspended_reason = "Asked members for the names of their relatives."
        db.session.add(
            AuditEntry(
                at=now() - timedelta(days=inventor.random.randrange(1, 60)),
                action="moderation.suspend",
                actor_id=moderator.id,
                actor_name=moderator.handle,
                subject_type=member.__tablename__,
                subject_id=member.id,
                subject_name=member.handle,
                details={"reason": member.suspended_reason},
            )
        )


def _endorse(inventor: Inventor, people: Sequence[Member], number: int, advance: Advance) -> None:
    version_id = get_current_version_id()
    # The accounts to log in with leave the step of endorsing to whoever tries them.
    signers = [member for member in people[len(ACCOUNTS) :] if inventor.random.random() < 0.6][:number]
    for count in range(number):
        member = signers[count] if count < len(signers) else None
        _endorsement(inventor, version_id, count, member)
        advance()


def _endorsement(inventor: Inventor, version_id: uuid.UUID, count: int, member: Member | None) -> None:
    draw = inventor.random
    language = member.language if member else inventor.language()
    address = member.email if member else f"endorser{count}@example.org"
    named = draw.random() < 0.62
    endorsement = Endorsement(
        version_id=version_id,
        member_id=member.id if member else None,
        email=address,
        email_index=address_index(address),
        shown=Shown.NAMED if named else Shown.COUNTED,
        name=(member.display_name if member else inventor.name(language)) if named else None,
        country=inventor.country(language) if draw.random() < 0.85 else None,
        affiliation=draw.choice(AFFILIATIONS[language]) if named and draw.random() < 0.3 else None,
        language=language,
        state=EndorsementState.PENDING,
    )
    endorsement.name_mark = name_mark(endorsement.name)
    endorsement.commitments = draw.choices(list(COMMITMENTS), _WEIGHTS, k=draw.choice((1, 1, 2, 3, 4, 7)))
    if 1 in endorsement.commitments and draw.random() < 0.8:
        endorsement.profession_group = draw.choice(_PROFESSIONS)
    db.session.add(endorsement)
    state = EndorsementState.COUNTED if member else draw.choices(list(_STATES), list(_STATES.values()))[0]
    _settle(endorsement, state, inventor.moment(), draw.random() * timedelta(days=14))
    if endorsement.is_live:
        db.session.flush()
        db.session.add_all(_pledges(inventor, endorsement))


def _settle(endorsement: Endorsement, state: EndorsementState, moment: datetime, age: timedelta) -> None:
    """Bring an endorsement into its state as of some moment; one that waits is younger than three weeks."""
    if state is EndorsementState.PENDING:
        endorsement.created_at, endorsement.mails_sent = now() - age, 1
        return
    endorsement.created_at = moment
    if state is not EndorsementState.REFUSED:
        endorsement.confirmed_at = moment
        count_in(endorsement)
    if state is not EndorsementState.COUNTED:
        end(endorsement, state)
        endorsement.ended_at = moment + (now() - moment) / 2


def _pledges(inventor: Inventor, endorsement: Endorsement) -> list[Pledge]:
    draw, words = inventor.random, PLEDGES[endorsement.language]
    return [
        Pledge(endorsement_id=endorsement.id, number=number, text=draw.choice(words[number]))
        for number in endorsement.commitments
        if draw.random() < 0.1
    ]
