"""Exchanging the keys: everything is sealed anew while the site serves, and what was before is worth nothing."""

import threading
import time
from collections import Counter

import pytest
import sqlalchemy as sa

from community import crypto, delivery, errands, rotation
from community.accounts.addresses import address_mark, address_marks
from community.accounts.models import Member
from community.accounts.queries import find_confirmed_by_address
from community.crypto import SEALED, UnknownKey, key_ring
from community.db import Model, atomic, db
from community.delivery import deliver_due
from community.endorsements.models import LIVE, Endorsement, Shown
from community.endorsements.operations import endorse_as_member
from community.errands import Errand, run_due_errands
from community.keys import DataKey, KeyState
from community.mail import OutboxMail
from community.rotation import AlreadyRotating, Unreadable, rotate, sealed_models
from tests.apps import another_app
from tests.conftest import SECONDS_TO_MEET
from tests.factories import PASSWORD, MemberFactory
from tests.kernel.canaries import plant
from tests.pages import PageClient

NEW_SECRET = "another secret, long enough to be one"


pytestmark = pytest.mark.usefixtures("keys_as_before")


def rotate_now() -> None:
    """Rotate without waiting: all processes are this one, and it reads its keys anew."""
    rotate(lambda sentence: None, wait=lambda seconds: key_ring().reload())


def key_ids() -> Counter[bytes]:
    """The ids of the keys that anything is sealed with."""
    db.session.rollback()
    found: Counter[bytes] = Counter()
    for model, fields in sealed_models().items():
        for field in fields:
            column = getattr(model, field.column)
            found.update(envelope[1:5] for envelope in db.session.scalars(sa.select(column).where(column.is_not(None))))
    return found


def everything() -> dict[str, str]:
    """What every sealed field of every row opens as."""
    db.session.rollback()
    db.session.expunge_all()
    return {
        f"{model.__tablename__}.{field.name}.{row.id}": getattr(row, field.name)
        for model, fields in sealed_models().items()
        for row in db.session.scalars(sa.select(model))
        for field in fields
    }


def states() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(sa.select(DataKey.state)))


class Killed(BaseException):
    """The process ends here."""


