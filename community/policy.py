"""The one table that says who may do what. The public page "Who may do what" is drawn from it."""

from enum import StrEnum


class Relation(StrEnum):
    """What a person can be: to the site, or to the thing that is looked at."""

    ANYONE = "anyone"
    VISITOR = "visitor"
    MEMBER = "member"
    SELF = "self"
    FELLOW = "fellow"
    BLOCKED = "blocked"
    APPLICANT = "applicant"
    NEWCOMER = "newcomer"
    GROUP_MEMBER = "group_member"
    COORDINATOR = "coordinator"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


def _who(*relations: Relation) -> frozenset[Relation]:
    return frozenset(relations)


ANYONE = _who(Relation.ANYONE)
VISITORS = _who(Relation.VISITOR)
MEMBERS = _who(Relation.MEMBER)
ONESELF = _who(Relation.SELF)
APPLICANTS = _who(Relation.APPLICANT)
GROUP_MEMBERS = _who(Relation.GROUP_MEMBER)
# Those too whom a group with a probation does not know long enough yet.
INSIDERS = _who(Relation.NEWCOMER, Relation.GROUP_MEMBER)
COORDINATORS = _who(Relation.COORDINATOR, Relation.MODERATOR)
# Who is in a group reads what its members open to their groups: whom it takes in is no business of moderators, who
# would only have to take in themselves.
DOORKEEPERS = _who(Relation.COORDINATOR)
MODERATORS = _who(Relation.MODERATOR)
ADMINISTRATORS = _who(Relation.ADMINISTRATOR)

