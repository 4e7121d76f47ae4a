"""The public list: filters, featured ones, pages at flat cost, and that an observer learns nothing of the unnamed."""

import re
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.db import atomic, db, now
from community.endorsements import operations, queries
from community.endorsements.models import Endorsement, EndorsementState, Tally, TallyKind
from community.endorsements.operations import recounted, tallying
from community.endorsements.queries import Filters, listing
from community.ledger.operations import seal_all
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.statements import statements

COUNTRY, PROFESSION = "ix_endorsement_listed_country", "ix_endorsement_listed_profession"


def names(page):
    return [name.get_text() for name in page.select(".endorser")]


def shown(**chosen):
    return [row.name for row in queries.list_endorsements(filters=Filters(**chosen)).items]


@pytest.fixture
def three():
    """Three who differ in everything, the last one the newest."""
    for number, (name, country, profession, language) in enumerate(
        (("One", "KR", "2", "ko"), ("Two", "FR", "2", "en"), ("Three", "KR", "5", "en"))
    ):
        EndorsementFactory(
            name=name,
            country=country,
            profession_group=profession,
            language=language,
            pledges={number + 1: None, 7: "I will."},
            confirmed_at=now() - timedelta(hours=9 - number),
        )


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, ["Three", "Two", "One"]),
        ({"country": "KR"}, ["Three", "One"]),
        ({"profession": "2"}, ["Two", "One"]),
        ({"language": "en"}, ["Three", "Two"]),
        ({"commitment": 7}, ["Three", "Two", "One"]),
        ({"commitment": 2}, ["Two"]),
        ({"country": "KR", "profession": "2"}, ["One"]),
        ({"country": "KR", "profession": "2", "language": "ko", "commitment": 7}, ["One"]),
        ({"country": "KR", "profession": "2", "language": "en"}, []),
        ({"country": "DE"}, []),
    ],
    ids=str,
)
def test_each_filter_finds_what_was_chosen_and_all_of_them_together(client, three, chosen, found):
    assert shown(**chosen) == found
    page = client.get(
        "/en/endorsements?"
        + "&".join(f"{name.replace('language', 'said_in')}={value}" for name, value in chosen.items())
    )
    assert names(page) == found
    assert len(page.select(".chosen .tag-calm")) == len(chosen)


@pytest.mark.parametrize(
    "query", ["country=XX", "profession=x", "said_in=fr", "country=KR'--", "commitment=0", "profession=22"]
)
def test_what_cannot_be_chosen_is_taken_for_nothing(client, three, query):
    page = client.get(f"/ko/endorsements?{query}")
    assert len(names(page)) == 3
    assert not page.has(".chosen")


def test_filters_say_what_is_chosen_and_can_be_taken_off_one_by_one(client, three):
    page = client.get("/en/endorsements?country=KR&said_in=en")
    assert "Country: South Korea" in page.one(".chosen").text
    first, second, everything = page.select(".chosen a")
    assert (first["href"], second["href"]) == (
        "/en/endorsements?said_in=en#names",
        "/en/endorsements?country=KR#names",
    )
    assert everything["href"] == "/en/endorsements#names"
    assert page.one("select[name=country] option[selected]")["value"] == "KR"
    assert page.one("main form")["action"] == "/en/endorsements#names"


def test_the_cursor_goes_on_in_what_was_chosen(client):
    EndorsementFactory.create_batch(26, country="KR")
    EndorsementFactory.create_batch(5, country="FR")
    first = client.get("/en/endorsements?country=KR")
    second = client.get("/en/endorsements" + first.one("a[rel=next]")["href"])
    assert (len(names(first)), len(names(second))) == (24, 2)
    assert "country=KR" in first.one("a[rel=next]")["href"]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_pages_of_what_is_rare_are_cut_and_nobody_is_missed_or_shown_twice(monkeypatch, size):
    monkeypatch.setattr(listing, "LOOKED_AT", 4)
    for number in range(23):
        rare = {"pledges": {3: None}} if number % 6 == 0 else {}
        EndorsementFactory(name=f"N{number}", confirmed_at=now() - timedelta(hours=30 - number), **rare)
    after, seen, pages = None, [], []
    for _turn in range(30):
        page = queries.list_endorsements(after, size=size, filters=Filters(commitment=3))
        seen += [row.name for row in page.items]
        pages.append(page)
        after = page.next
        if after is None:
            break
    assert seen == ["N18", "N12", "N6", "N0"]
    assert any(page.is_cut and not page.items for page in pages)
    assert not pages[-1].is_cut


