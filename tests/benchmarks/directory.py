"""How fast the directory answers with 100,000 members: `python -m tests.benchmarks.directory [members]`.

Fills a database of each kind with invented members, Korean and English, asks a fixed mix of searches in turns, and
prints the median and the 95th percentile of each, in milliseconds: the whole of `queries.search`, as a page calls it.
"""

import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from community.accounts.models import Member
from community.app import create_app
from community.config import load_config
from community.db import db, now
from community.groups.models import Group, JoinPolicy, Membership, MembershipState, Visibility
from community.members.models import FIELDS, Audience, Block, Profile
from community.members.operations import complete_directory
from community.members.queries import Wanted, search
from community.migrating import upgrade
from tests.apps import disconnect
from tests.servers import PostgresServer

ROUNDS = 15
AT_ONCE = 5000
SURNAMES = "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 전".split()
SYLLABLES = "가나다라마바사아자차하기니리미서선수숙순승시신아연영예옥우원유윤은이인재정종주준지진철하현혜호희".strip()
FIRST = "Ana Ben Chloe Daniel Emma Felix Grace Hannah Ivan Julia Karim Laura Mina Noah Olga Peter Rosa Sarah Tom Vera"
LAST = "Adams Brown Cooper Diaz Evans Fischer Garcia Hughes Ivanov Jones Keller Lambert Meyer Nguyen Owens Price Reyes"
ENGLISH = (
    "I teach English to newcomers|nurse in a small clinic|lawyer for refugees|we translate testimony|film and radio|"
    "student of history|software engineer|researcher of human rights|writes letters every month|plays the gayageum|"
    "cooks soup on Thursdays|looks after children|accountant for a choir|runs a shelter|social worker"
).split("|")
KOREAN = (
    "영어를 가르칩니다|작은 병원에서 일하는 간호사|난민 변호사입니다|증언을 번역합니다|영화와 라디오를 만듭니다|"
    "역사를 공부하는 학생|개발자로 일합니다|인권을 연구합니다|매달 편지를 씁니다|가야금을 연주합니다|"
    "목요일마다 국을 끓입니다|아이들을 돌봅니다|합창단의 회계를 맡고 있습니다|쉼터를 운영합니다|사회복지사"
).split("|")
RARE = ("xylophone", "해금연주")
HELPS = "mentoring translation interpreting legal medical media technology funding hosting research".split()
COUNTRIES = ["KR"] * 60 + ["US"] * 20 + ["GB", "CA", "DE", "JP"] * 4 + ["MN", "AU", "FR", "NL"]

MIX = {
    "everybody": Wanted(),
    "name, Hangul": Wanted(words="김지수"),
    "name, part of it": Wanted(words="지수"),
    "name, one syllable": Wanted(words="김"),
    "initial consonants": Wanted(words="ㄱㅈㅅ"),
    "initials and syllables": Wanted(words="김ㅈㅅ"),
    "name, Latin": Wanted(words="Mina Reyes"),
    "part of a word": Wanted(words="teach"),
    "common word": Wanted(words="번역"),
    "rare word": Wanted(words=RARE[0]),
    "rare Korean word": Wanted(words=RARE[1]),
    "three words": Wanted(words="난민 변호사 번역"),
    "nobody has it": Wanted(words="qqqqzz"),
    "kind of help by its name": Wanted(words="멘토링"),
    "offers": Wanted(offers="mentoring"),
    "looks for": Wanted(looks_for="legal"),
    "profession": Wanted(profession="2"),
    "language": Wanted(language="ko"),
    "rare language": Wanted(language="mn"),
    "country": Wanted(country="KR"),
    "rare country": Wanted(country="NL"),
    "group": Wanted(group="river"),
    "group and words": Wanted(group="river", words="teach"),
    "four filters": Wanted(country="US", language="en", offers="legal", profession="2"),
    "words and filters": Wanted(words="영어", country="KR", offers="mentoring"),
    "rare and common": Wanted(words=RARE[0], country="KR"),
    "offers what I look for": Wanted(any_of_offers=["legal", "media", "funding"], others_only=True),
}


