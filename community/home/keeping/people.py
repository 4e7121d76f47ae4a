"""What is kept of people and their endorsements."""

from community.i18n import Words, lazy

OF_PEOPLE: tuple[tuple[Words, Words, Words], ...] = (
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
        lazy("So that the button in the mail can confirm it; we remind you of it once."),
        lazy("Three weeks, then it is deleted."),
    ),
    (
        lazy(
            "Your endorsement: address (encrypted), the version of the text, country, commitments, profession, "
            "pledges, the name if you show it, and of every name a scrambled mark"
        ),
        lazy(
            "To count it once, to list it as you chose, and so that you can withdraw it. The mark tells two people "
            "apart who share an address."
        ),
        lazy(
            "Until you withdraw it or delete the account. Then only remains that there was one, of which text, and "
            "when. What was endorsed with your address under another name than yours stays until it is withdrawn by "
            "its mail."
        ),
    ),
    (
        lazy("Of an endorsement that counts, a line in the public ledger, and (encrypted) what opens it"),
        lazy("So that anybody can check the count, and you that yours is in it."),
        lazy("What opens it: until you withdraw. The line stays for good, and then says nothing of anybody."),
    ),
    (
        lazy("A random code: the address of the page on which you show your endorsement around, if you made one"),
        lazy("So that those to whom you give the address find the page, and nobody else."),
        lazy("Until you end the page, withdraw the endorsement, hide yourself or delete the account."),
    ),
    (
        lazy(
            "Of an endorsement: scrambled marks of its network, its mail domain, its kind of address and its words; "
            "how long it took to write and to confirm. Of a member’s, only if the account was new"
        ),
        lazy("So that a flood made by machines is known and kept out of the count."),
        lazy("A week, or until it is withdrawn. Your network’s address itself is never kept."),
    ),
    (
        lazy("Why an endorsement was held back or set aside, and that a moderator decided about it"),
        lazy("So that a moderator can look again, and undo what was done."),
        lazy("Until you withdraw it. What was done to many at once, and why, stays without names."),
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
        lazy("Contact requests: who asked whom under which handles, when, and the words (encrypted)"),
        lazy("So that the one who was asked can answer, and is not asked again after saying no or nothing."),
        lazy(
            "The words until it is accepted, declined or taken back, at most 60 days. Of a declined one stays for 30 "
            "days that there was one; of one that was ignored and taken back, for up to 60 days, that it was ignored."
        ),
    ),
    (
        lazy(
            "Messages between you and another member (encrypted), under which handles you knew each other, and for you "
            "alone, which of them are new"
        ),
        lazy("So that the two of you can write to each other without addresses."),
        lazy(
            "Until you delete your message, both of you delete the conversation, or half a year after it has ended. "
            "When you delete the account, what you wrote is destroyed."
        ),
    ),
    (
        lazy("Whom you have blocked, and under which handle you knew them"),
        lazy("So that they cannot reach you."),
        lazy("Until you unblock them, or one of you deletes the account."),
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
            "A year after it is settled. If you delete your account, your name and words go at once; "
            "if the other does, all of it."
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
        lazy("That an administrator asked for an export of public endorsements, why, and who decided; not the file"),
        lazy("So that a file that turns up elsewhere can be traced to its export."),
        lazy("For good; the name of whoever deletes their account is taken out."),
    ),
    (
        lazy("What moderators, coordinators and administrators decided, with handles and reasons"),
        lazy("So that power can be checked."),
        lazy("For good; the name of whoever deletes their account is taken out."),
    ),
)