def test_a_page_without_finds_offers_to_look_further_back(client, monkeypatch):
    monkeypatch.setattr(listing, "LOOKED_AT", 3)
    EndorsementFactory(name="Old", pledges={4: None}, confirmed_at=now() - timedelta(days=1))
    EndorsementFactory.create_batch(3)
    page = client.get("/en/endorsements?commitment=4")
    assert (names(page), page.has(".empty")) == ([], False)
    further = page.one("a[rel=next]")
    assert further.text == "Look further back"
    assert names(client.get("/en/endorsements" + further["href"])) == ["Old"]


def test_featured_ones_come_first_once_and_only_where_they_belong(client):
    first = EndorsementFactory(name="Early", pledges={2: "I sing."}, featured_at=now(), country="KR")
    db.session.execute(
        sa.update(Endorsement).where(Endorsement.id == first.id).values(confirmed_at=now() - timedelta(days=9))
    )
    db.session.commit()
    EndorsementFactory.create_batch(25, pledges={1: None})
    page = client.get("/en/endorsements")
    assert (names(page)[0], len(names(page))) == ("Early", 25)
    assert page.has(".entry-featured")
    assert names(client.get("/en/endorsements" + page.one("a[rel=next]")["href"])).count("Early") == 1
    assert names(client.get("/en/endorsements?commitment=2")) == ["Early"]
    assert "Early" not in names(client.get("/en/endorsements?commitment=1"))
    assert not client.get("/en/endorsements?country=KR").has(".entry-featured")
    assert client.get("/en/declaration/commitments/2").has(".entry-featured")
    assert not client.get("/en/declaration/commitments/1").has(".entry-featured")


def test_pledges_are_quotations_in_their_language_with_who_said_them(client):
    EndorsementFactory(name="Kim", language="ko", pledges={2: "노래합니다."}, profession_group="2", country="KR")
    for path in ("/en/endorsements", "/en/declaration/commitments/2"):
        page = client.get(path)
        assert page.one("figure blockquote[lang=ko]").get_text(strip=True) == "노래합니다."
        assert "Professionals · South Korea" in page.one(".entry").text


def test_who_leaves_is_shown_nowhere(client):
    leaving = MemberFactory(closes_at=now() + timedelta(days=7))
    EndorsementFactory(name="Leaving", member_id=leaving.id, country="KR", featured_at=now(), pledges={1: None})
    for query in ("", "?country=KR", "?commitment=1", "?country=KR&commitment=1"):
        assert "Leaving" not in client.get(f"/en/endorsements{query}").text


# Cost


def plan_of(**chosen):
    """How the database finds a page that is not the first."""
    first = EndorsementFactory(country="KR", profession_group="2", pledges={1: None})
    cursor = queries.list_endorsements(size=1, filters=Filters(**chosen)).next
    assert cursor is not None, first
    with statements() as asked:
        queries.list_endorsements(cursor, size=1, filters=Filters(**chosen))
    how = "EXPLAIN " if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    found = []
    with db.engine.connect() as connection:
        if how == "EXPLAIN ":
            # Of so few rows PostgreSQL would read the table, or another index, and sort: what is asked here is whether
            # an index can give them in their order. (What is set ends with the transaction.)
            for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        for statement, values, _is_for_many in asked:
            if "confirmed_at" in statement and "ORDER BY" in statement:
                rows = connection.exec_driver_sql(how + statement, values)
                found.append("\n".join(str(row[-1]) for row in rows))
    return found