POLICY: dict[str, frozenset[Relation]] = {
    # the site itself
    "static": ANYONE,
    "home.index": ANYONE,
    "home.about": ANYONE,
    "home.privacy": ANYONE,
    "home.roles": ANYONE,
    "home.steps": MEMBERS,
    "home.dismiss_steps": MEMBERS,
    "home.recall_steps": MEMBERS,
    "machines.healthz": ANYONE,
    "machines.readyz": ANYONE,
    # the ledger, which proves the count
    "ledger.index": ANYONE,
    "downloads.checkpoint": ANYONE,
    "downloads.key": ANYONE,
    "downloads.tile": ANYONE,
    "downloads.bundle": ANYONE,
    "downloads.entries": ANYONE,
    "downloads.inclusion": ANYONE,
    "downloads.consistency": ANYONE,
    "downloads.verifier": ANYONE,
    # the declaration and its endorsements
    "declaration.read": ANYONE,
    "declaration.commitment": ANYONE,
    "declaration.version": ANYONE,
    "endorsements.endorse": ANYONE,
    "endorsements.sent": ANYONE,
    "endorsements.thanks": ANYONE,
    "endorsements.index": ANYONE,
    "endorsements.figures": ANYONE,
    "endorsements.embed": ANYONE,
    "endorsements.feed": ANYONE,
    "embeds.count": ANYONE,
    "embeds.badge": ANYONE,
    "pictures.picture": ANYONE,
    "api.index": ANYONE,
    "api.declaration": ANYONE,
    "api.commitments": ANYONE,
    "api.counts": ANYONE,
    "api.endorsements": ANYONE,
    "api.openapi": ANYONE,
    "endorsements.confirm": ANYONE,
    "endorsements.refuse": ANYONE,
    "endorsements.withdraw_by_mail": ANYONE,
    "endorsements.yours": ANYONE,
    "endorsements.certificate_by_mail": ANYONE,
    "endorsements.receipt_by_mail": ANYONE,
    "endorsements.share_by_mail": ANYONE,
    "endorsements.unshare_by_mail": ANYONE,
    "endorsements.by": ANYONE,
    "share.declaration": ANYONE,
    "share.commitment": ANYONE,
    "share.by": ANYONE,
    "endorsements.mine": MEMBERS,
    "endorsements.certificate": MEMBERS,
    "endorsements.receipt": MEMBERS,
    "endorsements.share": MEMBERS,
    "endorsements.unshare": MEMBERS,
    "endorsements.withdraw": MEMBERS,
    "endorsements.renew": MEMBERS,
    "endorsements.renew_by_mail": ANYONE,
    # accounts
    "accounts.signup": VISITORS,
    "accounts.signup_sent": VISITORS,
    "accounts.confirm": ANYONE,
    "accounts.login": VISITORS,
    "accounts.second_step": VISITORS,
    "accounts.login_with_passkey": VISITORS,
    "accounts.logout": MEMBERS,
    "accounts.change_email": MEMBERS,
    "accounts.confirm_email": ANYONE,
    "accounts.restore_email": ANYONE,
    "accounts.data": MEMBERS,
    "accounts.ask_data": MEMBERS,
    "accounts.download_data": MEMBERS,
    "accounts.close": MEMBERS,
    "accounts.closed": ANYONE,
    "accounts.cancel_closing": ANYONE,
    "accounts.prove": MEMBERS,
    "accounts.security": MEMBERS,
    "accounts.change_password": MEMBERS,
    "accounts.privacy": MEMBERS,
    "accounts.quick_exit": ANYONE,
    "accounts.choose_factor": MEMBERS,
    "accounts.begin_totp": MEMBERS,
    "accounts.add_totp": MEMBERS,
    "accounts.remove_totp": MEMBERS,
    "accounts.renew_codes": MEMBERS,
    "accounts.add_passkey": MEMBERS,
    "accounts.rename_passkey": ONESELF,
    "accounts.remove_passkey": ONESELF,
    "accounts.end_session": ONESELF,
    "accounts.end_other_sessions": MEMBERS,
    "accounts.forgot_password": VISITORS,
    "accounts.forgot_password_sent": VISITORS,
    "accounts.reset_password": ANYONE,
    # members
    "members.index": MEMBERS,
    "members.matches": MEMBERS,
    "members.list_me": MEMBERS,
    "members.profile": ANYONE,
    "members.settings_profile": MEMBERS,
    "members.others_see_me": MEMBERS,
    "members.picture": ANYONE,
    "members.settings_picture": MEMBERS,
    "members.remove_picture": MEMBERS,
    "members.hide": MEMBERS,
    # what members tell the moderators
    "reports.report": MEMBERS,
    "reports.mine": MEMBERS,
    "looked.index": MEMBERS,
    # vouching
    "vouching.vouch": MEMBERS,
    "vouching.made": MEMBERS,
    "vouching.received": MEMBERS,
    "vouching.take_back": ONESELF,
    "vouching.decline": ONESELF,
    "vouching.allow": ONESELF,
    # contacts
    "contacts.index": MEMBERS,
    "contacts.requests": MEMBERS,
    "contacts.sent": MEMBERS,
    "contacts.seen": MEMBERS,
    "contacts.ask": MEMBERS,
    "contacts.accept": ONESELF,
    "contacts.decline": ONESELF,
    "contacts.ignore": ONESELF,
    "contacts.take_back": ONESELF,
    "contacts.conversation": ONESELF,
    "contacts.see": ONESELF,
    "contacts.end": ONESELF,
    "contacts.delete": ONESELF,
    "contacts.delete_message": ONESELF,
    "contacts.report_request": ONESELF,
    "contacts.report": ONESELF,
    "contacts.settings": MEMBERS,
    "contacts.block": MEMBERS,
    "contacts.blocked": MEMBERS,
    "contacts.unblock": ONESELF,
    # working groups
    "groups.index": ANYONE,
    "groups.page": ANYONE,
    "groups.join": MEMBERS,
    "groups.cancel_request": APPLICANTS,
    "groups.leave": INSIDERS,
    "groups.roster": GROUP_MEMBERS | MODERATORS,
    "groups.invitation": ANYONE,
    "groups.accept_invitation": MEMBERS,
    "groups.mine": MEMBERS,
    "groups.edit": COORDINATORS,
    "groups.requests": COORDINATORS,
    "groups.approve": DOORKEEPERS,
    "groups.decline": COORDINATORS,
    "groups.invitations": DOORKEEPERS,
    "groups.revoke_invitation": DOORKEEPERS,
    "groups.appoint": DOORKEEPERS | ADMINISTRATORS,
    "groups.dismiss": COORDINATORS,
    "groups.remove": COORDINATORS,
    "groups.ban": COORDINATORS,
    "groups.unban": COORDINATORS,
    # announcements
    "announcements.index": INSIDERS | MODERATORS,
    "announcements.announcement": INSIDERS | MODERATORS,
    "announcements.news": ANYONE,
    "announcements.published": ANYONE,
    "announcements.feed": ANYONE,
    "announcements.announce": COORDINATORS,
    "announcements.edit": COORDINATORS,
    "announcements.pin": COORDINATORS,
    "announcements.unpin": COORDINATORS,
    "announcements.delete": COORDINATORS,
    # moderation and administration
    "moderation.index": MODERATORS,
    "moderation.members": MODERATORS,
    "moderation.member": MODERATORS,
    "moderation.open_field": MODERATORS,
    "moderation.reports": MODERATORS,
    "moderation.report": MODERATORS,
    "moderation.settle": MODERATORS,
    "moderation.limits": MODERATORS,
    "moderation.suspend": MODERATORS,
    "moderation.restore": MODERATORS,
    "moderation.rings": MODERATORS,
    "moderation.audit": MODERATORS,
    "moderation.floods": MODERATORS,
    "moderation.flood": MODERATORS,
    "moderation.endorsements": MODERATORS,
    "moderation.endorsement": MODERATORS,
    "moderation.let_in": MODERATORS,
    "moderation.set_aside": MODERATORS,
    "moderation.feature": MODERATORS,
    "moderation.unfeature": MODERATORS,
    "moderation.bulk_actions": MODERATORS,
    "moderation.prepare_bulk": MODERATORS,
    "moderation.bulk": MODERATORS,
    "moderation.start_bulk": MODERATORS,
    "moderation.cancel_bulk": MODERATORS,
    "moderation.undo_bulk": MODERATORS,
    "moderation.create_group": ADMINISTRATORS,
    "moderation.set_role": ADMINISTRATORS,
    "moderation.help_kinds": ADMINISTRATORS,
    "moderation.add_help_kind": ADMINISTRATORS,
    "moderation.edit_help_kind": ADMINISTRATORS,
    "moderation.claim": ANYONE,
    "exports.index": MODERATORS,
    "exports.ask": ADMINISTRATORS,
    "exports.approve": MODERATORS,
    "exports.decline": MODERATORS,
    "exports.download": ADMINISTRATORS,
}

# What nobody gets without a second factor, whatever the database says of them.
POWERS = _who(Relation.COORDINATOR, Relation.MODERATOR, Relation.ADMINISTRATOR)

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
        "groups.dismiss",
        "moderation.open_field",
        "moderation.set_role",
        "moderation.start_bulk",
        "moderation.undo_bulk",
        "moderation.claim",
        "exports.approve",
        "exports.download",
    }
)

# Pages that exist on a developer's machine only.
DEVELOPMENT_POLICY: dict[str, frozenset[Relation]] = {
    "styleguide.index": ANYONE,
    "mailbox.index": ANYONE,
    "mailbox.message": ANYONE,
}
