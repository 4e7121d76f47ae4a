"""Writing accounts."""

from community.accounts.operations.administering import (
    administrator_token,
    appoint_by_address,
    claim_administration,
    hold_with_administrators,
    keep_an_administrator,
)
from community.accounts.operations.closing import close, delete_closed
from community.accounts.operations.copying import ask_for_copy, forget_copies, make_copy
from community.accounts.operations.events import forget_events, note
from community.accounts.operations.factors import begin_totp, confirm_totp, remove_totp, renew_codes
from community.accounts.operations.indexing import renew_indexes
from community.accounts.operations.links import forget_links
from community.accounts.operations.logging_in import authenticate, fits_password
from community.accounts.operations.passkeys import (
    add_passkey,
    forget_challenges,
    remove_passkey,
    rename_passkey,
    use_passkey,
)
from community.accounts.operations.privacy import choose_privacy
from community.accounts.operations.readdressing import (
    ask_for_address,
    confirm_address,
    find_new_address,
    find_way_back,
    mail_new_address,
    restore_address,
)
from community.accounts.operations.refusals import (
    AddressChangedLately,
    AddressTaken,
    AdministratorClaimed,
    FactorExists,
    LastAdministrator,
    LinkNotValid,
    NoFactor,
    PasskeyKnown,
    PasskeyNotAccepted,
    PasskeyNotMade,
    PasskeyTooLate,
    SameAddress,
    SessionEnded,
    SignupNotValid,
    TooManyPasskeys,
    UnknownAddress,
    WrongCode,
)
from community.accounts.operations.resetting import (
    change_password,
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
    end_session_from,
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
from community.accounts.operations.staying import cancel_closing, find_cancelling
from community.accounts.operations.warning import warn_of_attempts, warn_owner
from community.errands import Handler

# What is done after the answer, and who does it.
ERRANDS: dict[str, Handler] = {
    "accounts.mail_new_address": mail_new_address,
    "accounts.make_copy": make_copy,
    "accounts.sign_up": take_in,
    "accounts.mail_password_reset": mail_password_reset,
    "accounts.warn_owner": warn_owner,
}

__all__ = [
    "CONFIRMATION_LASTS",
    "ERRANDS",
    "MOST_SIGNUPS",
    "AddressChangedLately",
    "AddressTaken",
    "AdministratorClaimed",
    "FactorExists",
    "LastAdministrator",
    "LinkNotValid",
    "NoFactor",
    "PasskeyKnown",
    "PasskeyNotAccepted",
    "PasskeyNotMade",
    "PasskeyTooLate",
    "SameAddress",
    "SessionEnded",
    "SignupNotValid",
    "TooManyPasskeys",
    "UnknownAddress",
    "WrongCode",
    "add_passkey",
    "administrator_token",
    "appoint_by_address",
    "ask_for_address",
    "ask_for_copy",
    "authenticate",
    "begin_totp",
    "cancel_closing",
    "change_password",
    "choose_privacy",
    "claim_administration",
    "close",
    "confirm",
    "confirm_address",
    "confirm_totp",
    "delete_closed",
    "end_other_sessions",
    "end_session",
    "end_session_from",
    "end_sessions",
    "find_cancelling",
    "find_first_step",
    "find_new_address",
    "find_reset",
    "find_signup",
    "find_way_back",
    "fits_password",
    "forget_challenges",
    "forget_copies",
    "forget_events",
    "forget_links",
    "forget_sessions",
    "forget_unconfirmed",
    "hold_with_administrators",
    "keep_an_administrator",
    "mail_new_address",
    "make_copy",
    "mark_proved",
    "mark_seen",
    "note",
    "open_session",
    "remove_passkey",
    "remove_totp",
    "rename_passkey",
    "renew_codes",
    "renew_indexes",
    "request_password_reset",
    "reset_password",
    "restore_address",
    "sign_first_step",
    "sign_up",
    "use_app_code",
    "use_passkey",
    "use_recovery_code",
    "warn_of_attempts",
]