@pytest.fixture
def some():
    for number in range(40):
        EndorsementFactory(
            country="KR" if number % 2 else "FR",
            profession_group="2",
            pledges={1: None},
            confirmed_at=now() - timedelta(hours=number),
        )


@pytest.mark.parametrize(
    ("chosen", "index"),
    [
        ({}, "ix_endorsement_listed"),
        ({"country": "KR"}, COUNTRY),
        ({"profession": "2"}, PROFESSION),
        ({"commitment": 1}, "ix_endorsement_listed"),
        ({"language": "en"}, "ix_endorsement_listed"),
        ({"country": "KR", "profession": "2"}, COUNTRY),
        ({"country": "KR", "commitment": 1, "language": "en"}, COUNTRY),
    ],
    ids=str,
)
def test_every_page_is_found_by_an_index_in_its_order(some, chosen, index):
    plans = plan_of(**chosen)
    assert plans
    # Of so few rows PostgreSQL sometimes takes the wider index, as cheap as the other.
    fitting = rf"({index}|ix_endorsement_listed)\b" if db.engine.dialect.name == "postgresql" else rf"{index}\b"
    for plan in plans:
        assert re.search(fitting, plan), plan
        assert not re.search(r"Seq Scan on endorsement|SCAN endorsement\b(?! USING)|Sort|TEMP B-TREE", plan), plan
        # Both ends of what is looked at are found by the index, not by reading on.
        assert re.search(r"confirmed_at,\s*id\)? ?<", plan), plan


def test_control_a_page_in_an_order_without_index_is_sorted(some):
    statement = sa.select(Endorsement).order_by(Endorsement.affiliation)
    how = "EXPLAIN " if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with db.engine.connect() as connection:
        compiled = str(statement.compile(dialect=db.engine.dialect))
        rows = "\n".join(str(row[-1]) for row in connection.exec_driver_sql(how + compiled))
    assert re.search(r"Sort|TEMP B-TREE", rows)


def test_a_page_looks_at_a_bounded_number_of_rows(monkeypatch, some):
    monkeypatch.setattr(listing, "LOOKED_AT", 10)
    page = queries.list_endorsements(filters=Filters(commitment=7))
    assert (page.items, page.is_cut) == ([], True)
    oldest = EndorsementFactory(pledges={7: None}, confirmed_at=now() - timedelta(days=90))
    turns, after = 0, None
    while not (page := queries.list_endorsements(after, filters=Filters(commitment=7))).items:
        turns, after = turns + 1, page.next
    assert (page.items[0].id, turns) == (oldest.id, 4)


# What an observer learns


PATHS = [
    "/en/endorsements",
    *(f"/en/endorsements?{query}" for query in ("country=KR", "profession=2", "said_in=ko", "country=KR&commitment=3")),
    "/en/declaration/commitments/3",
]


def public(client):
    """Everything that an observer reads, but for the exact counts, and for cursors that always change."""
    seal_all()
    texts = []
    for path in PATHS:
        page = client.get(path)
        for exact in page.select(".count, #by-commitment, table:has(#by-commitment), #endorsers, h2, figure, .ripple"):
            exact.decompose()
        texts.append(re.sub(r"after=[\w-]+", "after=", page.one("main").text))
    return texts


@pytest.fixture
def real_figures(monkeypatch, figures_at_once):
    """Figures are renewed as they are on the real site."""
    monkeypatch.undo()


def unnamed(**values):
    return EndorsementFactory(
        unnamed=True, country="KR", profession_group="2", language="ko", pledges={3: "Never shown."}, **values
    )


def settle():
    """A site with figures, which were renewed today."""
    EndorsementFactory.create_batch(30, country="KR", profession_group="2", language="ko", pledges={3: None})
    EndorsementFactory.create_batch(12, country="FR")


