"""Letting invented members ask for contact and write to each other: the accounts to log in with find something."""

import random
from collections.abc import Sequence
from datetime import timedelta

from community.accounts.models import Member
from community.contacts.models import ContactRequest, Conversation
from community.db import db, now
from community.demo.words import LETTERS, REQUESTS


def correspond(draw: random.Random, known: Sequence[Member], people: Sequence[Member]) -> None:
    """Give each of the ordinary accounts a conversation, two requests that wait for them and one that they sent.

    known: the accounts to log in with, a coordinator and a member for each language the last four of them.
    people: everybody who can act, those included.
    """
    coordinators, members = known[2:4], known[4:6]
    others = [person for person in people if person not in known]
    for coordinator, member in zip(coordinators, members, strict=True):
        _talk(coordinator, member, LETTERS[member.language])
        askers = draw.sample(others, min(3, len(others)))
        for asker in askers[:2]:
            _ask(draw, asker, member)
        for asked in askers[2:]:
            _ask(draw, member, asked)


def _talk(one: Member, other: Member, letters: Sequence[str]) -> None:
    first, second = sorted((one, other), key=lambda member: member.id)
    talk = Conversation(first_id=first.id, second_id=second.id, last_number=0, first_deleted=0, second_deleted=0)
    talk.first_seen = talk.second_seen = 0
    talk.know({first.id: first.handle, second.id: second.handle})
    db.session.add(talk)
    db.session.flush()
    for number, words in enumerate(letters):
        message = talk.add((one, other)[number % 2], words)
        message.created_at = now() - timedelta(days=len(letters) - number, hours=number)
        talk.last_at = message.created_at
        db.session.add(message)


def _ask(draw: random.Random, asker: Member, asked: Member) -> None:
    handles = {"asker_handle": asker.handle, "asked_handle": asked.handle}
    words = draw.choice(REQUESTS[asker.language])
    request = ContactRequest(asker_id=asker.id, asked_id=asked.id, words=words, **handles)
    request.created_at = now() - timedelta(days=draw.randrange(1, 20), minutes=draw.randrange(600))
    db.session.add(request)