class TestRotate:
    def test_seals_everything_anew(self, app):
        canaries = plant()
        before, first = everything(), key_ring().keys().current.key_id
        assert list(key_ids()) == [first]
        assert all(any(canary in plain for plain in before.values() if plain) for canary in canaries.values())
        for _time in range(2):
            rotate_now()
            current = key_ring().keys().current.key_id
            assert list(key_ids()) == [current]
            assert current != first
            assert states() == [KeyState.CURRENT, KeyState.MARKING]
            with another_app(app) as other, other.app_context():  # a process that knows what is kept and no more
                assert everything() == before
                assert len(key_ring().keys().live) == 1

    def test_afterwards_the_key_before_opens_nothing(self, app):
        ring = key_ring()
        first = ring.keys().current
        member = MemberFactory()
        rotate_now()
        envelope = db.session.scalars(sa.select(Member.email_sealed).where(Member.id == member.id)).one()
        with pytest.raises(UnknownKey):
            crypto.KeyRing(app.config["COMMUNITY"].secret_key).open(envelope, "anywhere")
        with another_app(app) as other, other.app_context(), pytest.raises(UnknownKey):
            key_ring().open(crypto.FORMAT + first.key_id + envelope[5:], "anywhere")

    def test_has_whoever_is_found_by_an_address_found_by_the_new_keys(self, app):
        member, same = MemberFactory(address="haru@example.org"), MemberFactory(address="h.aru@gmail.com")
        member_id, same_id, index = member.id, same.id, member.email_index
        rotate_now()
        with another_app(app) as other, other.app_context():
            found = find_confirmed_by_address("HARU@example.org")
            assert found is not None
            assert found.id == member_id
            assert found.email_index != index
            assert find_confirmed_by_address("haru+news@googlemail.com").id == same_id

    def test_finds_a_refusal_again_whatever_was_rotated(self, app):
        mark = address_mark("haru@example.org")
        rotate_now()
        rotate_now()
        settings = {"SECRET_KEY": NEW_SECRET}
        with (
            another_app(app, **settings, OLD_SECRET_KEY=app.config["COMMUNITY"].secret_key) as both,
            both.app_context(),
        ):
            rotate_now()
        with another_app(app, **settings) as later, later.app_context():
            assert mark in address_marks("HARU@example.org")

    @pytest.mark.parametrize("rotated_before", [False, True])
    def test_makes_the_old_secret_unneeded(self, app, rotated_before):
        plant()
        before = everything()
        if rotated_before:
            rotate_now()
        settings = {"SECRET_KEY": NEW_SECRET}
        with another_app(app, **settings, OLD_SECRET_KEY=app.config["COMMUNITY"].secret_key) as both:
            with both.app_context():
                assert everything() == before
                rotate_now()
            with another_app(app, **settings) as later, later.app_context():
                assert everything() == before
                assert find_confirmed_by_address("canary-of-member-email@canary.example")

    def test_control_without_it_the_new_secret_opens_nothing(self, app):
        plant()
        with another_app(app, SECRET_KEY=NEW_SECRET) as later, later.app_context(), pytest.raises(UnknownKey):
            everything()

    @pytest.mark.parametrize("step", ["exchange", "reseal", "_reseal_some", "_count_stale", "forget_old"])
    def test_that_was_killed_is_finished_by_the_next(self, app, monkeypatch, step):
        plant()
        before = everything()
        done = getattr(rotation, step)

        def work_and_die(*arguments):
            done(*arguments)
            raise Killed

        def die(*arguments):
            raise Killed

        for dying in (die, work_and_die):
            monkeypatch.setattr(rotation, step, dying)
            with pytest.raises(Killed):
                rotate_now()
            monkeypatch.setattr(rotation, step, done)
            assert everything() == before
            with another_app(app) as other, other.app_context():
                assert everything() == before
                assert find_confirmed_by_address("canary-of-member-email@canary.example")
        rotate_now()
        assert everything() == before
        assert list(key_ids()) == [key_ring().keys().current.key_id]
        assert states() == [KeyState.CURRENT, KeyState.MARKING]

    def test_keeps_the_old_key_where_something_cannot_be_opened(self):
        member, other = MemberFactory(), MemberFactory()
        broken = member.email_sealed[:-1] + bytes([member.email_sealed[-1] ^ 1])
        db.session.execute(sa.update(Member).where(Member.id == member.id).values(email_sealed=broken))
        db.session.commit()
        with pytest.raises(Unreadable, match=r"member \(1\)"):
            rotate_now()
        assert states() == [KeyState.CURRENT, KeyState.MARKING, KeyState.OLD]
        db.session.rollback()
        assert other.email_sealed[1:5] == key_ring().keys().current.key_id
        assert member.email_sealed == broken

    def test_a_second_one_is_refused(self):
        refused = []

        def try_another(seconds):
            with pytest.raises(AlreadyRotating):
                rotate_now()
            refused.append(seconds)
            key_ring().reload()

        rotate(lambda sentence: None, wait=try_another)
        assert len(refused) == 2
        rotate_now()

    def test_of_two_at_the_same_moment_one_is_refused(self, race):
        other_is_refused = threading.Event()

        def rotate_until_the_other_has_tried():
            try:
                rotate(lambda sentence: None, wait=lambda seconds: other_is_refused.wait(SECONDS_TO_MEET))
            except AlreadyRotating:
                other_is_refused.set()
                raise

        results = race(*[rotate_until_the_other_has_tried] * 2)
        assert Counter(map(type, results)) == Counter([type(None), AlreadyRotating])