def test_an_observer_learns_nothing_of_an_unnamed_one_but_the_exact_counts(client, real_figures):
    settle()
    before = public(client)
    victim = unnamed(address="victim@example.org")
    assert public(client) == before
    with_victim = queries.count_endorsers()
    change_country(victim, "FR")
    assert public(client) == before
    withdraw(victim)
    assert public(client) == before
    assert queries.count_endorsers() == with_victim - 1


@atomic
def change_country(endorsement, country):
    with recounted(endorsement):
        endorsement.country = country


@atomic
def withdraw(endorsement):
    operations.end(endorsement, EndorsementState.WITHDRAWN)


def test_control_an_observer_sees_figures_that_follow_at_once(client):
    settle()
    before = public(client)
    for _person in range(10):
        unnamed()
    assert public(client) != before


def figures():
    return dict(queries.list_countries())


def grow(people, country="KR"):
    """The counts of endorsements, without the endorsements."""
    operations.tally([note(country)] * people)
    db.session.commit()


def note(country, sign=1):
    return {
        "sign": sign,
        "day": now().date().isoformat(),
        "commitments": [],
        "country": country,
        "profession": None,
        "language": "en",
    }


def test_figures_are_renewed_once_a_day_and_not_by_a_few(real_figures, time_machine_to):
    grow(9)
    assert figures() == {}  # nine could be known by whoever added them
    grow(40)
    first = figures()["KR"]
    assert first in (30, 40)
    grow(400)
    assert figures() == {"KR": first}
    time_machine_to(now() + timedelta(days=1))
    grow(400)
    assert figures()["KR"] in (830, 840)
    time_machine_to(now() + timedelta(days=1))
    grow(1)
    assert figures()["KR"] in (830, 840)


def figure_of(monkeypatch, count, step, blur):
    """The figure that is made of a count with these secrets."""
    db.session.execute(sa.delete(Tally))
    db.session.add(Tally(kind=TallyKind.COUNTRY, key="KR", count=count, shown=0, step=10 + step))
    db.session.flush()
    monkeypatch.setattr(tallying, "_draw", lambda below: blur)
    tallying._renew_figures()
    found = db.session.scalars(sa.select(Tally.shown)).one()
    db.session.rollback()
    return found


@pytest.mark.parametrize("known", [8, 9, 10, 18, 19, 23, 28, 29])
def test_whoever_knows_all_others_cannot_pin_the_last_one(monkeypatch, known):
    """A Sybil attacker adds endorsements of their own to any number and waits for the figure: with and without the
    victim the same figures come, nearly as often. The secrets are drawn anew, so all of them count alike."""
    without, with_one = (
        Counter(figure_of(monkeypatch, count, step, blur) for step in range(10) for blur in range(10))
        for count in (known, known + 1)
    )
    difference = sum(abs(without[figure] - with_one[figure]) for figure in without | with_one) / 2
    assert difference <= 19  # of 100: a guess is right in six cases of ten at best


def test_control_figures_without_secrets_pin_the_last_one(monkeypatch):
    assert figure_of(monkeypatch, 19, 0, 0) != figure_of(monkeypatch, 18, 0, 0)


@pytest.mark.parametrize("count", range(10))
def test_groups_of_fewer_than_ten_are_never_told_apart(monkeypatch, count):
    assert {figure_of(monkeypatch, count, step, blur) for step in range(10) for blur in range(10)} == {0}


def test_a_group_that_has_gone_goes_from_the_figures(real_figures, time_machine_to):
    grow(60)
    assert figures()["KR"] >= 40
    time_machine_to(now() + timedelta(days=1))
    operations.tally([note("KR", -1)] * 60)
    assert figures() == {}


def test_the_rest_is_made_of_public_figures(client):
    EndorsementFactory.create_batch(29, country="KR")
    EndorsementFactory.create_batch(3, country="FR")
    assert queries.tell_rest(queries.list_countries(), 32) == 12
    assert queries.tell_rest([("KR", 40)], 32) == 0
    table = client.get("/en/endorsements").one("table:has(#by-country)")
    assert table.select("td")[-1].get_text() == "12"
    assert "France" not in table.text
