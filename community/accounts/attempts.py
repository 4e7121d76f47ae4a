"""How often one may try: each account, each known device and everybody together have attempts of their own.

Attempts are counted for what was typed, whether or not somebody has such an account: the answer is the same.
"""

from flask import request
from werkzeug.exceptions import TooManyRequests

from community.accounts import operations
from community.accounts.addresses import address_key
from community.accounts.known_devices import known_device
from community.accounts.models import Member, MemberSession
from community.i18n import lazy
from community.limits import allows, hit, per_network

# Of one account from devices that are not known: a botnet guesses no faster than one attacker.
LOGINS = "10 per 15 minutes; 50 per day"
LOGINS_OF_KNOWN_DEVICE = "10 per 15 minutes; 100 per day"
# Of everybody together, known devices excepted: what the machine can compute and still serve pages.
ALL_LOGINS = "600 per minute"
SECOND_STEPS = "5 per 15 minutes; 20 per day"
PROOFS = "10 per 15 minutes"
# The last of them reach the owner's mailbox all the same: whoever asks, the link is theirs.
FORGOTTEN = "3 per hour; 10 per day"
ALL_FORGOTTEN = "1000 per hour"

WAYS_IN = lazy(
    "If it is your account: a browser in which you have logged in before, a passkey, or a new password through a mailed"
    " link let you in at once."
)


def count_login(address: str) -> None:
    """Count an attempt to log in with a password; raises TooManyRequests.

    Where an account's attempts run out, its owner is told of it, once a day; the worker looks whether there is one.
    """
    device = known_device(address)
    if device:
        hit("login from a known device", device, LOGINS_OF_KNOWN_DEVICE)
        return
    account = address_key(address)
    try:
        hit("login", account, LOGINS, WAYS_IN)
    except TooManyRequests:
        if allows("warning", account, "1 per day"):
            operations.warn_of_attempts(email=address)
        raise
    hit("login", "everybody", ALL_LOGINS, WAYS_IN)


def count_second_step(member: Member) -> None:
    """Count an attempt at the second step of logging in, of whichever kind; raises TooManyRequests."""
    # Whoever has stolen the password uses up no attempts of the owner's own browser.
    hit("second step", known_device(member.email) or member.id.hex, SECOND_STEPS)


def count_proof(session: MemberSession) -> None:
    """Count an attempt to prove oneself in a session; a thief of one session uses up no attempts of another."""
    hit("proof", session.id.hex, PROOFS)


def may_mail_link(address: str) -> bool:
    """Count that a link to choose a new password was asked for, and say whether one more mail is to be sent.

    Raises TooManyRequests where everybody together asked for too many.
    """
    hit("forgotten password", "everybody", ALL_FORGOTTEN)
    return allows("forgotten password", address_key(address), FORGOTTEN)


def _is_from_known_device() -> bool:
    return known_device(request.form.get("email", "")) is not None


# A network may be a whole town behind one address, or an exit of Tor that somebody else has used up.
login_attempts = per_network("10 per minute; 60 per hour", unless=_is_from_known_device)