class TestReseal:
    def test_knows_every_sealed_field(self):
        sealed = {(field.model, field.column) for field in SEALED if issubclass(field.model, Model)}
        columns = {
            (mapper.class_, column.key)
            for mapper in Model.registry.mappers
            for column in mapper.columns
            if column.key.endswith("_sealed")
        }
        assert sealed == columns

    def test_waits_for_no_row_that_somebody_holds(self, race):
        """It comes back to it: whoever holds a row may be waiting for another."""
        mine = MemberFactory().id
        MemberFactory()
        held, passed = threading.Event(), threading.Event()
        on_postgresql = db.engine.dialect.name == "postgresql"
        passes = []
        count = rotation._count_stale

        def count_and_tell(*arguments):
            passes.append(count(*arguments))
            if passes[-1]:
                passed.set()
            return passes[-1]

        @atomic
        def hold():
            db.session.scalars(sa.select(Member).where(Member.id == mine).with_for_update()).one()
            held.set()
            # SQLite lets nobody write beside this: there the other gets no further than to wait.
            assert passed.wait(SECONDS_TO_MEET if on_postgresql else 0.5) is on_postgresql

        def exchange_keys():
            assert held.wait(SECONDS_TO_MEET)
            rotate_now()

        patch = pytest.MonkeyPatch()
        patch.setattr(rotation, "_count_stale", count_and_tell)
        try:
            assert race(hold, exchange_keys) == [None, None]
        finally:
            patch.undo()
        assert list(key_ids()) == [key_ring().keys().current.key_id]
        if on_postgresql:
            assert 1 in passes


class TestUnderLoad:
    """Two processes serve, and the worker works, while the keys are rotated by a third."""

    def test_no_read_fails_and_nothing_is_lost(self, app, monkeypatch):
        monkeypatch.setattr(crypto, "KEYS_LAST", 0.2)
        for queue in (errands, delivery):  # the worker looks for new keys with each; here a turn is what is waited for
            monkeypatch.setattr(queue, "AT_ONCE", 5)
        addresses = [f"member{number}@example.org" for number in range(40)]
        for address in addresses:
            MemberFactory(address=address)
        first = key_ring().keys().current.key_id
        with another_app(app) as second:
            load = Load([app, second], addresses)
            load.run(lambda: [rotate(lambda sentence: None, wait=load.wait_for_everybody) for _time in range(2)])
        assert load.failures == []
        assert len(load.done) == 9
        assert min(load.done.values()) > 3, load.done
        while run_due_errands():
            pass
        assert first not in key_ids()
        assert len(key_ids()) == 1
        assert states() == [KeyState.CURRENT, KeyState.MARKING]
        with another_app(app) as later, later.app_context():
            for address in [*addresses, *load.signed_up]:
                assert db.session.scalars(Member.find_by(address)).one().email == address
            for address in load.endorsed:
                assert db.session.scalars(Endorsement.find_by(address)).one().email == address
            assert db.session.scalars(sa.select(Errand)).all() == []
            everything()

    def test_control_a_process_that_never_looks_for_new_keys_fails(self, app, monkeypatch):
        monkeypatch.setattr(rotation, "MARGIN", 0.0)
        monkeypatch.setattr(rotation, "KEYS_LAST", 0.1)
        address = MemberFactory().email
        with another_app(app) as second, second.app_context():
            known = key_ring().keys()
            monkeypatch.setattr(key_ring(), "_read_after", lambda moment: known)
            with app.app_context():
                rotate(lambda sentence: None)
            assert find_confirmed_by_address(address) is None
            with pytest.raises(UnknownKey):
                _ = db.session.scalars(sa.select(Member)).one().email

    def test_control_writing_with_a_key_that_was_not_announced_fails(self, app):
        """What the waiting is for: a process that has read its keys a moment ago searches with those."""
        address = MemberFactory().email
        with another_app(app) as second, second.app_context():
            key_ring().keys()
            with app.app_context():
                rotate(lambda sentence: None, wait=lambda seconds: None)
            assert find_confirmed_by_address(address) is None


