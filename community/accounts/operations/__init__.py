"""Writing accounts."""

from community.accounts.operations.administering import administrator_token, appoint_by_address, claim_administration
from community.accounts.operations.events import forget_events, note
from community.accounts.operations.factors import begin_totp, confirm_totp, remove_totp, renew_codes
from community.accounts.operations.links import forget_links
from community.accounts.operations.logging_in import authenticate, fits_password
from community.accounts.operations.privacy import choose_privacy
from community.accounts.operations.refusals import (
    AdministratorClaimed,
    FactorExists,
    LinkNotValid,
    NoFactor,
    SignupNotValid,
    UnknownAddress,
    WrongCode,
)
from community.accounts.operations.resetting import (
    find_reset,
    mail_password_reset,
    request_password_reset,
    reset_password,
)
from community.accounts.operations.second_step import (
    find_first_step,
    sign_first_step,
    use_app_code,
    use_recovery_code,
)
from community.accounts.operations.sessions import (
    end_other_sessions,
    end_session,
    end_sessions,
    forget_sessions,
    mark_proved,
    mark_seen,
    open_session,
)
from community.accounts.operations.signing_up import (
    CONFIRMATION_LASTS,
    MOST_SIGNUPS,
    confirm,
    find_signup,
    forget_unconfirmed,
    sign_up,
    take_in,
)
from community.errands import Handler

# What is done after the answer, and who does it.
ERRANDS: dict[str, Handler] = {
    "accounts.sign_up": take_in,
    "accounts.mail_password_reset": mail_password_reset,
}

__all__ = [
    "CONFIRMATION_LASTS",
    "ERRANDS",
    "MOST_SIGNUPS",
    "AdministratorClaimed",
    "FactorExists",
    "LinkNotValid",
    "NoFactor",
    "SignupNotValid",
    "UnknownAddress",
    "WrongCode",
    "administrator_token",
    "appoint_by_address",
    "authenticate",
    "begin_totp",
    "choose_privacy",
    "claim_administration",
    "confirm",
    "confirm_totp",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "find_first_step",
    "find_reset",
    "find_signup",
    "fits_password",
    "forget_events",
    "forget_links",
    "forget_sessions",
    "forget_unconfirmed",
    "mark_proved",
    "mark_seen",
    "note",
    "open_session",
    "remove_totp",
    "renew_codes",
    "request_password_reset",
    "reset_password",
    "sign_first_step",
    "sign_up",
    "use_app_code",
    "use_recovery_code",
]
