"""What waits for its button: one reminder, five mails at most, three weeks."""

from datetime import timedelta

import pytest

from community.accounts.addresses import address_mark
from community.db import db, now
from community.endorsements import operations
from community.endorsements.models import RefusedAddress
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.links import link_to, token_of
from tests.endorsements.test_operations import ADDRESS, templates

SIX_DAYS = timedelta(days=6)


def wait(age=SIX_DAYS, **values):
    return EndorsementFactory(
        **{"address": ADDRESS, "pending": True, "created_at": now() - age, "mails_sent": 1} | values
    )


def test_remind_waiting_reminds_once(outbox):
    wait(language="ko")
    for _hour in range(3):
        operations.remind_waiting()
    (mail,) = outbox()
    assert (mail.recipient, mail.language, mail.template) == (ADDRESS, "ko", "endorsements/mail/reminder")
    assert link_to(mail, "refuse")
    operations.confirm(token=token_of(mail, "confirm"))


def test_remind_waiting_counts_among_the_five_mails(outbox):
    endorsement = wait(mails_sent=4)
    operations.remind_waiting()
    db.session.refresh(endorsement)
    assert endorsement.mails_sent == 5
    wait(address="other@example.org", mails_sent=5)
    operations.remind_waiting()
    assert len(outbox()) == 1


@pytest.mark.parametrize("age", [timedelta(days=4), timedelta(days=20), timedelta(days=30)])
def test_remind_waiting_is_neither_early_nor_late(outbox, age):
    wait(age)
    operations.remind_waiting()
    assert outbox() == []


def test_remind_waiting_leaves_others_in_peace(outbox):
    EndorsementFactory(created_at=now() - SIX_DAYS)  # confirmed
    wait(address="refused@example.org")
    db.session.add(RefusedAddress(email_index=address_mark("refused@example.org")))
    db.session.commit()
    for name in ("Kim Bird", "Kim Tree"):
        EndorsementFactory(address="full@example.org", name=name)
    wait(address="full@example.org", name="Kim Stone")
    operations.remind_waiting()
    assert outbox() == []


def test_remind_waiting_repeats_nothing_that_was_typed(outbox):
    wait(name="Kim Haneul", affiliation="A school", pledges={1: "I teach."})
    operations.remind_waiting()
    (mail,) = outbox()
    for words in ("Haneul", "A school", "I teach."):
        assert words not in mail.text + mail.html + mail.subject
    assert templates([mail]) == ["reminder"]
