"""A small world in which every endpoint has something to show, and every kind of person to look at it.

It is built once for a process and afterwards put back from a copy of its rows, so that a test can change it freely.
"""

import contextvars
import hashlib
import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from community.accounts.models import LinkPurpose, Member, MemberSession, RecoveryCode, Role
from community.accounts.operations import (
    administrator_token,
    ask_for_copy,
    begin_totp,
    open_session,
    request_password_reset,
    sign_up,
)
from community.accounts.operations.links import hand_out
from community.contacts import operations as contacts
from community.contacts.models import ContactRequest
from community.db import Model, atomic, db, now
from community.delivery import deliver_due
from community.endorsements.models import (
    BulkAction,
    BulkKind,
    BulkState,
    Endorsement,
    EndorsementState,
    Flood,
    Pace,
    Shown,
    Sign,
)
from community.endorsements.operations import confirm, endorse, endorse_as_member, share, share_by_token
from community.errands import run_due_errands
from community.exports import operations as exports
from community.exports.models import ExportContent, ExportFormat
from community.groups.models import (
    Group,
    GroupRole,
    Invitation,
    JoinPolicy,
    Membership,
    MembershipState,
    Visibility,
)
from community.groups.queries import invitation_token
from community.home.operations import dismiss_steps
from community.ledger.operations import seal_all, sign_checkpoint
from community.mail import OutboxMail
from community.members.models import FIELDS, Audience, Block, HelpKind, Limit, Profile, ReachedLimit
from community.members.operations import block, set_picture
from community.members.pictures import Portrait
from community.members.queries import get_profile
from community.moderation.models import FieldOpening
from community.policy import Relation
from community.reports.models import ReportReason
from community.reports.operations import report
from community.vouching.models import Vouch
from community.workers import Worker
from tests.authenticator import secret_of, with_app
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.laws.snapshot import Snapshot, take_snapshot
from tests.laws.works import build_works
from tests.members.pictures import picture
from tests.pages import PageClient
from tests.passkeys import with_passkey

# Who looks. A suspended member's session is worth nothing: they are a visitor.
PEOPLE = (
    "stranger",
    "fellow",
    "owner",
    "applicant",
    "barred",
    "newcomer",
    "group_member",
    "coordinator",
    "moderator",
    "administrator",
    "suspended",
)
VIEWERS = ("visitor", *PEOPLE)

# What they are: to the whole site, and to the group and the profile that the samples are about.
STANDING = {person: {Relation.MEMBER} for person in PEOPLE} | {
    "visitor": {Relation.VISITOR},
    "suspended": {Relation.VISITOR},
    "moderator": {Relation.MEMBER, Relation.MODERATOR},
    "administrator": {Relation.MEMBER, Relation.MODERATOR, Relation.ADMINISTRATOR},
}
RELATIONS: dict[str, dict[str, set[Relation]]] = {
    "site": {},
    "group": {
        "applicant": {Relation.APPLICANT},
        "newcomer": {Relation.NEWCOMER},
        "group_member": {Relation.GROUP_MEMBER},
        "coordinator": {Relation.GROUP_MEMBER, Relation.COORDINATOR},
    },
    "own calendar": {"coordinator": {Relation.SELF}},
    "work of a member": {
        "newcomer": {Relation.NEWCOMER},
        "group_member": {Relation.GROUP_MEMBER, Relation.SELF},
        "coordinator": {Relation.GROUP_MEMBER, Relation.COORDINATOR},
    },
    "work of the coordinator": {
        "newcomer": {Relation.NEWCOMER},
        "group_member": {Relation.GROUP_MEMBER},
        "coordinator": {Relation.GROUP_MEMBER, Relation.COORDINATOR, Relation.SELF},
        "applicant": {Relation.APPLICANT},
    },
    "session": {"stranger": {Relation.SELF}},
    "succession": {"group_member": {Relation.SELF}},
    "group proposal": {"stranger": {Relation.SELF}},
    "invitation by name": {"stranger": {Relation.SELF}},
    "notice": {"group_member": {Relation.SELF}},
    "request to the owner": {"owner": {Relation.SELF}},
    "request of the stranger": {"stranger": {Relation.SELF}},
    "conversation": {"owner": {Relation.SELF}, "fellow": {Relation.SELF}},
    "message": {"owner": {Relation.SELF}},
    "block": {"owner": {Relation.SELF}},
    "passkey": {"coordinator": {Relation.SELF}},
    # Of the two whom each of the vouches ties, the one who can press the button.
    "vouch": {"owner": {Relation.SELF}},
    "profile": {"owner": {Relation.SELF, Relation.FELLOW}, "fellow": {Relation.FELLOW}},
}


