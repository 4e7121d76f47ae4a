"""A thousand scripted endorsements stay out of the count; a thousand people of one university get in."""

import pytest
import sqlalchemy as sa

from community.db import db
from community.endorsements.models import Endorsement, Flood
from community.endorsements.queries import count_endorsers
from tests.apps import another_app
from tests.endorsements.crowds import Hour, people, script


def states():
    found = sa.select(Endorsement.state, sa.func.count()).group_by(Endorsement.state)
    return {state.value: count for state, count in db.session.execute(found)}


def one_network(_number):
    return "198.51.100.7"


def many_networks(number):
    return f"{20 + number % 180}.{number // 180}.{number % 250}.9"


def catch_all(number):
    return f"{'abcdefghij'[number % 10]}{number * 7919 % 99991}x@catch-all.example"


def many_domains(number):
    return f"person{number}@mail{number}.example"


def student(number):
    return f"2026{number:05d}@univ.example.edu"


def student_or_private(number):
    return student(number) if number % 5 < 3 else f"student{number}@{('gmail.com', 'naver.com')[number % 2]}"


SCRIPTS = {
    "a catch-all domain over many networks, confirming within seconds": {
        "addresses": catch_all,
        "networks": many_networks,
    },
    "one network, one domain for each address": {"addresses": many_domains, "networks": one_network},
    "many networks and domains, which have only the moment in common": {
        "addresses": many_domains,
        "networks": many_networks,
    },
    "taking its time with the form, and confirming at once": {
        "addresses": catch_all,
        "networks": many_networks,
        "fills": (30, 200),
        "answers": (0.5, 2.0),
    },
    "as slow as people, but always the same": {
        "addresses": catch_all,
        "networks": many_networks,
        "fills": (40, 42),
        "answers": (60, 63),
    },
    "the same pledge again and again, answering at all hours": {
        "addresses": many_domains,
        "networks": many_networks,
        "answers": (1, 600),
        "pledge": "I will tell all my friends about it.",
    },
}


@pytest.mark.parametrize("kind", SCRIPTS)
def test_scripted_endorsements_stay_out_of_the_count(kind, app, monkeypatch):
    number = 1000 if kind.startswith("a catch-all") else 90
    hour = Hour(app, monkeypatch)

    hour.live(script(number, **SCRIPTS[kind]))

    assert states() == {"quarantined": number}
    assert count_endorsers() == 0


def test_a_script_is_thanked_like_everybody(app, monkeypatch):
    hour = Hour(app, monkeypatch, whole_way=1)

    hour.live(script(25, addresses=catch_all, networks=one_network))

    assert hour.thanks == {(303, "/en/endorse/thanks")}


@pytest.mark.parametrize("addresses", [student, student_or_private], ids=["of one domain", "of several domains"])
def test_a_thousand_people_from_one_university_get_in(addresses, app, monkeypatch):
    number = 1000 if addresses is student_or_private else 150
    with another_app(app, LIMITS="on", LIMITS_URL="memory://") as limiting:
        hour = Hour(limiting, monkeypatch, tick=5)
        hour.live(people(number, addresses=addresses, networks=one_network))

    assert states() == {"counted": number}
    assert count_endorsers() == number
    assert db.session.scalars(sa.select(Flood)).all() == []


def test_people_get_in_while_a_script_attacks_with_addresses_of_the_same_provider(app, monkeypatch):
    def at_gmail(kind):
        return lambda number: f"{kind}{number}@gmail.com"

    attack = script(90, addresses=at_gmail("bot"), networks=many_networks, pause=2, after=100)
    crowd = people(90, addresses=at_gmail("person"), networks=many_networks, within=300)
    Hour(app, monkeypatch).live(crowd, attack)

    assert states() == {"counted": 90, "quarantined": 90}
    held = db.session.scalars(sa.select(Endorsement).where(Endorsement.state == "quarantined"))
    assert all(endorsement.email.startswith("bot") for endorsement in held)


def test_the_control_of_a_thousand_people_would_see_a_script_among_them(app, monkeypatch):
    crowd = people(60, addresses=student, networks=one_network, within=600)
    Hour(app, monkeypatch).live(crowd, script(40, addresses=catch_all, networks=one_network, after=60))

    assert states() == {"counted": 60, "quarantined": 40}
