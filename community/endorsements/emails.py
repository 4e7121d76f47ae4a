"""The mails of endorsements.

They repeat nothing that was typed into the form: anybody can type in anybody's address.
"""

import uuid
from typing import Any

from community import mail
from community.endorsements.models import Endorsement
from community.endorsements.queries import YOURS, token_of


def send_confirmation(endorsement: Endorsement) -> uuid.UUID:
    """Ask the owner of an address to confirm that they endorsed, or to say that they did not; returns the mail's id."""
    return _send(
        endorsement,
        "confirm",
        url=_link(endorsement, "endorsements.confirm", "endorse-confirm"),
        refuse_url=_link(endorsement, "endorsements.refuse", "endorse-confirm"),
    )


def send_already_endorsed(endorsement: Endorsement) -> None:
    """Tell an endorser that the declaration was endorsed with their address again, and how to withdraw."""
    _send(endorsement, "already_endorsed", withdraw_url=_withdraw_link(endorsement))


def send_reminder(endorsement: Endorsement) -> None:
    """Remind the owner of an address, once, of an endorsement that waits for their button."""
    _send(
        endorsement,
        "reminder",
        url=_link(endorsement, "endorsements.confirm", "endorse-confirm"),
        refuse_url=_link(endorsement, "endorsements.refuse", "endorse-confirm"),
    )


def send_crowded(endorsement: Endorsement) -> None:
    """Tell the owner of an address that there is no room for one more at it; nothing was added."""
    _send(endorsement, "crowded")


def send_thanks(endorsement: Endorsement) -> None:
    """Thank an endorser whose endorsement counts now, and say how to withdraw it."""
    signup_url = mail.link("accounts.signup", endorsement.language)
    has_account = endorsement.member_id is not None
    _send(
        endorsement,
        "thank_you",
        withdraw_url=_withdraw_link(endorsement),
        yours_url=_link(endorsement, "endorsements.yours", YOURS),
        signup_url=None if has_account else signup_url,
        list_url=mail.link("endorsements.index", endorsement.language),
    )


def _withdraw_link(endorsement: Endorsement) -> str:
    return _link(endorsement, "endorsements.withdraw_by_mail", "endorse-withdraw")


def _link(endorsement: Endorsement, endpoint: str, purpose: str) -> str:
    return mail.link(endpoint, endorsement.language, token=token_of(endorsement, purpose))


def _send(endorsement: Endorsement, name: str, **context: Any) -> uuid.UUID:
    # Discreet if the address is a member's who has chosen that, whether or not they endorsed as a member.
    address, language = endorsement.email, endorsement.language
    return mail.send(f"endorsements/mail/{name}", to=address, language=language, discreet=None, **context)
