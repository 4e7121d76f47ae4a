"""The one table that says who may do what. The public page "Who may do what" is drawn from it."""

from community.policy.desks import DESKS, DEVELOPMENT_POLICY
from community.policy.groups import GROUPS
from community.policy.relations import POWERS, Relation
from community.policy.site import SITE

POLICY: dict[str, frozenset[Relation]] = SITE | GROUPS | DESKS

# What asks again for password or passkey, where the last proof is more than ten minutes old.
NEEDS_FRESH_PROOF = frozenset(
    {
        "accounts.change_email",
        "accounts.ask_data",
        "accounts.download_data",
        "accounts.close",
        "accounts.change_password",
        "accounts.begin_totp",
        "accounts.add_totp",
        "accounts.remove_totp",
        "accounts.renew_codes",
        "accounts.add_passkey",
        "accounts.remove_passkey",
        "groups.appoint",
        "groups.invite_coordinator",
        "groups.archive",
        "groups.dismiss",
        "groups.hand_over",
        "groups.name_successor",
        "groups.approve_roster",
        "groups.download_roster",
        "moderation.open_field",
        "moderation.set_role",
        "moderation.start_bulk",
        "moderation.undo_branch",
        "moderation.undo_bulk",
        "moderation.claim",
        "exports.approve",
        "exports.download",
    }
)

__all__ = ["DEVELOPMENT_POLICY", "NEEDS_FRESH_PROOF", "POLICY", "POWERS", "Relation"]
