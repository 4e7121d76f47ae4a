"""The policy in plain words: what each action is called and what each relation means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from community.i18n import Words, lazy
from community.policy import Relation

SECTIONS: dict[str, Words] = {
    "static": lazy("The site itself"),
    "home": lazy("The site itself"),
    "machines": lazy("The site itself"),
    "declaration": lazy("The declaration and its endorsements"),
    "endorsements": lazy("The declaration and its endorsements"),
    "accounts": lazy("Accounts"),
    "members": lazy("Members"),
    "reports": lazy("Members"),
    "vouching": lazy("Members"),
    "contacts": lazy("Members"),
    "looked": lazy("Members"),
    "groups": lazy("Working groups"),
    "moderation": lazy("Moderation and administration"),
}

RELATIONS: dict[Relation, Words] = {
    Relation.ANYONE: lazy("everyone"),
    Relation.VISITOR: lazy("visitors who are not logged in"),
    Relation.MEMBER: lazy("every member"),
    Relation.SELF: lazy("the member it is about"),
    Relation.FELLOW: lazy("members of a group in common"),
    Relation.BLOCKED: lazy("whoever the member has blocked"),
    Relation.APPLICANT: lazy("whoever asked to join the group"),
    Relation.GROUP_MEMBER: lazy("members of the group"),
    Relation.COORDINATOR: lazy("coordinators of the group"),
    Relation.MODERATOR: lazy("moderators"),
    Relation.ADMINISTRATOR: lazy("administrators"),
}

ACTIONS: dict[str, Words] = {
    "static": lazy("Load the site’s own styles, fonts and pictures"),
    "home.index": lazy("See the front page"),
    "home.about": lazy("Read what this site is"),
    "home.privacy": lazy("Read what is kept, and for how long"),
    "home.roles": lazy("Read this page"),
    "home.steps": lazy("See one’s own first steps, and what a new account cannot do yet"),
    "home.dismiss_steps": lazy("Hide the first steps on the front page"),
    "home.recall_steps": lazy("Show the first steps on the front page again"),
    "machines.healthz": lazy("Ask whether the site is running"),
    "machines.readyz": lazy("Ask whether the site is ready to serve pages"),
    "declaration.read": lazy("Read the declaration"),
    "declaration.commitment": lazy("See one commitment and who stands behind it"),
    "endorsements.endorse": lazy("Endorse the declaration"),
    "endorsements.sent": lazy("See that the confirmation mail is on its way"),
    "endorsements.index": lazy("See who endorses the declaration"),
    "endorsements.confirm": lazy("Confirm an endorsement by the link in the mail"),
    "endorsements.refuse": lazy("Say “this was not me” by the link in the mail"),
    "endorsements.withdraw_by_mail": lazy("Withdraw an endorsement by the link in the mail"),
    "endorsements.mine": lazy("See one’s own endorsement"),
    "endorsements.withdraw": lazy("Withdraw one’s own endorsement"),
    "accounts.signup": lazy("Sign up"),
    "accounts.signup_sent": lazy("See that the mail after signing up is on its way"),
    "accounts.confirm": lazy("Confirm an address by the link in the mail"),
    "accounts.login": lazy("Log in"),
    "accounts.second_step": lazy("Log in with a second factor, after the password"),
    "accounts.login_with_passkey": lazy("Log in with a passkey"),
    "accounts.logout": lazy("Log out"),
    "accounts.change_email": lazy("Change one’s own e-mail address"),
    "accounts.confirm_email": lazy("Confirm a new address by the link in the mail"),
    "accounts.restore_email": lazy("Bring an earlier address back by the link in the mail"),
    "accounts.data": lazy("See how to get a copy of one’s own data, and how to delete the account"),
    "accounts.ask_data": lazy("Ask for a copy of one’s own data"),
    "accounts.download_data": lazy("Download the copy of one’s own data"),
    "accounts.close": lazy("Delete one’s own account"),
    "accounts.closed": lazy("See that the account is deleted, or will be"),
    "accounts.cancel_closing": lazy("Keep an account that was to be deleted, by the link in the mail"),
    "accounts.prove": lazy("Prove once more who one is"),
    "accounts.security": lazy("See what protects one’s own account and what happened to it"),
    "accounts.change_password": lazy("Choose another password for one’s own account"),
    "accounts.choose_factor": lazy("Read why a second factor, and choose one"),
    "accounts.begin_totp": lazy("Begin to set up an authenticator app"),
    "accounts.add_totp": lazy("Set up an authenticator app"),
    "accounts.remove_totp": lazy("Remove one’s own authenticator app"),
    "accounts.renew_codes": lazy("Make new recovery codes for oneself"),
    "accounts.privacy": lazy("Choose discreet mails and where the quick exit leads"),
    "accounts.quick_exit": lazy("Leave quickly, logged out"),
    "accounts.add_passkey": lazy("Add a passkey to one’s own account"),
    "accounts.rename_passkey": lazy("Rename one’s own passkey"),
    "accounts.remove_passkey": lazy("Remove one’s own passkey"),
    "accounts.end_session": lazy("Log out one of one’s own devices"),
    "accounts.end_other_sessions": lazy("Log out all of one’s own other devices"),
    "accounts.forgot_password": lazy("Ask for a link to choose a new password"),
    "accounts.forgot_password_sent": lazy("See that the mail with that link is on its way"),
    "accounts.reset_password": lazy("Choose a new password by the link in the mail"),
    "members.index": lazy("Look through the directory of members; each shows only what its owner opened"),
    "members.matches": lazy("See who offers what one looks for, and who looks for what one offers"),
    "members.profile": lazy("Open a member’s page; each field shows only to those its owner chose"),
    "members.settings_profile": lazy("Change one’s own profile and who may see it"),
    "members.picture": lazy("See somebody’s picture, where they show it to you"),
    "members.settings_picture": lazy("Show a picture, or choose who sees it"),
    "members.remove_picture": lazy("Delete one’s picture"),
    "members.others_see_me": lazy("See one’s own page as others see it"),
    "members.list_me": lazy("Choose whether one is in the directory of members"),
    "members.hide": lazy("Be seen by nobody, at once"),
    "reports.report": lazy("Tell the moderators what is wrong with a member whose page one may see"),
    "reports.mine": lazy("See one’s own reports and what became of them"),
    "looked.index": lazy("See which moderators’ looks there were at one’s own closed fields, and why"),
    "vouching.vouch": lazy("Say of a member whom one can see: I know this person"),
    "vouching.made": lazy("See for whom one vouches"),
    "vouching.received": lazy("See who vouches for oneself"),
    "vouching.take_back": lazy("Take back one’s own vouch"),
    "vouching.decline": lazy("Decline a vouch for oneself"),
    "vouching.allow": lazy("Let somebody vouch again whose vouch one declined"),
    "contacts.index": lazy("See what waits for oneself, and with whom one writes"),
    "contacts.requests": lazy("Read the contact requests to oneself"),
    "contacts.sent": lazy("See one’s own contact requests"),
    "contacts.seen": lazy("Say that one has looked, so that a mail tells of what comes next"),
    "contacts.ask": lazy("Ask a member whose page one may see for contact, with a few words"),
    "contacts.accept": lazy("Accept a contact request to oneself"),
    "contacts.decline": lazy("Decline a contact request to oneself"),
    "contacts.ignore": lazy("Ignore a contact request to oneself"),
    "contacts.take_back": lazy("Take back one’s own contact request"),
    "contacts.conversation": lazy("Read a conversation of one’s own and write in it; no moderator can"),
    "contacts.see": lazy("Note for oneself that one has read a conversation"),
    "contacts.end": lazy("End a conversation of one’s own"),
    "contacts.delete": lazy("Delete a conversation for oneself"),
    "contacts.delete_message": lazy("Destroy one’s own message"),
    "contacts.report_request": lazy("Report somebody for what they wrote in a contact request"),
    "contacts.report": lazy("Report somebody for what they wrote in a conversation"),
    "contacts.settings": lazy("Choose who may ask oneself for contact, and whether mails tell of it"),
    "contacts.block": lazy("Block a member, who is not told"),
    "contacts.blocked": lazy("See whom one has blocked"),
    "contacts.unblock": lazy("Unblock somebody whom one has blocked"),
    "groups.index": lazy("Look through the groups that are not hidden"),
    "groups.page": lazy("Open a group’s page; hidden groups open only to their own people"),
    "groups.join": lazy("Join a group, or ask to join it"),
    "groups.cancel_request": lazy("Take back a request to join"),
    "groups.leave": lazy("Leave a group"),
    "groups.roster": lazy("See who is in a group"),
    "groups.announcement": lazy("Read a group’s announcements"),
    "groups.invitation": lazy("Open the link of an invitation"),
    "groups.accept_invitation": lazy("Accept or decline an invitation"),
    "groups.mine": lazy("See one’s own groups, requests and invitations"),
    "groups.edit": lazy("Change a group’s name, purpose and rules"),
    "groups.requests": lazy("See who asks to join a group, and their answers"),
    "groups.approve": lazy("Accept a request to join"),
    "groups.decline": lazy("Decline a request to join"),
    "groups.invitations": lazy("Invite people to a group"),
    "groups.revoke_invitation": lazy("Take back an invitation"),
    "groups.appoint": lazy("Make a member of the group a coordinator"),
    "groups.dismiss": lazy("Make a coordinator an ordinary member of the group"),
    "groups.remove": lazy("Remove somebody from a group"),
    "groups.ban": lazy("Bar somebody from a group"),
    "groups.unban": lazy("Let somebody who was barred ask again"),
    "groups.announce": lazy("Write an announcement to a group"),
    "moderation.index": lazy("Open the desk of the moderators"),
    "moderation.members": lazy("Search all members by name or handle"),
    "moderation.member": lazy("See a member’s standing; never their e-mail address"),
    "moderation.open_field": lazy("Open one closed field of a profile, with a reason; the member is told at once"),
    "moderation.reports": lazy("See what members reported, but nothing about oneself"),
    "moderation.report": lazy("Read one report"),
    "moderation.settle": lazy("Decide about a report; the reporter is told"),
    "moderation.limits": lazy("See who came to a daily limit"),
    "moderation.suspend": lazy("Suspend a member, with a reason that the member is told"),
    "moderation.restore": lazy("Restore a suspended member"),
    "moderation.rings": lazy("See new accounts that vouch for nobody but each other, with their notes"),
    "moderation.audit": lazy("Read the trail of what was done by whom"),
    "moderation.create_group": lazy("Found a working group"),
    "moderation.set_role": lazy("Make a member a moderator or administrator, or take that back"),
    "moderation.help_kinds": lazy("See the kinds of help, and how many offer and look for each"),
    "moderation.add_help_kind": lazy("Add a kind of help"),
    "moderation.edit_help_kind": lazy("Rename a kind of help, retire it, or offer it again"),
    "moderation.claim": lazy("Open the link for the first administrator; it works once"),
}


@dataclass(frozen=True)
class Section:
    """The actions of one part of the site, each with those who may do it."""

    title: Words
    rows: list[tuple[Words, list[Words]]]


def describe_policy(policy: Mapping[str, frozenset[Relation]]) -> Iterator[Section]:
    """The policy part by part, in its own order; the widest circle of people first."""
    for title, actions in groupby(policy, key=lambda action: SECTIONS[action.split(".")[0]]):
        yield Section(title, [(ACTIONS[action], _people(policy[action])) for action in actions])


def _people(relations: frozenset[Relation]) -> list[Words]:
    return [words for relation, words in RELATIONS.items() if relation in relations]


# What the site keeps: what, why, for how long. The privacy page is drawn from it; keep it true to the code.
KEPT: tuple[tuple[Words, Words, Words], ...] = (
    (
        lazy("A sign-up that was not confirmed"),
        lazy("So that the button in the mail can confirm it."),
        lazy("Three days, then it is deleted."),
    ),
    (
        lazy("Your account: e-mail address (encrypted), display name, handle, language, role, the days of joining"),
        lazy("To let you in, to write to you, to call you by the name of your choice."),
        lazy("As long as the account exists."),
    ),
    (
        lazy("Where you are logged in: a browser and a system, as in “Firefox on Android”, and when it was last used"),
        lazy("So that you can see it, and log out a device that is not yours."),
        lazy("Until you log out, at most 60 days."),
    ),
    (
        lazy("What happened to your account, such as logging in or a new password, with the day and such a device"),
        lazy("So that you notice what was not you."),
        lazy("Half a year."),
    ),
    (
        lazy(
            "How discreetly you want to be written to, where the quick exit leads, and whether you hid the first steps"
        ),
        lazy("To do as you chose."),
        lazy("As long as the account exists."),
    ),
    (
        lazy("The secret of your authenticator app (encrypted) and your recovery codes (as scrambled marks)"),
        lazy("So that a password alone does not open your account."),
        lazy("Until you remove them; a recovery code until it is used."),
    ),
    (
        lazy("Of your passkeys: the public half, the name that you gave, the days of adding and last use"),
        lazy("So that your device can show who you are."),
        lazy("Until you remove the passkey."),
    ),
    (
        lazy("Of links that we mailed, with which something can be changed, a scrambled mark"),
        lazy("So that each works once, and not for long."),
        lazy("Until it is used, or up to an hour after it has run out."),
    ),
    (
        lazy("An earlier e-mail address (encrypted), after you changed it"),
        lazy("So that you can bring it back if somebody else changed it."),
        lazy("Seven days."),
    ),
    (
        lazy("A copy of your data, if you asked for one (encrypted)"),
        lazy("So that you can download it."),
        lazy("A day after it was ready, or until you delete the account."),
    ),
    (
        lazy("Your profile, as far as you fill it in"),
        lazy("So that people with whom you choose to share it find you."),
        lazy("Until you empty the field."),
    ),
    (
        lazy(
            "Of what you have opened to members or to your groups: its words once more, as the directory searches them"
        ),
        lazy("So that members find you by what you have opened to them."),
        lazy("Until you close the field, leave the directory or hide; it follows at once."),
    ),
    (
        lazy("Your picture, if you upload one: two small copies of its middle (encrypted)"),
        lazy("So that those whom you choose see it. The file itself, its name and what is written in it are not kept."),
        lazy("Until you delete or replace it."),
    ),
    (
        lazy("That you gave up a handle, as scrambled marks of the handle and of you"),
        lazy("So that nobody is mistaken for you under it; you can take it back."),
        lazy("A year, also after the account is deleted; then without a mark of you."),
    ),
    (
        lazy("An endorsement that was not confirmed"),
        lazy("So that the button in the mail can confirm it."),
        lazy("Three weeks, then it is deleted."),
    ),
    (
        lazy("Your endorsement: address (encrypted), country, commitments, pledges, and the name if you show it"),
        lazy("To count it once, to list it as you chose, and so that you can withdraw it."),
        lazy("Until you withdraw it or delete the account. Then only remains that there was one, and when."),
    ),
    (
        lazy("That an address wants no mail about endorsing, as a scrambled mark"),
        lazy("So that nobody is bothered twice by somebody else typing their address."),
        lazy("For good, or until a member with this address deletes the account; it cannot be read from the mark."),
    ),
    (
        lazy("For whom you vouch, since which day, and what you told moderators about it (encrypted)"),
        lazy("So that members see how many others know somebody, and moderators see through rings of false accounts."),
        lazy("Until you take it back, one of you blocks the other, or deletes the account."),
    ),
    (
        lazy("Whose vouches you declined"),
        lazy("So that they cannot vouch for you again."),
        lazy("Until you allow it again, or one of you deletes the account."),
    ),
    (
        lazy("Who may ask you for contact, whether mails tell you that something waits, and whether one has"),
        lazy("To do as you chose, and not to write to you twice."),
        lazy("As long as the account exists."),
    ),
    (
        lazy("Contact requests: who asked whom, when, and the words (encrypted)"),
        lazy("So that the one who was asked can answer."),
        lazy(
            "Until it is accepted or taken back, at most 60 days. A declined one loses its words at once and goes "
            "after 30 days."
        ),
    ),
    (
        lazy("Messages between you and another member (encrypted), and for you alone, which of them are new"),
        lazy("So that the two of you can write to each other without addresses."),
        lazy(
            "Until you delete your message, both of you delete the conversation, or half a year after it has ended. "
            "When you delete the account, what you wrote is destroyed."
        ),
    ),
    (
        lazy("Whom you have blocked"),
        lazy("So that they cannot reach you."),
        lazy("Until you unblock them, or one of you deletes the account."),
    ),
    (
        lazy("Your answers when you ask to join a group (encrypted)"),
        lazy("So that its coordinators can decide."),
        lazy("Until it is decided or you take the request back."),
    ),
    (
        lazy("Which groups you are or were in, and what coordinators announce and invite to"),
        lazy("So that groups know who belongs to them, and who was barred."),
        lazy("As long as the account and the group exist. Announcements stay without their author’s name."),
    ),
    (
        lazy("That somebody tried to log in, sent a form or did what has a daily limit: scrambled marks of who it was"),
        lazy("So that whoever guesses passwords or floods the site runs into limits."),
        lazy(
            "Of a network at most two hours, of an address or an account at most 25; they cannot be read without our "
            "key."
        ),
    ),
    (
        lazy("Mails on their way (encrypted)"),
        lazy("So that none is lost when something breaks."),
        lazy("Until they have left. One that cannot be delivered is deleted after a month."),
    ),
    (
        lazy("What the site still has to do for you, such as writing a mail (encrypted)"),
        lazy("So that nothing is lost when something breaks."),
        lazy("Until it is done. What cannot be done is deleted after a month."),
    ),
    (
        lazy("What you report to moderators: your words and what you attach (encrypted), about whom, what was decided"),
        lazy("So that moderators can help, and see who is reported again. Whoever it is about is not told."),
        lazy(
            "A year after it is settled. If you delete your account, your name and words go at once; if the other does, "
            "all of it."
        ),
    ),
    (
        lazy("That a moderator opened a closed field of your profile: which, when, why; not what stood there"),
        lazy("So that nobody looks behind your back. You get a mail and read it in your settings."),
        lazy("As long as your account exists."),
    ),
    (
        lazy("That you came to a daily limit, as in opening very many profiles: which, on which day, how often"),
        lazy("So that moderators notice who copies the directory or bothers many people."),
        lazy("A month."),
    ),
    (
        lazy("What moderators, coordinators and administrators decided, with handles and reasons"),
        lazy("So that power can be checked."),
        lazy("For good; the name of whoever deletes their account is taken out."),
    ),
)
