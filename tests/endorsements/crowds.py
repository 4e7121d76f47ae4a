"""Crowds and scripts that endorse through the real application, in a time that passes as fast as the machine allows."""

import functools
import heapq
import itertools
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import time_machine
from flask import Flask

from community import floods
from community.accounts.addresses import address_index
from community.crypto import sign
from community.db import atomic, db, now
from community.declaration.queries import get_current_version_id
from community.endorsements.marks import network_mark
from community.endorsements.models import Endorsement, EndorsementState, Shown
from community.endorsements.operations import look_around
from community.endorsements.operations.watching import admit, note_arrival
from community.errands import run_due_errands
from community.ledger.operations import seal_all
from community.mail import MailState, OutboxMail
from tests.pages import PageClient
from tests.work import solve

BEGINNING = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Signer:
    """Somebody, or something, that endorses.

    at: seconds after the beginning at which the form is opened; fills, answers: how long they take, in seconds.
    """

    address: str
    network: str
    at: float
    fills: float
    answers: float
    pledge: str = ""


def people(
    number: int,
    *,
    addresses: Callable[[int], str],
    networks: Callable[[int], str],
    within: float = 3600,
    seed: int = 1,
) -> list[Signer]:
    """So many people, each at their own pace; most come early, one in a hundred is quicker than most."""
    chance = random.Random(seed)  # noqa: S311  (no secret: the same crowd each time)
    crowd = []
    for n in range(number):
        quick = n % 100 == 99
        fills = 9.0 if quick else max(14.0, chance.lognormvariate(4.0, 0.5))
        answers = 14.0 if quick else max(9.0, chance.lognormvariate(4.2, 0.9))
        crowd.append(Signer(addresses(n), networks(n), within * chance.random() ** 1.5, fills, min(answers, 3000)))
    return crowd


def script(
    number: int,
    *,
    addresses: Callable[[int], str],
    networks: Callable[[int], str],
    fills: tuple[float, float] = (3.1, 4.0),
    answers: tuple[float, float] = (1.0, 4.0),
    pause: float = 0.5,
    pledge: str = "",
    after: float = 0,
    seed: int = 2,
) -> list[Signer]:
    """A machine that endorses so often, with a pause between two, filling in and confirming within these seconds."""
    chance = random.Random(seed)  # noqa: S311  (no secret: the same crowd each time)
    return [
        Signer(addresses(n), networks(n), after + n * pause, chance.uniform(*fills), chance.uniform(*answers), pledge)
        for n in range(number)
    ]


class Hour:
    """What happens on the site while they endorse: forms come in, the worker works, mails leave, buttons are pressed.

    Some go the whole way, through the form, the worker, the mail and the button behind its link. The others, of whom
    there may be a thousand, stand at the same door at the same moment with the same marks, and nobody writes mails.
    """

    def __init__(self, app: Flask, monkeypatch: Any, tick: float = 2.0, whole_way: int = 10) -> None:
        """tick: seconds between two rounds of the worker. whole_way: one in so many goes it."""
        self.app, self.tick, self.whole_way = app, tick, whole_way
        self.client = PageClient(app)
        self.thanks: set[tuple[int, str]] = set()
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self._number = itertools.count()
        self._signers: dict[str, Signer] = {}
        self._at_the_door: list[Signer] = []
        self._now = 0.0
        self._worker_waits = False
        monkeypatch.setattr(floods, "BITS", 1)

    def live(self, *crowds: Iterable[Signer]) -> None:
        """Let them all come, until the last mail is answered."""
        for number, signer in enumerate(itertools.chain(*crowds)):
            self._signers[signer.address] = signer
            if number % self.whole_way == 0:
                self._at(signer.at + signer.fills, functools.partial(self._send_form, signer))
            else:
                comes = signer.at + signer.fills + self.tick + signer.answers
                self._at(comes, functools.partial(self._come, signer))
        with time_machine.travel(BEGINNING, tick=False) as clock, self.app.app_context():
            while self._queue:
                self._now, _number, act = heapq.heappop(self._queue)
                clock.move_to(BEGINNING.timestamp() + self._now)
                act()
            db.session.remove()

    def _at(self, moment: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (moment, next(self._number), act))

    def _wake(self) -> None:
        if not self._worker_waits:
            self._worker_waits = True
            self._at(self._now + self.tick, self._work)

    def _work(self) -> None:
        self._worker_waits = False
        self._let_in()
        for job in (run_due_errands, look_around, seal_all, self._deliver):
            job()

    def _send_form(self, signer: Signer) -> None:
        opened = BEGINNING.timestamp() + signer.at
        form = sign("open-form", "endorse", f"{opened}{signer.address}", opened)
        work = solve(floods.challenge_of(form))
        answers = {"email": signer.address, "shown": "counted", "opened": form, "work": work, "website": ""}
        if signer.pledge:
            answers |= {"commitments": "3", "pledge_3": signer.pledge}
        page = self.client.post("/en/endorse", answers, environ_overrides={"REMOTE_ADDR": signer.network})
        assert (page.status, page.location) == (303, "/en/endorse/sent")
        self._wake()

    def _deliver(self) -> None:
        """The mail server of everybody: whoever gets the mail with the button presses it some time later."""
        waiting = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.state == MailState.WAITING)).all()
        for letter in waiting:
            found = re.search(r"(/en/endorse/confirm/\S+)", letter.text)
            if found:
                signer = self._signers[letter.recipient]
                self._at(self._now + signer.answers, functools.partial(self._press, signer, found[1]))
        left = sa.update(OutboxMail).where(OutboxMail.id.in_([letter.id for letter in waiting]))
        db.session.execute(left.values(state=MailState.SENT, due_at=now()))
        db.session.commit()

    def _press(self, signer: Signer, path: str) -> None:
        page = self.client.post(path, environ_overrides={"REMOTE_ADDR": signer.network})
        self.thanks.add((page.status, page.location))
        self._wake()

    def _come(self, signer: Signer) -> None:
        self._at_the_door.append(signer)
        self._wake()

    @atomic
    def _let_in(self) -> None:
        """What `take_in` and `confirm` do, for all who have come since the worker was last here."""
        for signer in self._at_the_door:
            endorsement = Endorsement(
                version_id=get_current_version_id(),
                email=signer.address,
                email_index=address_index(signer.address),
                shown=Shown.COUNTED,
                language="en",
                state=EndorsementState.PENDING,
            )
            db.session.add(endorsement)
            db.session.flush()
            network = network_mark(signer.network)
            came = {"network": network.hex() if network else None, "filled_in": signer.fills}
            note_arrival(endorsement, texts=[signer.pledge], **came)
            admit(endorsement, proved_at=now() - timedelta(seconds=signer.answers))
        self._at_the_door.clear()