def relations_of(viewer: str, thing: str) -> set[Relation]:
    """Everything that a viewer is: to anybody, to the site, and to the thing."""
    return {Relation.ANYONE} | STANDING[viewer] | RELATIONS[thing].get(viewer, set())


@dataclass(frozen=True)
class Person:
    """Somebody with an account, as far as logging in goes."""

    handle: str
    address: str
    cookie: str


@dataclass(frozen=True)
class World:
    """Where everything is: plain values, so that nothing here goes stale when rows change."""

    people: dict[str, Person]
    slugs: dict[str, str]
    ids: dict[str, str]
    tokens: dict[str, str]
    snapshot: Snapshot = field(repr=False)
    kept: list[dict[str, Any]] = field(repr=False)
    mail: Path
    letter: bytes = field(repr=False)

    def restore(self) -> None:
        """Put every row back as it was in the beginning; however long ago that was, its people have just come in."""
        self.snapshot.put_back()
        moment = now()
        late = sa.update(MemberSession).where(MemberSession.proved_at < moment - timedelta(minutes=3))
        changed = db.session.execute(late.values(opened_at=moment, seen_at=moment, proved_at=moment)).rowcount
        db.session.commit()
        if changed:
            self.snapshot.take()
        self.mail.write_bytes(self.letter)  # the mailbox is emptied after each test

    def put_back_kept(self) -> None:
        """Put the rows back that others than the laws find there as well."""
        db.session.rollback()
        db.session.execute(sa.delete(HelpKind))
        db.session.execute(sa.insert(HelpKind), self.kept)
        db.session.commit()

    def enter(self, client: PageClient, viewer: str) -> PageClient:
        """Make this client the browser of one of the viewers."""
        client.logout()
        return client if viewer == "visitor" else client.enter(self.people[viewer].cookie)


_worlds: dict[str, World] = {}


def the_world(app: Flask) -> World:
    """The world of this process's database, as new."""
    address = str(db.engine.url)
    if address not in _worlds:
        _worlds[address] = _build(app)
    else:
        _worlds[address].restore()
    return _worlds[address]


def digest() -> dict[str, str]:
    """A digest of every table: equal when nothing has changed."""
    db.session.rollback()
    found = {}
    for table in Model.metadata.sorted_tables:
        rows = db.session.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
        found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    db.session.rollback()
    return found


def send(client: PageClient, method: str, url: str, **options: Any) -> TestResponse:
    """A request whose answer is not read as a page."""
    options = {"buffered": True} | options
    response: TestResponse = contextvars.Context().run(client._client.open, url, method=method, **options)
    db.session.rollback()
    return response


def new_member(name: str, **values: Any) -> Member:
    """A member with a profile of which everybody may see everything."""
    address = f"{name}@example.org".replace("_", "-")
    member: Member = MemberFactory(handle=name.replace("_", "-"), display_name=name.title(), address=address, **values)
    profile = Profile(
        member_id=member.id,
        bio_text="I help.",
        bio_language="en",
        skills="interpreting",
        spoken=[["ko", "first"]],
        country="KR",
    )
    profile.open_to({**dict.fromkeys(FIELDS, Audience.ONLY_ME), "display_name": Audience.EVERYONE})
    _add(profile)
    return member