class Load:
    """People and the worker, each in a thread, until the work in the middle is done."""

    def __init__(self, applications, addresses):
        self.applications, self.addresses = applications, addresses
        self.failures: list[str] = []
        self.done: Counter[str] = Counter()
        self.signed_up: list[str] = []
        self.endorsed: list[str] = []
        self._names: list[str] = []
        self._turns: Counter[str] = Counter()
        self._over = threading.Event()

    def run(self, work):
        deeds = (self.log_in, self.read, self.join, self.endorse)
        everybody = [
            (application, deed, f"{place}-{deed.__name__}")
            for place, application in enumerate(self.applications)
            for deed in deeds
        ]
        everybody.append((self.applications[1], self.deliver, "worker"))
        self._names = [name for _application, _deed, name in everybody]
        threads = [threading.Thread(target=self._repeat, args=one) for one in everybody]
        for thread in threads:
            thread.start()
        try:
            work()
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def wait_for_everybody(self, seconds):
        """Wait until what everybody does was begun when the keys that they knew before had run out.

        A site trusts that this takes no longer than its margin; how long it takes here is nobody's to know.
        """
        time.sleep(crypto.KEYS_LAST)
        before = Counter(self._turns)
        deadline = time.monotonic() + SECONDS_TO_MEET
        while any(self._turns[name] <= before[name] for name in self._names):
            assert time.monotonic() < deadline, self._turns - before
            time.sleep(0.01)

    def _repeat(self, application, deed, name):
        number = 0
        while not self._over.is_set():
            number += 1
            self._turns[name] = number
            with application.app_context():
                try:
                    deed(application, f"{name}-{number}", number)
                except Exception as failure:
                    self.failures.append(f"{name} {number}: {failure!r}")
                else:
                    self.done[name] += 1

    def log_in(self, application, name, number):
        address = self.addresses[number % len(self.addresses)]
        client = PageClient(application)
        answer = client.post("/en/login", {"email": address, "password": PASSWORD})
        assert answer.status == 303, answer.status
        assert address in client.get("/en/settings/security").text

    def read(self, application, name, number):
        for address in self.addresses[number % 2 :: 5]:
            member = find_confirmed_by_address(address)
            assert member is not None, f"{address} is not found"
            assert member.email == address
        db.session.rollback()

    def join(self, application, name, number):
        fields = {"display_name": "Haru", "email": f"{name}@example.org", "password": "quiet lanterns over water"}
        answer = PageClient(application).post("/en/signup", fields)
        assert answer.status == 303, answer.errors
        self.signed_up.append(f"{name}@example.org")

    def endorse(self, application, name, number):
        fields = {"commitments": ["2"], "shown": "counted", "email": f"{name}@example.org"}
        answer = PageClient(application).post("/en/endorse", fields)
        assert answer.status == 303, answer.errors
        self.endorsed.append(f"{name}@example.org")

    def deliver(self, application, name, number):
        run_due_errands()
        deliver_due()
        failed = sa.select(OutboxMail.id).where(OutboxMail.attempts > 0, OutboxMail.text_sealed.is_not(None))
        assert db.session.scalars(failed).all() == []
        db.session.rollback()


def test_one_address_endorses_once_though_the_keys_are_exchanged_between_two_attempts(app, race, monkeypatch):
    """Uniqueness is held by an index of digests, and two generations make two of one address."""
    addresses = [f"haru{number}@example.org" for number in range(6)]
    for number, address in enumerate(addresses):
        MemberFactory(address=address)
        with another_app(app) as second:
            ids = db.session.scalars(Member.find_by(address)).one().id
            db.session.rollback()

            def endorse(ids=ids):
                return endorse_as_member(
                    actor=db.session.get_one(Member, ids),
                    commitments={},
                    shown=Shown.COUNTED,
                    name=None,
                    country=None,
                    affiliation=None,
                    language="en",
                )

            def endorse_elsewhere(second=second, endorse=endorse):
                with second.app_context():
                    return endorse()

            race(endorse, rotate_now, endorse_elsewhere, endorse)
        db.session.rollback()
        live = db.session.scalars(sa.select(Endorsement).where(Endorsement.state.in_(LIVE))).all()
        assert len(live) == number + 1


class TestCommand:
    @pytest.fixture
    def run(self, app, monkeypatch):
        monkeypatch.setattr(rotation, "KEYS_LAST", 0.0)
        monkeypatch.setattr(rotation, "MARGIN", 0.0)
        return lambda: app.test_cli_runner().invoke(args=["keys", "rotate"])

    def test_rotates_and_says_what_it_does(self, run):
        MemberFactory()
        result = run()
        assert result.exit_code == 0, result.output
        assert "1 rows were sealed anew" in result.output
        assert "The old keys are deleted." in result.output
        assert states() == [KeyState.CURRENT, KeyState.MARKING]

    def test_is_refused_with_a_sentence_while_another_works(self, run):
        with rotation._alone():
            result = run()
        assert result.exit_code == 1
        assert "The keys are being rotated already." in result.output
        assert states() == []
