"""Writing the list of the kinds of help; administrators do."""

import re
import unicodedata

from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock
from community.i18n import LANGUAGES
from community.members.models import HelpKind
from community.members.operations.refusals import HelpKindExists, NoHelpCode, TooManyHelpKinds
from community.members.queries import help_kinds

# A longer list is read by nobody.
MOST_KINDS = 100
LONGEST_CODE = 30


@atomic
def add_help_kind(*, actor: Member, name_en: str, name_ko: str, code: str = "") -> HelpKind:
    """Offer members another kind of help.

    code: what stands for it in addresses; made of the English name where none is given.
    Raises HelpKindExists, NoHelpCode, TooManyHelpKinds.
    """
    kinds = help_kinds()
    if len(kinds) >= MOST_KINDS:
        raise TooManyHelpKinds
    code = code or code_of(name_en)
    if code in ("", "new"):  # "new" is the address at which one is added
        raise NoHelpCode
    if any(kind.code == code for kind in kinds):
        raise HelpKindExists
    kind = HelpKind(code=code, name_en=name_en, name_ko=name_ko)
    _keep_apart(kind, kinds)
    db.session.add(kind)
    _flush()
    audit.record(actor, "members.add_help_kind", kind)
    return kind


@atomic
def edit_help_kind(*, actor: Member, kind: HelpKind, name_en: str, name_ko: str, is_retired: bool) -> None:
    """Call a kind of help otherwise, retire it, or offer it again. Those who chose it keep it in every case.

    Raises HelpKindExists.
    """
    lock(kind)
    named_before, retired_before = (kind.name_en, kind.name_ko), kind.is_retired
    kind.name_en, kind.name_ko, kind.is_retired = name_en, name_ko, is_retired
    with db.session.no_autoflush:
        _keep_apart(kind, help_kinds())
    _flush()
    if (name_en, name_ko) != named_before:
        audit.record(actor, "members.rename_help_kind", kind)
    if is_retired and not retired_before:
        audit.record(actor, "members.retire_help_kind", kind)
    elif retired_before and not is_retired:
        audit.record(actor, "members.offer_help_kind_again", kind)


def code_of(name: str) -> str:
    """A code made of an English name, as far as it has letters a–z."""
    letters = unicodedata.normalize("NFKD", name.lower())
    letters = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return re.sub("[^a-z]+", "-", letters.replace("’", "")).strip("-")[:LONGEST_CODE].strip("-")


def _keep_apart(kind: HelpKind, kinds: list[HelpKind]) -> None:
    """Nobody could tell two kinds of one name apart, however it is capitalised."""
    for other in kinds:
        same = any(kind.name(language).casefold() == other.name(language).casefold() for language in LANGUAGES)
        if other is not kind and same:
            raise HelpKindExists


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody else added it at the same moment
        raise HelpKindExists from error
