"""What endorsements keep of a member, told to that member."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.declaration.queries import describe_version
from community.declaration.texts import text
from community.endorsements import queries
from community.endorsements.models import Endorsement, EndorsementState, Shown
from community.endorsements.queries.openings import ENDORSED
from community.i18n import Words, country_name, current_language, language_name, lazy
from community.members.wording import PROFESSIONS

STATES: dict[EndorsementState, Words] = {
    EndorsementState.PENDING: lazy("Waits for the button in the mail"),
    EndorsementState.COUNTED: lazy("Counts"),
    EndorsementState.QUARANTINED: lazy("Waits for a moderator"),
    EndorsementState.SET_ASIDE: lazy("Set aside by a moderator"),
}
SHOWN: dict[Shown, Words] = {
    Shown.NAMED: lazy("With a name, for everyone to see"),
    Shown.COUNTED: lazy("Only counted"),
}


def tell_endorsement(member: Member) -> list[Part]:
    """The endorsement and the commitments that it takes on, each with its pledge."""
    mine = queries.find_my_endorsement(member)
    title, pledged = lazy("Your endorsement"), lazy("The commitments that you took on")
    if mine is None:
        return [Part("endorsement", title, []), Part("commitments", pledged, [])]
    commitments = queries.list_commitments(mine)
    return [
        Part("endorsement", title, [_endorsement(mine)]),
        Part("commitments", pledged, [_commitment(number, pledge) for number, pledge in commitments.items()]),
    ]


def _endorsement(mine: Endorsement) -> list[Fact]:
    version = describe_version(mine.version_id)
    return [
        Fact("email", lazy("E-mail address"), mine.email),
        Fact("state", lazy("State"), mine.state, STATES[mine.state]),
        Fact("shown", lazy("How it is shown"), mine.shown, SHOWN[mine.shown]),
        Fact("name", lazy("Name"), mine.name),
        Fact("affiliation", lazy("Organization or profession"), mine.affiliation),
        Fact("country", lazy("Country"), mine.country, country_name(mine.country) if mine.country else None),
        Fact("page", lazy("Code of the page that you show around"), mine.share_code),
        Fact("profession", lazy("Profession"), mine.profession_group, PROFESSIONS.get(mine.profession_group or "")),
        Fact("language", lazy("Language"), mine.language, language_name(mine.language)),
        Fact("version", lazy("Version of the text"), version.digest, version.since.date()),
        Fact("made", lazy("Made"), mine.created_at.date()),
        Fact("confirmed", lazy("Confirmed"), mine.confirmed_at.date() if mine.confirmed_at else None),
        Fact("line", lazy("Its line in the ledger"), f"{ENDORSED} {mine.leaf.hex()}" if mine.leaf else None),
        Fact("opening", lazy("What opens that line (keep it to yourself)"), mine.opening),
    ]


def _commitment(number: int, pledge: str | None) -> list[Fact]:
    return [
        Fact("number", lazy("Commitment"), number, text(current_language()).commitment(number)),
        Fact("pledge", lazy("What I will do"), pledge),
    ]
