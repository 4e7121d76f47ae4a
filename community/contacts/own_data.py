"""What contacts keep of a member, told to that member: of others, what they wrote to the member, and their handles.

Of somebody who shows the member no name now, the handle is the one that the member knew: nobody is followed to another.
"""

import uuid
from collections.abc import Container

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.contacts import queries
from community.contacts.models import ContactRequest
from community.contacts.queries import Written
from community.contacts.wording import AS_RECEIVED, AS_SENT, WHO_MAY_ASK
from community.i18n import _, lazy


def tell_contacts(member: Member) -> list[Part]:
    """Choices, requests sent and received, messages written and received, and whom the member has blocked."""
    settings = queries.get_settings(member)
    who = settings.who_may_ask
    choices = [
        Fact("who_may_ask", lazy("Who may ask me for contact"), who, WHO_MAY_ASK[who]),
        Fact("mails", lazy("Mails when something waits"), settings.mails, _("yes") if settings.mails else _("no")),
    ]
    asked = queries.list_all_requests(member)
    names = queries.shown_for(member, [request.other(member) for request in asked])
    requests = [_request(request, member, names) for request in asked]
    messages = [_message(written) for written in queries.list_all_messages(member)]
    blocked = [[Fact("handle", lazy("Handle"), handle)] for handle in queries.list_blocked_handles(member)]
    return [
        Part("contact-settings", lazy("Who may reach you"), [choices]),
        Part("contact-requests", lazy("Contact requests"), requests),
        Part("messages", lazy("Messages"), messages),
        Part("blocked", lazy("Members whom you have blocked"), blocked),
    ]


def _request(request: ContactRequest, member: Member, names: Container[uuid.UUID]) -> list[Fact]:
    sent = request.asker_id == member.id
    states = AS_SENT if sent else AS_RECEIVED
    return [
        _direction(sent),
        Fact("with", lazy("With"), queries.known_handle(request.other(member), names, request.other_handle(member))),
        # As the page says it: how the other one looks at it is theirs.
        Fact("state", lazy("State"), str(states[request.state])),
        Fact("day", lazy("Day"), request.created_at.date()),
        Fact("words", lazy("Text"), request.words),
    ]


def _message(written: Written) -> list[Fact]:
    return [
        _direction(written.is_own),
        Fact("with", lazy("With"), written.partner, written.partner or _("a deleted member")),
        Fact("day", lazy("Day"), written.message.created_at.date()),
        Fact("words", lazy("Text"), written.message.words),
    ]


def _direction(sent: bool) -> Fact:
    return Fact("direction", lazy("Direction"), "sent" if sent else "received", _("from you") if sent else _("to you"))
