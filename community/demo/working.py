"""What the invented groups work on: a charter, conversations, tasks, proposals, meetings, links."""
# ruff: noqa: E501  (sentences that people read are not broken)

import random
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

import community.groups.operations as groups
from community.accounts.models import Member
from community.db import db, now
from community.decisions import operations as decisions
from community.decisions.models import Proposal, Secrecy, Stance
from community.discussions import operations as discussions
from community.groups.models import Group, Membership
from community.groups.queries import find_group_by_slug
from community.library import operations as library
from community.meetings import operations as meetings
from community.meetings.models import Answer
from community.tasks import operations as tasks
from community.tasks.models import TaskState

# The groups of the accounts to log in with, and the language that is mostly written there.
WORKING = {"translators": "en", "film-nights": "en", "young-speakers": "ko", "webtoons": "ko"}

CHARTER = {
    "en": (
        "## What we promise each other\n\n- Nobody is asked for their story. Who tells it, decides what becomes of it.\n"
        "- No names, places or routes of people in North Korea, not even here.\n- Two people look at everything before it leaves the group.\n\n"
        "## How we decide\n\nWe propose, wait a week and listen to whoever disagrees. A block stops us until we have talked."
    ),
    "ko": (
        "## 우리의 약속\n\n- 누구에게도 지난 이야기를 해 달라고 하지 않습니다. 이야기한 사람이 그 쓰임을 정합니다.\n"
        "- 북한에 있는 사람의 이름과 사는 곳, 오가는 길은 이곳에도 적지 않습니다.\n- 밖으로 나가는 것은 반드시 두 사람이 함께 봅니다.\n\n"
        "## 정하는 방법\n\n제안하고 한 주를 기다리며, 반대하는 사람의 말을 끝까지 듣습니다. 저지가 나오면 이야기를 나눌 때까지 멈춥니다."
    ),
}
TOPICS = {
    "en": (
        (
            "Which words do we use for “defector”?",
            "Our subtitles say *defector*, *refugee* and *escapee* by turns. Could we settle on one, and say why?",
            (
                "Ask whoever speaks in the film. It is their word.",
                "I like that. Then a line in the credits can say so.",
                "Agreed. I will collect what we have used so far.",
            ),
        ),
        (
            "A first evening that goes well",
            "What has worked for you when half the room knows nothing and the other half knows too much?",
            ("Ten minutes of food before anything else.", "A question on every chair."),
        ),
    ),
    "ko": (
        (
            "첫 모임에서 어떻게 인사를 나눌까요?",
            "처음 오신 분이 부담을 느끼지 않으면 좋겠습니다. 어디에서 왔는지 묻지 않고도 서로를 알 수 있는 방법이 있을까요?",
            (
                "요즘 즐겨 듣는 노래를 하나씩 소개하면 어떨까요?",
                "좋습니다. 저는 간식을 준비하겠습니다.",
                "이름표에는 불리고 싶은 이름만 적도록 해요.",
            ),
        ),
        (
            "발표 연습은 몇 명이 좋을까요?",
            "지난번에는 여섯 명이었는데 시간이 모자랐습니다. 의견을 들려주세요.",
            ("네 명이면 한 사람에 이십 분씩 돌아갑니다.", "두 모둠으로 나누는 방법도 있습니다."),
        ),
    ),
}
# Title, days until it is due, how far it is.
TASKS = {
    "en": (
        ("Collect the words used in our last ten subtitles", -2, TaskState.UNDER_WAY),
        ("Ask the library for the small hall", 5, TaskState.OPEN),
        ("Write to the three festivals again", 12, TaskState.OPEN),
        ("Send thanks to the speakers", None, TaskState.DONE),
    ),
    "ko": (
        ("작은 강당 빌리기", 4, TaskState.OPEN),
        ("안내문을 쉬운 말로 고치기", -1, TaskState.UNDER_WAY),
        ("지난 모임 사진에서 얼굴 가리기", 9, TaskState.OPEN),
        ("강사님께 감사 편지 보내기", None, TaskState.DONE),
    ),
}
PROPOSALS = {
    "en": (
        "Meet every second Wednesday instead of every week",
        "A week is too short between two meetings for those who work shifts. **Proposed:** every second Wednesday, from next month on.",
        (
            (Stance.AGREE, "Then I can come at last."),
            (Stance.AGREE, ""),
            (Stance.ABSTAIN, ""),
            (Stance.DISAGREE, "We lose the thread in two weeks."),
        ),
    ),
    "ko": (
        "모임을 격주 수요일로 바꾸기",
        "교대 근무를 하는 분들에게 매주 모임은 벅찹니다. **제안:** 다음 달부터 격주 수요일 저녁에 모입니다.",
        (
            (Stance.AGREE, "그러면 저도 올 수 있습니다."),
            (Stance.AGREE, ""),
            (Stance.DISAGREE, "두 주는 너무 깁니다."),
            (Stance.ABSTAIN, ""),
        ),
    ),
}
MEETINGS = {
    "en": ("Evening of the pairs", "1. What is finished\n2. Who needs a second reader\n3. The small hall"),
    "ko": ("수요일 저녁 모임", "1. 끝난 일 나누기\n2. 함께 읽을 사람 찾기\n3. 강당 예약"),
}
LINKS = {
    "en": ("The declaration, to read aloud", "https://example.org/declaration", "With marks for breathing."),
    "ko": ("소리 내어 읽는 선언문", "https://example.org/ko/declaration", "쉬어 읽을 곳을 표시했습니다."),
}