def join(group: Group, member: Member, state: MembershipState = MembershipState.ACTIVE, **values: Any) -> Membership:
    """A member's stay in a group."""
    joined_at = now() if state is MembershipState.ACTIVE else None
    ended_at = now() if state is MembershipState.BANNED else None
    stay = Membership(
        group_id=group.id, member_id=member.id, state=state, joined_at=joined_at, ended_at=ended_at, **values
    )
    return _add(stay)


def new_group(slug: str, policy: JoinPolicy, visibility: Visibility) -> Group:
    """A group that serves the second commitment."""
    group = Group(
        slug=slug, name_en=f"Group {slug}", purpose_en="To act together.", join_policy=policy, visibility=visibility
    )
    group.serve([2])
    return _add(group)


def new_invitation(group: Group, creator: Member, note: str = "") -> Invitation:
    """A link into a group."""
    expires_at = now() + timedelta(days=7)
    return _add(Invitation(group_id=group.id, created_by_id=creator.id, note=note, max_uses=5, expires_at=expires_at))


def new_vouch(voucher: Member, member: Member) -> Vouch:
    """One member's vouch for another."""
    vouch = Vouch(voucher_id=voucher.id, member_id=member.id)
    vouch.note = "We studied together."
    return _add(vouch)


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row


def _build(app: Flask) -> World:
    roles = {"moderator": Role.MODERATOR, "administrator": Role.ADMINISTRATOR}
    members = {name: new_member(name, role=roles.get(name, Role.MEMBER)) for name in PEOPLE if name != "suspended"}
    members["suspended"] = new_member("suspended", suspended=True)
    ids = _build_groups(members) | _build_vouches(members)
    tokens = _build_tokens(members["owner"]) | {"invitation": ids.pop("invitation_token")}
    tokens |= _build_links(members["owner"])
    ids["share_code"] = _build_shared(tokens["yours"], members["fellow"])
    ids["report"] = _build_desk(members)
    ids |= build_works(db.session.scalars(sa.select(Group).where(Group.slug == "the-main-one")).one(), members)
    ids |= _build_floods(members["moderator"])
    ids |= _build_contacts(members)
    ids |= _build_exports(members)
    ask_for_copy(actor=members["stranger"], device="firefox-linux")
    run_due_errands()
    begin_totp(member=members["stranger"])
    dismiss_steps(actor=members["fellow"])
    ids["totp_secret"] = secret_of(members["stranger"])
    with_app(members["fellow"])
    ids["passkey"] = str(with_passkey(members["coordinator"])[0].id)
    _add(RecoveryCode(member_id=members["coordinator"].id, digest=bytes(32)))
    ids["picture"] = _give_picture(members["owner"])
    _add(Worker(seen_at=now() + timedelta(days=1)))  # it lives as long as any test takes
    deliver_due()
    mailbox: Path = app.config["COMMUNITY"].instance / "mailbox"
    letter = min(mailbox.glob("*.eml"))
    ids["mail"] = letter.name
    seal_all()
    sign_checkpoint()
    people = {
        name: Person(member.handle, f"{member.handle}@example.org", _enter(member)) for name, member in members.items()
    }
    ids["session"] = str(uuid.UUID(hex=_enter(members["stranger"]).partition(".")[0]))
    slugs = {kind: f"the-{kind}-one" for kind in ("main", "open", "hidden")}
    kept = [dict(row._mapping) for row in db.session.execute(sa.select(HelpKind.__table__))]
    return World(people, slugs, ids, tokens, take_snapshot(), kept, letter, letter.read_bytes())


