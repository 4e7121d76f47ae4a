"""Where keys are kept: nothing without the secret, nothing that is not in the table, one generation to write with."""

import threading

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from community import crypto
from community.crypto import Generation, KeyRing, UnknownKey, WrongSecret, column_indexes, key_ring, new_generation
from community.db import atomic, db
from community.keys import DataKey, KeyState, announce, exchange, forget_old
from tests.apps import another_app
from tests.factories import MemberFactory
from tests.statements import statements

PLACE = "member.email.1"


pytestmark = pytest.mark.usefixtures("keys_as_before")


def exchange_keys() -> None:
    announce()
    exchange()
    key_ring().reload()


def states() -> list[KeyState]:
    db.session.rollback()
    return sorted(db.session.scalars(sa.select(DataKey.state)))


def current() -> Generation:
    return key_ring().reload().current


class TestRing:
    def test_begins_with_the_keys_that_derive_from_the_secret(self, app):
        alone = KeyRing(app.config["COMMUNITY"].secret_key)
        assert alone.open(key_ring().seal("haru", PLACE), PLACE) == "haru"
        assert states() == []

    def test_reads_with_every_generation_and_writes_with_the_current_one(self):
        before = key_ring().seal("haru", PLACE)
        announce()
        announced = key_ring().reload()
        assert [announced.current.key_id, len(announced.live)] == [before[1:5], 2]
        exchange()
        after = key_ring()
        assert after.reload().current.key_id != before[1:5]
        assert after.seal("haru", PLACE)[1:5] == current().key_id
        assert after.open(before, PLACE) == "haru"

    def test_forgets_nothing_that_it_read_but_one_that_starts_later_never_knows_it(self, app):
        before = key_ring().seal("haru", PLACE)
        exchange_keys()
        forget_old()
        key_ring().reload()
        assert key_ring().open(before, PLACE) == "haru"
        with another_app(app) as later, later.app_context(), pytest.raises(UnknownKey):
            key_ring().open(before, PLACE)

    def test_looks_for_a_key_that_it_does_not_know(self, app):
        with another_app(app) as other, other.app_context():
            key_ring().keys()
            with app.app_context():
                exchange_keys()
                sealed = key_ring().seal("haru", PLACE)
            assert key_ring().open(sealed, PLACE) == "haru"

    def test_control_without_looking_it_fails(self, app, monkeypatch):
        with another_app(app) as other, other.app_context():
            known = key_ring().keys()
            monkeypatch.setattr(key_ring(), "reload", lambda: known)
            with app.app_context():
                exchange_keys()
                sealed = key_ring().seal("haru", PLACE)
            with pytest.raises(InvalidTag):
                key_ring().open(sealed, PLACE)

    def test_searches_with_a_generation_after_a_while(self, app, monkeypatch):
        with another_app(app) as other, other.app_context():
            assert len(column_indexes("email", "haru")) == 1
            with app.app_context():
                announce()
            assert len(column_indexes("email", "haru")) == 1
            monkeypatch.setattr(crypto, "KEYS_LAST", 0.0)
            assert len(column_indexes("email", "haru")) == 2

    def test_shows_no_key(self):
        assert "sealing" not in repr(new_generation())
        assert "marking" not in repr(key_ring().keys())