def work(draw: random.Random) -> None:
    """Have the groups of the accounts to log in with work on something; part of the operation that invents them."""
    for slug, language in WORKING.items():
        group = find_group_by_slug(slug)
        if group is not None:
            _work_in(draw, group, language)


def _work_in(draw: random.Random, group: Group, language: str) -> None:
    inside = sa.select(Member).join(Membership, Membership.member_id == Member.id)
    inside = inside.where(Membership.group_id == group.id, Membership.is_inside(), Member.is_active)
    # Coordinators first: "coordinator" stands before "member".
    people = db.session.scalars(inside.order_by(Membership.role, Member.handle).limit(12)).all()
    groups.save_charter(actor=people[0], group=group, texts=CHARTER, began_with=0, is_public=True)
    _talk(draw, group, people, language)
    _do(draw, group, people, language)
    _decide(group, people, language)
    _meet(group, people, language)
    title, link, note = LINKS[language]
    library.share_link(actor=people[-1], group=group, link=link, title=title, note=note, language=language)


def _talk(draw: random.Random, group: Group, people: Sequence[Member], language: str) -> None:
    for title, body, replies in TOPICS[language]:
        topic = discussions.start(actor=draw.choice(people), group=group, title=title, body=body, language=language)
        for words in replies:
            discussions.reply(actor=draw.choice(people), topic=topic, body=words, language=language)


def _do(draw: random.Random, group: Group, people: Sequence[Member], language: str) -> None:
    for title, days, state in TASKS[language]:
        doer = people[0] if state is TaskState.UNDER_WAY else draw.choice(people)
        task = tasks.make_task(
            actor=people[0],
            group=group,
            title=title,
            description="",
            language=language,
            due_day=None if days is None else now().date() + timedelta(days=days),
            commitment=draw.choice(group.commitments),
            assignee=doer.handle,
        )
        if state is not TaskState.OPEN:
            tasks.move(actor=doer, task=task, state=state)


def _decide(group: Group, people: Sequence[Member], language: str) -> None:
    title, text, positions = PROPOSALS[language]
    proposal: Proposal = decisions.propose(
        actor=people[-1],
        group=group,
        title=title,
        text=text,
        language=language,
        closes_at=now() + timedelta(days=6),
        secrecy=Secrecy.SHOWN,
    )
    for voter, (stance, reason) in zip(people[1:], positions, strict=False):
        decisions.take_position(actor=voter, proposal=proposal, version=proposal.version, stance=stance, reason=reason)


def _meet(group: Group, people: Sequence[Member], language: str) -> None:
    title, agenda = MEETINGS[language]
    starts_at = (now() + timedelta(days=8)).replace(hour=10, minute=0, second=0, microsecond=0)
    meeting = meetings.call(
        actor=people[0],
        group=group,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        zone="Asia/Seoul",
        language=language,
        title=title,
        agenda=agenda,
        place="",
        link="https://example.org/room",
    )
    for number, person in enumerate(people[1:7]):
        meetings.attend(actor=person, meeting=meeting, answer=Answer.YES if number < 4 else Answer.MAYBE)