def _build_groups(members: dict[str, Member]) -> dict[str, str]:
    main = new_group("the-main-one", JoinPolicy.ON_REQUEST, Visibility.PUBLIC)
    main.questions_en = ["What brings you here?"]
    open_to_all = new_group("the-open-one", JoinPolicy.OPEN, Visibility.PUBLIC)
    hidden = new_group("the-hidden-one", JoinPolicy.BY_INVITATION, Visibility.HIDDEN)
    coordinator = GroupRole.COORDINATOR
    deputy = new_member("deputy")
    rows = {
        "coordinator": join(main, members["coordinator"], role=coordinator),
        "deputy": join(main, deputy, role=coordinator),
        "group_member": join(main, members["group_member"]),
        "newcomer": join(main, members["newcomer"], settles_at=now() + timedelta(days=30)),
        "request": join(main, members["applicant"], MembershipState.REQUESTED),
        "barred": join(main, members["barred"], MembershipState.BANNED),
        "invitation": new_invitation(main, members["coordinator"], "for the film night"),
    }
    rows["request"].keep_answers([("What brings you here?", "A friend.")])
    for group in (open_to_all, hidden):
        join(group, deputy, role=coordinator)
    join(open_to_all, members["owner"])
    join(open_to_all, members["fellow"])
    db.session.commit()
    return {name: str(row.id) for name, row in rows.items()} | {
        "invitation_token": invitation_token(rows["invitation"])
    }


def _build_contacts(members: dict[str, Member]) -> dict[str, str]:
    """The stranger asks the owner, who writes with a fellow and has blocked the deputy."""
    owner, fellow = members["owner"], members["fellow"]
    contacts.ask(actor=fellow, asked=owner, words="We met at the choir.")
    talk = contacts.accept(actor=owner, request=db.session.scalars(sa.select(ContactRequest)).one())
    message = contacts.write(actor=owner, conversation=talk, words="I remember.")
    contacts.write(actor=fellow, conversation=talk, words="Shall we sing again?")
    contacts.ask(actor=members["stranger"], asked=owner, words="I translate. Can I help?")
    request = db.session.scalars(sa.select(ContactRequest)).one()
    block(actor=owner, member=db.session.scalars(sa.select(Member).where(Member.handle == "deputy")).one())
    rows = {"conversation": talk, "message": message, "contact_request": request}
    rows["block"] = db.session.scalars(sa.select(Block)).one()
    return {name: str(row.id) for name, row in rows.items()}


def _give_picture(member: Member) -> str:
    image = picture("WEBP")
    set_picture(actor=member, portrait=Portrait(image, image), audience=Audience.EVERYONE)
    return get_profile(member).picture


def _build_vouches(members: dict[str, Member]) -> dict[str, str]:
    pairs = {
        "vouch_given": ("owner", "fellow"),
        "vouch_received": ("applicant", "owner"),
        "vouch_declined": ("barred", "owner"),
    }
    rows = {name: new_vouch(members[voucher], members[member]) for name, (voucher, member) in pairs.items()}
    rows["vouch_declined"].decline()
    db.session.commit()
    return {name: str(row.id) for name, row in rows.items()}


def _build_tokens(owner: Member) -> dict[str, str]:
    answers = {"commitments": {1: "I teach."}, "name": "A Friend", "country": "KR", "affiliation": None}
    sign_up(email="new@example.org", password="four words that fit", display_name="New", language="en")
    request_password_reset(email=owner.email)
    endorse_as_member(actor=owner, shown=Shown.NAMED, language="en", **answers)
    endorse(email="counted@example.org", shown=Shown.NAMED, language="ko", **answers)
    confirm(token=_mailed("/endorse/confirm/"))
    yours = _mailed("/endorse/yours/")
    endorse(email="quiet@example.org", shown=Shown.COUNTED, language="ko", **answers)
    confirm(token=_mailed("/endorse/confirm/"))
    endorse(email="pending@example.org", shown=Shown.COUNTED, language="en", **answers)
    return {
        "signup": _mailed("/en/confirm/"),
        "reset": _mailed("/password/reset/"),
        "endorsement": _mailed("/en/endorse/confirm/"),
        "withdrawal": _mailed("/endorse/withdraw/"),
        "yours": yours,
        "unshared": _mailed("/endorse/yours/"),
        "claim": administrator_token(),
    }