class TestOperation:
    def test_writes_with_the_generation_that_is_current_though_the_process_has_not_heard_of_it(self, app):
        with another_app(app) as other, other.app_context():
            key_ring().keys()
            with app.app_context():
                exchange_keys()
                new = current().key_id

            @atomic
            def seal():
                return key_ring().seal("haru", PLACE)

            assert seal()[1:5] == new

    def test_keeps_its_generation_until_its_end(self, app, race):
        """Whoever exchanges the keys waits for those who write."""
        announce()
        key_ring().reload()
        order = []

        @atomic
        def write():
            key_ring().seal("haru", PLACE)
            started.set()
            assert not exchanged.wait(0.5)
            order.append("written")

        def replace():
            assert started.wait(10)
            exchange()
            order.append("exchanged")
            exchanged.set()

        started, exchanged = threading.Event(), threading.Event()
        assert race(write, replace) == [None, None]
        assert order == ["written", "exchanged"]

    def test_is_waited_for_also_before_there_is_any_key_in_the_table(self, race):
        order = []

        @atomic
        def write():
            key_ring().seal("haru", PLACE)
            started.set()
            assert not announced.wait(0.5)
            order.append("written")

        def begin():
            assert started.wait(10)
            announce()
            order.append("announced")
            announced.set()

        started, announced = threading.Event(), threading.Event()
        assert states() == []
        assert race(write, begin) == [None, None]
        assert order == ["written", "announced"]

    @pytest.mark.parametrize("written_before", [0, 20])  # by then PostgreSQL keeps the plan of what is asked
    def test_that_comes_while_keys_are_exchanged_waits_and_writes_with_the_new_one(self, race, written_before):
        @atomic
        def seal():
            return key_ring().seal("haru", PLACE)

        @atomic
        def replace():
            exchange()
            exchanged.set()
            assert not written.wait(0.5)

        def write():
            before = [seal()[1:5] for _time in range(written_before)]
            ready.set()
            assert exchanged.wait(10)
            after = seal()[1:5]
            written.set()
            return before, after

        def replace_when_ready():
            assert ready.wait(10)
            replace()

        announce()
        old = current().key_id
        ready, exchanged, written = threading.Event(), threading.Event(), threading.Event()
        (before, after), nothing = race(write, replace_when_ready)
        assert nothing is None
        assert before == [old] * written_before
        assert after == current().key_id != old

    def test_asks_once(self):
        @atomic
        def seal():
            for _time in range(3):
                key_ring().seal("haru", PLACE)

        with statements() as asked:
            seal()
            seal()
        assert len([one for one in asked if "data_key" in one.text]) == 2

    def test_reading_asks_nothing(self):
        member = MemberFactory(address="haru@example.org")
        _ = member.email
        with statements() as asked:
            assert member.email == "haru@example.org"
            assert column_indexes("email", "haru@example.org")
        assert asked == []


class TestTable:
    def test_holds_no_key_in_the_open(self):
        exchange_keys()
        keys = key_ring().reload()
        kept = b"".join(db.session.scalars(sa.select(DataKey.wrapped)))
        for generation in keys.live:
            assert generation.sealing not in kept
            assert generation.indexing not in kept
        assert keys.marking not in kept

    def test_is_worth_nothing_without_the_secret(self, app):
        exchange_keys()
        with (
            another_app(app, SECRET_KEY="another secret, long enough to be one") as other,
            other.app_context(),
            pytest.raises(WrongSecret, match="COMMUNITY_OLD_SECRET_KEY"),
        ):
            key_ring().keys()

    def test_opens_with_the_old_secret_beside_the_new(self, app):
        exchange_keys()
        sealed = key_ring().seal("haru", PLACE)
        settings = {"SECRET_KEY": "another secret, long enough to be one"}
        with another_app(app, **settings, OLD_SECRET_KEY=app.config["COMMUNITY"].secret_key) as other:
            with other.app_context():
                assert key_ring().open(sealed, PLACE) == "haru"
                announce()  # wraps anew what is there
            with another_app(app, **settings) as later, later.app_context():
                assert key_ring().open(sealed, PLACE) == "haru"

    def test_a_key_moved_to_another_name_does_not_open(self):
        exchange_keys()
        old, new = db.session.scalars(sa.select(DataKey).where(DataKey.state != KeyState.MARKING))
        with pytest.raises(WrongSecret):
            key_ring().unwrap(old.wrapped, new.key_id)

    def test_announcing_twice_announces_once(self):
        assert announce()
        assert announce()
        assert states() == [KeyState.ANNOUNCED, KeyState.CURRENT, KeyState.MARKING]
        exchange()
        assert not announce()
        assert states() == [KeyState.CURRENT, KeyState.MARKING, KeyState.OLD]
        assert forget_old() == 1
        assert states() == [KeyState.CURRENT, KeyState.MARKING]

    def test_has_one_current_generation(self):
        announce()
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(
                sa.update(DataKey).where(DataKey.state == KeyState.ANNOUNCED).values(state=KeyState.CURRENT)
            )


def test_with_two_secrets_the_old_one_stays_the_one_to_write_with_until_keys_are_kept():
    old, both, new = KeyRing("old"), KeyRing("new", "old"), KeyRing("new")
    assert old.open(both.seal("haru", PLACE), PLACE) == "haru"
    for ring in (old, new):
        assert both.open(ring.seal("haru", PLACE), PLACE) == "haru"


def test_a_link_signed_with_the_old_secret_passes_beside_the_new():
    both = KeyRing("new", "old")
    token = KeyRing("old").serializer("confirm").dumps(["haru"])
    assert both.serializer("confirm").loads(token) == ["haru"]
    assert KeyRing("new").serializer("confirm").loads(both.serializer("confirm").dumps(["haru"])) == ["haru"]