def invent(number: int, dice: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """One member and their profile."""
    korean = dice.random() < 0.6
    name = dice.choice(SURNAMES) + "".join(dice.sample(SYLLABLES, 2)) if korean else _latin(dice)
    bio = ". ".join(dice.sample(KOREAN if korean else ENGLISH, 4) + [dice.choice(RARE)] * (dice.random() < 0.0005))
    member = {
        "id": uuid.UUID(int=dice.getrandbits(128), version=4), "handle": f"m{number}", "display_name": name,
        "email_sealed": b"", "email_index": number.to_bytes(8), "password_hash": "", "language": "en",
        "confirmed_at": now(),
    }  # fmt: skip
    member["state"] = "suspended" if dice.random() < 0.01 else "active"
    open_to = dict.fromkeys(FIELDS, Audience.MEMBERS.value)
    if dice.random() < 0.2:
        open_to |= {"bio": Audience.GROUPS.value}
    profile = {
        "member_id": member["id"], "bio_text": bio, "bio_language": "ko" if korean else "en", "audiences": open_to,
        "skills": dice.choice(KOREAN if korean else ENGLISH), "profession_group": dice.choice("01234567892222"),
        "offers": dice.sample(HELPS, dice.randrange(4)), "looks_for": dice.sample(HELPS, dice.randrange(3)),
        "spoken": [["ko" if korean else "en", "first"], *([["mn", "good"]] if dice.random() < 0.002 else [])],
        "country": dice.choice(COUNTRIES), "profession_words": "", "links": [], "affiliations": [],
    }  # fmt: skip
    return member, profile


def _latin(dice: random.Random) -> str:
    return f"{dice.choice(FIRST.split())} {dice.choice(LAST.split())}"


def fill(members: int) -> uuid.UUID:
    """Fill the database; returns who looks. They share a group with two hundred, and forty have blocked them."""
    dice = random.Random(4)  # noqa: S311  (the same people every time)
    everybody: list[uuid.UUID] = []
    for start in range(0, members, AT_ONCE):
        some = [invent(number, dice) for number in range(start, min(start + AT_ONCE, members))]
        db.session.execute(sa.insert(Member), [member for member, _profile in some])
        db.session.execute(sa.insert(Profile), [profile for _member, profile in some])
        everybody += [member["id"] for member, _profile in some]
    viewer, *others = dice.sample(everybody, 241)
    group = Group(slug="river", name_en="River", join_policy=JoinPolicy.OPEN, visibility=Visibility.PUBLIC)
    db.session.add(group)
    db.session.flush()
    active = {"group_id": group.id, "state": MembershipState.ACTIVE}
    db.session.add_all([Membership(member_id=one, **active) for one in (viewer, *others[:200])])
    db.session.add_all([Block(blocker_id=one, blocked_id=viewer, handle="them") for one in others[200:]])
    db.session.commit()
    complete_directory()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return viewer


def measure(viewer_id: uuid.UUID) -> Iterator[tuple[str, list[float], int]]:
    """Ask everything in turns; gives for each search how long it took each time, and how many were found."""
    times: dict[str, list[float]] = {}
    found: dict[str, int] = {}
    for _round in range(ROUNDS + 1):
        viewer = db.session.get_one(Member, viewer_id)
        for name, wanted in MIX.items():
            after = None
            for depth in range(2):
                label = name if depth == 0 else f"{name}: next page"
                start = time.perf_counter()
                page = search(viewer, wanted, after)
                times.setdefault(label, []).append((time.perf_counter() - start) * 1000)
                found[label] = len(page.items)
                after = page.next
                if after is None:
                    break
        db.session.rollback()
    for label, each in times.items():
        yield label, each[1:], found[label]  # the first round warms up


def application(database: str, folder: str) -> Flask:
    """An application of its own on this database."""
    return create_app(
        load_config(
            {
                "COMMUNITY_INSTANCE": folder,
                "COMMUNITY_DATABASE_URL": database,
                "COMMUNITY_SECRET_KEY": "a secret of the benchmark, long enough to be one",
                "COMMUNITY_URL": "http://localhost",
            }
        )
    )


def run(title: str, database: str, members: int) -> None:
    """Fill one database, ask it, print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        app = application(database, folder)
        with app.app_context():
            upgrade()
            start = time.perf_counter()
            viewer = fill(members)
            print(f"\n{title}: {members:,} members, filled in {time.perf_counter() - start:.0f} s")
            every: list[float] = []
            for label, times, found in measure(viewer):
                every += times
                print(f"  {label:36} {statistics.median(times):7.1f} {_late(times):7.1f} ms   {found:3} on the page")
            print(f"  {'all of them':36} {statistics.median(every):7.1f} {_late(every):7.1f} ms")
            disconnect()


def _late(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def main() -> None:
    """Both databases, one after the other."""
    members = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        run("SQLite", f"sqlite:///{Path(folder) / 'benchmark.sqlite'}", members)
    with PostgresServer() as server:
        run("PostgreSQL", server.create_database("benchmark"), members)


if __name__ == "__main__":
    main()