def _build_shared(token: str, fellow: Member) -> str:
    """Has two endorsements shown around, a visitor's and a member's; gives the code of the visitor's page."""
    share_by_token(token=token)
    unnamed = {"name": None, "country": None, "affiliation": None, "shown": Shown.COUNTED}
    endorse_as_member(actor=fellow, commitments={}, language="ko", **unnamed)
    share(actor=fellow)
    shared = Endorsement.share_code.is_not(None) & Endorsement.member_id.is_(None)
    return db.session.scalars(sa.select(Endorsement.share_code).where(shared)).one()


def _build_desk(members: dict[str, Member]) -> str:
    """What moderators have to do, and have done; gives the id of a report that waits."""
    told = {"reason": ReportReason.HARASSMENT, "words": "Told to moderators alone.", "evidence": "Go away!"}
    made = report(actor=members["owner"], about=members["fellow"], **told)
    _add(ReachedLimit(member_id=members["stranger"].id, reached=Limit.PROFILES, day=now().date()))
    opened = {"field": "city", "reason": "They may be in danger.", "opener_id": members["moderator"].id}
    _add(FieldOpening(member_id=members["owner"].id, **opened))
    return str(made.id)


def _build_exports(members: dict[str, Member]) -> dict[str, str]:
    """An export of another administrator that waits, and one of the administrator that was approved."""
    content, form, reason = ExportContent.NAMES, ExportFormat.CSV, "For the yearly report."
    second = new_member("notary", role=Role.ADMINISTRATOR)
    waiting = exports.ask(actor=second, content=content, form=form, reason=reason)
    approved = exports.ask(actor=members["administrator"], content=content, form=form, reason=reason)
    exports.decide(actor=second, export=approved, approve=True)
    return {"export": str(waiting.id), "approved_export": str(approved.id)}


@atomic
def _build_floods(moderator: Member) -> dict[str, str]:
    """An endorsement that was held back, one that counts, and what was begun with many."""
    moment, bounds = now(), {"filled_from": 0, "filled_to": 10, "answered_from": 0, "answered_to": 15}
    flood = Flood(sign=Sign.NETWORK, pace=Pace.QUICK, mark=b"mark", first_at=moment, last_at=moment, **bounds)
    held = EndorsementFactory(address="held@example.org", pending=True)
    db.session.add(flood)
    db.session.flush()
    held.state, held.confirmed_at, held.flood_id = EndorsementState.QUARANTINED, moment, flood.id
    held.held_reason = "network-quick"
    bulk = {}
    for name, state in (("ready", "ready"), ("running", "running"), ("done", "done")):
        bulk[name] = BulkAction(
            kind=BulkKind.SET_ASIDE, state=BulkState(state), actor_id=moderator.id, matched=2, done=1
        )
        bulk[name].conditions = {"state": "counted", "shown": "named", "sample": [held.id.hex]}
    db.session.add_all(bulk.values())
    counted = db.session.scalars(
        sa.select(Endorsement).where(Endorsement.language == "ko", Endorsement.name.is_not(None))
    ).one()
    rows = {"flood": flood, "held": held, "counted": counted} | {f"bulk_{name}": row for name, row in bulk.items()}
    return {name: str(row.id) for name, row in rows.items()}


@atomic
def _build_links(owner: Member) -> dict[str, str]:
    leaving = MemberFactory(handle="leaving", closes_at=now() + timedelta(days=7))
    week = timedelta(days=7)
    return {
        "new_address": hand_out(owner, LinkPurpose.CONFIRM_EMAIL, week, "new-owner@example.org"),
        "way_back": hand_out(owner, LinkPurpose.RESTORE_EMAIL, week, "old-owner@example.org"),
        "staying": hand_out(leaving, LinkPurpose.CANCEL_CLOSING, week),
    }


def _mailed(path: str) -> str:
    """The token of the link that a mail carries."""
    run_due_errands()
    texts = [mail.text for mail in db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.created_at))]
    found = [match[1] for text in texts for match in re.finditer(re.escape(path) + r"(\S+)", text)]
    db.session.rollback()
    return found[-1]


def _enter(member: Member) -> str:
    return open_session(member=member, device="firefox-linux", second_factor=True).get_id()
