"""What is kept of groups and of what is done in them."""

from community.i18n import Words, lazy

OF_GROUPS: tuple[tuple[Words, Words, Words], ...] = (
    (
        lazy("Your answers when you ask to join a group (encrypted)"),
        lazy("So that its coordinators can decide."),
        lazy(
            "Until 90 days after the decision; at once when you take the request back, or delete the account. "
            "Moderators cannot read them."
        ),
    ),
    (
        lazy("What the coordinators of a group note about somebody in it (encrypted), and who wrote it when"),
        lazy("So that those who run a group know of one another what they need to. You can read it in your data."),
        lazy("Until you leave the group or delete the account; 90 days longer where somebody was removed or kept out."),
    ),
    (
        lazy(
            "Which rosters of groups were asked for as files, by whom, why (encrypted), who decided, and the downloads"
        ),
        lazy("So that everybody in the group can read what left this site, and files can be traced that turn up."),
        lazy("As long as the group exists; without the reason and the name of whoever deletes the account."),
    ),
    (
        lazy("Of coordinators of groups, the day on which they were here last, and whom they named to follow them"),
        lazy("So that a group does not stand still when nothing is heard of those who run it."),
        lazy(
            "As long as they coordinate. Of other members no such day is kept; a successor until they are taken back."
        ),
    ),
    (
        lazy("The words of what groups write, as scrambled marks that say nothing without our key"),
        lazy("So that those who are in a group can search in it."),
        lazy("Until the text is changed or deleted; it follows within moments."),
    ),
    (
        lazy("A group that you propose: its words, whom you would invite, and a moderator’s answer (encrypted)"),
        lazy("So that moderators can decide, and you can change it."),
        lazy("90 days after it was founded or withdrawn; one that was sent back a year. It goes with your account."),
    ),
    (
        lazy("The charters of groups, all their versions, and why a group is paused or archived (encrypted)"),
        lazy("So that a group knows by which rules it works, and who changed them."),
        lazy("As long as the group exists. When you delete the account, what you wrote stays without your name."),
    ),
    (
        lazy("Which groups you are or were in, since when, and why a stay ended (the reason encrypted)"),
        lazy("So that groups know who belongs to them, and who was barred."),
        lazy("As long as the account and the group exist."),
    ),
    (
        lazy("Invitations that you made or got: to whom (encrypted), a note (encrypted), and who came in by them"),
        lazy("So that a group, and moderators where somebody has smuggled others in, can see who brought whom."),
        lazy(
            "To whom and the note: until 30 days after the invitation ended. Who brought whom: as long as the group "
            "exists; of whoever deletes the account it says “a former member”."
        ),
    ),
    (
        lazy("An e-mail address to which a group sent an invitation (encrypted), also of people without an account"),
        lazy("So that the mail can be sent, and only the account of that address can accept."),
        lazy(
            "Until 30 days after the invitation ended. Of an address that reported one, a scrambled mark that says "
            "nothing without our key stays, so that it gets none again."
        ),
    ),
    (
        lazy("What coordinators announce, and what it said before it was changed (encrypted)"),
        lazy("So that a group can tell its people something."),
        lazy(
            "Until a coordinator deletes it. When its author deletes the account, it stays without their name. Public "
            "ones can be read by everyone."
        ),
    ),
    (
        lazy("That something is new in one of your groups: of what kind, which thing and when, not its words"),
        lazy("So that you are told of it, once."),
        lazy("Two months; one month after you have read it; until you leave the group."),
    ),
    (
        lazy("What you chose to be told of your groups, at which hour, and by which time zone"),
        lazy("To tell you as much as you asked for, and no more."),
        lazy("As long as the account exists."),
    ),
    (
        lazy("On which day you got a mail that sums up"),
        lazy("So that no second one comes on the same day."),
        lazy("Two weeks."),
    ),
    (
        lazy("What you write in discussions of a group, and what it said before you changed it (encrypted)"),
        lazy("So that the group can talk, and follow what was changed."),
        lazy(
            "Until you delete it or the account. What a coordinator removes is destroyed after a month. The title of a "
            "topic stays without your name where others have answered."
        ),
    ),
    (
        lazy("Up to which post you have read a discussion"),
        lazy("So that you are shown what is new. Nobody else sees it."),
        lazy("Until you leave the group or delete the account."),
    ),
    (
        lazy("What you tell a group’s coordinators about a post (encrypted)"),
        lazy("So that they can look at it. They are not told that it was you."),
        lazy("Until a coordinator settles it, the post is deleted, or you delete the account."),
    ),
    (
        lazy("Tasks of your groups (encrypted), who wrote, did and changed them, and until when they are to be done"),
        lazy("So that a group gets its work done."),
        lazy("Until somebody deletes the task. When you delete the account, it stays without your name."),
    ),
    (
        lazy("What your groups decide (encrypted): proposals, and your positions on them with your reasons"),
        lazy("So that a group can decide together, and know later what and why."),
        lazy(
            "As long as the group exists. Your position goes when you leave the group before the closing, your name "
            "and your reason when you delete the account. Who took which position in a secret vote is destroyed at the "
            "closing: from then on, your reason cannot be told from others."
        ),
    ),
    (
        lazy(
            "Meetings of your groups: title, agenda, place, link and minutes with all their versions (encrypted), who "
            "called and who wrote, and what you said of coming"
        ),
        lazy("So that a group can meet, and knows afterwards what was said."),
        lazy(
            "As long as the group exists. What you said of coming goes with your account; meetings and minutes then "
            "stay without your name."
        ),
    ),
    (
        lazy("Links and files that a group shares, with titles, notes and names (encrypted), and who shared them"),
        lazy("So that a group has at hand what it works with. Who downloads what is not noted."),
        lazy("Until somebody deletes them. When you delete your account, they stay without your name."),
    ),
    (
        lazy("Of addresses by which your calendar reads of meetings: a scrambled mark, and the day it last asked"),
        lazy("So that you see whether an address is used, and can take it back."),
        lazy("Until you take it back, your other devices are logged out, or you delete the account."),
    ),
)
