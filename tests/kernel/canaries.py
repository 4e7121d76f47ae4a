"""One row of every kind that keeps something sealed, with a canary in each sealed field."""

from datetime import timedelta

from community.accounts.models import LinkPurpose, MailedLink
from community.accounts.models.copies import DataCopy
from community.accounts.models.factors import Totp
from community.crypto import SealedField
from community.db import db, now
from community.endorsements.models import BulkAction, BulkKind
from community.errands import Errand
from community.groups.models import GroupState
from community.ledger.models import LedgerKey
from community.library.models import ItemKind, Piece
from community.mail import OutboxMail
from community.members.models import Belonging, Picture, Profile
from community.rotation import sealed_models
from community.vouching.models import Vouch
from tests.announcements import factories as announcements
from tests.contacts.factories import ContactRequestFactory, ConversationFactory, MessageFactory
from tests.decisions import factories as decisions
from tests.discussions import factories as discussions
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.groups.factories import (
    CharterFactory,
    GroupFactory,
    GroupProposalFactory,
    InvitationFactory,
    MembershipFactory,
    NoteFactory,
    RosterExportFactory,
)
from tests.library.factories import LinkFactory
from tests.meetings.factories import MeetingFactory, MinutesFactory
from tests.reports.factories import ReportFactory
from tests.tasks.factories import TaskFactory

# What stands beside the canaries in the open, by which a search shows that it searches.
OPEN = "canary-in-the-open"


def plant(mark: str = "of") -> dict[SealedField, str]:
    """Make the rows, `mark` standing in every canary; returns what is sealed in each field of each kind."""
    canaries = {
        field: f"canary-{mark}-{field.model.__tablename__}-{field.name}@canary.example"
        for fields in sealed_models().values()
        for field in fields
    }
    texts = {(field.model.__name__, field.name): text for field, text in canaries.items()}
    member = MemberFactory(address=texts["Member", "email"], display_name=OPEN)
    endorsement = EndorsementFactory(address=texts["Endorsement", "email"], name=OPEN, pending=True)
    endorsement.opening = texts["Endorsement", "opening"]
    key = LedgerKey(number=1, origin="example.org/ledger", public=bytes(32))
    key.private = texts["LedgerKey", "private"]
    profile = Profile(member_id=member.id, belonging=Belonging.DEFECTOR_COMMUNITY)
    answers = MembershipFactory(member=member, requested=True)
    answers.keep_answers([("Why?", texts["Membership", "answers"])])
    answers.reason = texts["Membership", "reason"]
    InvitationFactory(created_by=member, note=texts["Invitation", "note"], recipient=texts["Invitation", "recipient"])
    other = MemberFactory()
    ContactRequestFactory(asker=member, asked=other, words=texts["ContactRequest", "words"])
    talk = ConversationFactory(one=member, other=other)
    MessageFactory(conversation=talk, author=member, words=texts["Message", "words"])
    mail = OutboxMail(template="x", language="en", due_at=now() + timedelta(days=1))
    for name in ("recipient", "subject", "text", "html", "unsubscribe", "about"):
        setattr(mail, name, texts["OutboxMail", name])
    link = MailedLink(purpose=LinkPurpose.CONFIRM_EMAIL, member_id=member.id, expires_at=now() + timedelta(days=1))
    link.payload = texts["MailedLink", "payload"]
    totp, copy = Totp(member_id=member.id), DataCopy(member_id=member.id)
    totp.secret, copy.archive = texts["Totp", "secret"], texts["DataCopy", "archive"]
    picture = Picture(member_id=member.id)
    picture.small, picture.large = texts["Picture", "small"], texts["Picture", "large"]
    vouch = Vouch(voucher_id=member.id, member_id=MemberFactory().id)
    vouch.note = texts["Vouch", "note"]
    group = GroupFactory(state=GroupState.PAUSED, state_reason=texts["Group", "state_reason"])
    CharterFactory(
        group=group,
        author=member,
        **{name: texts["CharterVersion", name] for name in ("text_en", "text_ko", "summary")},
    )
    GroupProposalFactory(
        proposer=member, sent_back=True, **{name: texts["GroupProposal", name] for name in ("words", "reason")}
    )
    NoteFactory(group=group, text=texts["MemberNote", "text"])
    RosterExportFactory(group=group, reason=texts["RosterExport", "reason"])
    ReportFactory(
        reporter=member, about=other, **{name: texts["Report", name] for name in ("words", "evidence", "outcome")}
    )
    TaskFactory(author=member, **{name: texts["Task", name] for name in ("title", "description")})
    proposal = decisions.ProposalFactory(
        author=member, **{name: texts["Proposal", name] for name in ("title", "text", "outcome")}
    )
    decisions.PositionFactory(
        proposal=proposal, voter=member, **{name: texts["Position", name] for name in ("stance_padded", "reason")}
    )
    announcements.plant(member, texts)
    discussions.plant(member, texts)
    bulk = BulkAction(kind=BulkKind.SET_ASIDE)
    bulk.conditions_json = texts["BulkAction", "conditions_json"]
    errand = Errand(kind="x", payload=texts["Errand", "payload"], due_at=now() + timedelta(days=1))
    meeting = MeetingFactory(**{name: texts["Meeting", name] for name in ("title", "agenda", "place", "link")})
    item = LinkFactory(
        kind=ItemKind.FILE, **{name: texts["Item", name] for name in ("title", "note", "place", "digest")}
    )
    db.session.add(Piece(item_id=item.id, number=0, data=texts["Piece", "data"]))
    MinutesFactory(meeting=meeting, body=texts["Minutes", "body"])
    db.session.add_all([endorsement, key, profile, mail, link, totp, copy, picture, vouch, bulk, errand])
    db.session.commit()
    replaced = {("Profile", "belonging"): Belonging.DEFECTOR_COMMUNITY.value}
    return {field: replaced.get((field.model.__name__, field.name), text) for field, text in canaries.items()}
