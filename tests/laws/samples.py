"""For every endpoint an address that exists in the small world, and for every form something valid to send."""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from community.accounts.ceremonies import new_question
from community.accounts.models import Member
from community.accounts.models.passkeys import user_handle
from community.db import db, now
from community.declaration.texts import current_digest
from community.groups.models import GroupProposal
from community.members.queries import get_profile
from tests.authenticator import code_of
from tests.factories import PASSWORD
from tests.laws.world import World
from tests.members.pictures import picture
from tests.pages import KNOWN_SECRET
from tests.passkeys import Device, answer_to_login

Values = Callable[[World], dict[str, Any]]


def _nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Sample:
    """How to use one endpoint.

    by: the viewer who sends the form, or who sees the page with the most on it.
    values: what stands in the address.
    about: the thing that the guard asks about, one of `world.RELATIONS`.
    form: what is sent, where the endpoint takes a POST; `get` says whether it also, or only, shows a page.
    """

    by: str
    values: Values = _nothing
    about: str = "site"
    form: Values | None = None
    get: bool = True


class NoSample(AssertionError):
    """An endpoint that the laws cannot visit."""


def _token(name: str) -> Values:
    return lambda world: {"token": world.tokens[name]}


def _main(world: World) -> dict[str, Any]:
    return {"slug": world.slugs["main"]}


def _first_version(world: World) -> dict[str, Any]:
    return _main(world) | {"number": 1}


def _second_version(world: World) -> dict[str, Any]:
    return _main(world) | {"number": 2}


def _row(argument: str, name: str) -> Values:
    return lambda world: _main(world) | {argument: world.ids[name]}


def _id(argument: str, name: str) -> Values:
    return lambda world: {argument: world.ids[name]}


def _handle(name: str) -> Values:
    return lambda world: {"handle": world.people[name].handle}


def _fixed(**fields: Any) -> Values:
    return lambda world: fields


def _fixed_id(argument: str, name: str) -> Values:
    return lambda world: {argument: world.ids[name]}


def _passkey(world: World) -> dict[str, Any]:
    return {"passkey_id": world.ids["passkey"]}


def _login_by_passkey(world: World) -> dict[str, Any]:
    device = Device(handle=user_handle(_member(world, "coordinator")))
    return {"credential": answer_to_login(device, KNOWN_SECRET), "remember": "y"}


def _new_passkey(world: World) -> dict[str, Any]:
    session = world.people["coordinator"].cookie.partition(".")[0]
    question = new_question(_member(world, "coordinator"), [], session)
    return {"credential": Device(number=2).make(question), "name": "My key"}


def _picture(world: World) -> dict[str, Any]:
    return _handle("owner")(world) | {"mark": world.ids["picture"], "size": 96}


class _File(io.BytesIO):
    """A file that can be sent again and again."""

    def close(self) -> None:
        self.seek(0)


def _new_picture(world: World) -> dict[str, Any]:
    seen = get_profile(_member(world, "stranger")).openness()
    return {"picture": (_File(picture("PNG")), "me.png"), "audience": "members", "seen": seen}


def _new_file(world: World) -> dict[str, Any]:
    return {"file": (_File(b"Who brings tea?\n"), "tea.txt"), "title": "Tea", "note": "", "language": "en"}


def _member(world: World, name: str) -> Member:
    return db.session.scalars(sa.select(Member).where(Member.handle == world.people[name].handle)).one()


def _group_page(by: str = "coordinator") -> Sample:
    return Sample(by, _main, "group")


def _group_form(by: str = "coordinator", **fields: Any) -> Sample:
    return Sample(by, _main, "group", _fixed(**fields))


def _group_button(by: str, argument: str = "", name: str = "") -> Sample:
    return Sample(by, _row(argument, name) if argument else _main, "group", _nothing, get=False)


def _contact_button(by: str, argument: str, name: str, about: str) -> Sample:
    return Sample(by, lambda world: {argument: world.ids[name]}, about, _nothing, get=False)


def _task(by: str, name: str, form: Values | None, *, get: bool = True) -> Sample:
    return Sample(by, _row("task_id", name), "work of a member", form, get)


def _decision(by: str, name: str, form: Values | None, *, get: bool = True) -> Sample:
    return Sample(by, _row("proposal_id", name), "work of a member", form, get)


def _conversation(world: World) -> dict[str, Any]:
    return {"conversation_id": world.ids["conversation"]}


def _vouch_button(name: str) -> Sample:
    return Sample("owner", lambda world: {"vouch_id": world.ids[name]}, "vouch", _nothing, get=False)


def _with_reason(name: str) -> Sample:
    return Sample("coordinator", _row("membership_id", name), "group", _fixed(reason="We talked about it."))


# Ten days ahead: later than the proposals of the small world close.
_CLOSING = {"closing_day": (now() + timedelta(days=10)).date().isoformat(), "closing_time": "18:00"}
_DECISION = _CLOSING | {"title": "Sing", "text": "Every week.", "language": "en", "secrecy": "shown", "quorum": "50"}
_PROFILE = {
    "display_name": "River",
    "handle": "river-song",
    "pronouns": "they",
    "bio": "I **teach**.\nAt night.",
    "bio_language": "en",
    "second_bio": "밤에 가르칩니다.",
    "second_bio_language": "ko",
    "profession_group": "2",
    "profession": "teacher",
    "skills": "teaching, law",
    "offers": ["mentoring", "translation"],
    "looks_for": ["legal"],
    "spoken_ko": "first",
    "spoken_en": "good",
    "country": "KR",
    "city": "Seoul",
    "affiliations": "A school",
    "links": "https://example.org/me",
    "belonging": "ally",
    "language": "en",
    "seen": "e" + "o" * 13,
    **{
        f"{field}_audience": "members"
        for field in (
            *(
                "display_name",
                "picture",
                "offers",
                "looks_for",
                "pronouns",
                "bio",
                "profession",
                "skills",
                "languages",
                "country",
                "city",
            ),
            *("affiliations", "links", "belonging"),
        )
    },
}
_ENDORSEMENT = {
    "commitments": ["1", "5"],
    **{f"pledge_{number}": "I teach." if number == 5 else "" for number in range(1, 8)},
    "shown": "named",
    "name": "A New Voice",
    "affiliation": "A choir",
    "country": "KR",
    "email": "voice@example.org",
}
_PROPOSAL = {
    "name_en": "Letters to families",
    "name_ko": "",
    "purpose_en": "We write letters.",
    "purpose_ko": "",
    "commitments": ["3"],
    "working_language": "en",
    "region": "KR",
    "join_policy": "on_request",
    "visibility": "public",
    "first_members": "@owner",
}


def _seen(world: World) -> dict[str, Any]:
    return {"seen": db.session.get_one(GroupProposal, uuid.UUID(world.ids["group_proposal"])).changed_at.isoformat()}


_GROUP = {
    "name_en": "Film nights",
    "name_ko": "영화의 밤",
    "purpose_en": "We show films.",
    "purpose_ko": "영화를 상영합니다.",
    "commitments": ["3"],
    "join_policy": "on_request",
    "vouches_needed": "2",
    "visibility": "public",
}

_MEETING = {
    "title": "A film night",
    "day": (now() + timedelta(days=9)).date().isoformat(),
    "time": "19:30",
    "zone": "Asia/Seoul",
    "which": "",
    "minutes": "90",
    "place": "The blue room",
    "link": "https://meet.example.org/blue",
    "agenda": "1. Which **film**",
    "language": "en",
}

SAMPLES: dict[str, Sample] = {
    "static": Sample("visitor", _fixed(filename="css/site.css")),
    "home.index": Sample("stranger"),
    "home.about": Sample("visitor"),
    "home.privacy": Sample("visitor"),
    "home.roles": Sample("visitor"),
    "home.steps": Sample("stranger"),
    "home.dismiss_steps": Sample("stranger", form=_nothing, get=False),
    "home.recall_steps": Sample("fellow", form=_nothing, get=False),
    "machines.healthz": Sample("visitor"),
    "machines.readyz": Sample("visitor"),
    "machines.metrics": Sample("visitor"),
    "ledger.index": Sample("visitor"),
    "downloads.checkpoint": Sample("visitor"),
    "downloads.key": Sample("visitor"),
    "downloads.tile": Sample("visitor", _fixed(level="0", place="000.p/1")),
    "downloads.bundle": Sample("visitor", _fixed(place="000.p/1")),
    "downloads.entries": Sample("visitor"),
    "downloads.inclusion": Sample("visitor", _fixed(position="0", size="1")),
    "downloads.consistency": Sample("visitor", _fixed(old="1", new="1")),
    "downloads.verifier": Sample("visitor"),
    "declaration.read": Sample("visitor"),
    "declaration.commitment": Sample("visitor", _fixed(number=1)),
    "declaration.version": Sample("visitor", lambda world: {"digest": current_digest()}),
    "endorsements.endorse": Sample("visitor", form=_fixed(**_ENDORSEMENT)),
    "endorsements.sent": Sample("visitor"),
    "endorsements.thanks": Sample("visitor"),
    "endorsements.index": Sample("visitor"),
    "endorsements.figures": Sample("visitor"),
    "endorsements.embed": Sample("visitor"),
    "endorsements.feed": Sample("visitor"),
    "embeds.count": Sample("visitor"),
    "embeds.badge": Sample("visitor"),
    "pictures.picture": Sample("visitor", _fixed(name="growth")),
    "api.index": Sample("visitor"),
    "api.declaration": Sample("visitor"),
    "api.commitments": Sample("visitor"),
    "api.counts": Sample("visitor"),
    "api.endorsements": Sample("visitor"),
    "api.openapi": Sample("visitor"),
    "endorsements.confirm": Sample("visitor", _token("endorsement"), form=_nothing),
    "endorsements.refuse": Sample("visitor", _token("endorsement"), form=_nothing),
    "endorsements.withdraw_by_mail": Sample("visitor", _token("withdrawal"), form=_nothing),
    "endorsements.yours": Sample("visitor", _token("yours")),
    "endorsements.certificate_by_mail": Sample("visitor", _token("yours")),
    "endorsements.receipt_by_mail": Sample("visitor", _token("yours")),
    "endorsements.share_by_mail": Sample("visitor", _token("unshared"), form=_nothing, get=False),
    "endorsements.unshare_by_mail": Sample("visitor", _token("yours"), form=_nothing, get=False),
    "endorsements.by": Sample("visitor", lambda world: {"code": world.ids["share_code"]}),
    "share.declaration": Sample("visitor"),
    "share.commitment": Sample("visitor", _fixed(number=1)),
    "share.by": Sample("visitor", lambda world: {"code": world.ids["share_code"]}),
    "endorsements.mine": Sample("owner"),
    "endorsements.certificate": Sample("owner"),
    "endorsements.receipt": Sample("owner"),
    "endorsements.share": Sample("owner", form=_nothing, get=False),
    "endorsements.unshare": Sample("fellow", form=_nothing, get=False),
    "endorsements.withdraw": Sample("owner", form=_nothing, get=False),
    "endorsements.renew": Sample("owner", form=_nothing, get=False),
    "endorsements.renew_by_mail": Sample("visitor", _token("withdrawal"), form=_nothing, get=False),
    "accounts.signup": Sample(
        "visitor", form=_fixed(display_name="Haru", email="haru@example.org", password="small steps to the sea")
    ),
    "accounts.signup_sent": Sample("visitor"),
    "accounts.confirm": Sample("visitor", _token("signup"), form=_nothing),
    "accounts.login": Sample(
        "visitor", form=lambda world: {"email": world.people["stranger"].address, "password": PASSWORD}
    ),
    "accounts.second_step": Sample("visitor", form=_fixed(code="123456", recovery_code="")),
    "accounts.change_email": Sample("stranger", form=_fixed(email="another@example.org")),
    "accounts.confirm_email": Sample("visitor", _token("new_address"), form=_nothing),
    "accounts.restore_email": Sample("visitor", _token("way_back"), form=_nothing),
    "accounts.data": Sample("stranger"),
    "accounts.ask_data": Sample("stranger", form=_nothing, get=False),
    "accounts.download_data": Sample("stranger"),
    "accounts.close": Sample("stranger", form=_fixed(when="later"), get=False),
    "accounts.closed": Sample("visitor"),
    "accounts.cancel_closing": Sample("visitor", _token("staying"), form=_nothing),
    "accounts.login_with_passkey": Sample("visitor", form=_login_by_passkey),
    "accounts.logout": Sample("stranger", form=_nothing, get=False),
    "accounts.prove": Sample("stranger", form=_fixed(proof_password=PASSWORD)),
    "accounts.security": Sample("stranger"),
    "accounts.change_password": Sample("stranger", form=_fixed(password="another tide comes in")),
    "accounts.privacy": Sample("stranger", form=_fixed(discreet="y", exit_to="weather", exit_ends_session="y")),
    "accounts.quick_exit": Sample("stranger", form=_nothing, get=False),
    "accounts.choose_factor": Sample("stranger"),
    "accounts.begin_totp": Sample("owner", form=_nothing, get=False),
    "accounts.add_totp": Sample("stranger", form=lambda world: {"code": code_of(world.ids["totp_secret"])}),
    "accounts.remove_totp": Sample("fellow", form=_nothing, get=False),
    "accounts.renew_codes": Sample("fellow", form=_nothing, get=False),
    "accounts.add_passkey": Sample("coordinator", form=_new_passkey),
    "accounts.rename_passkey": Sample("coordinator", _passkey, "passkey", _fixed(name="My old phone")),
    "accounts.remove_passkey": Sample("coordinator", _passkey, "passkey", _nothing, get=False),
    "accounts.end_session": Sample(
        "stranger", lambda world: {"session_id": world.ids["session"]}, "session", form=_nothing, get=False
    ),
    "accounts.end_other_sessions": Sample("stranger", form=_nothing, get=False),
    "accounts.forgot_password": Sample("visitor", form=lambda world: {"email": world.people["stranger"].address}),
    "accounts.forgot_password_sent": Sample("visitor"),
    "accounts.reset_password": Sample("visitor", _token("reset"), form=_fixed(password="another tide comes in")),
    "members.index": Sample("stranger"),
    "members.matches": Sample("group_member"),
    "members.profile": Sample("owner", _handle("owner"), "profile"),
    "members.settings_profile": Sample("stranger", form=_fixed(**_PROFILE)),
    "members.others_see_me": Sample("stranger"),
    "members.picture": Sample("owner", _picture),
    "members.settings_picture": Sample("stranger", form=_new_picture),
    "members.remove_picture": Sample("owner", form=_nothing, get=False),
    "members.list_me": Sample("owner", form=_nothing, get=False),
    "members.hide": Sample("owner", form=_nothing, get=False),
    "reports.report": Sample(
        "stranger", _fixed(handle="deputy"), form=_fixed(reason="spam", words="They sell coins.", evidence="Coins!")
    ),
    "reports.mine": Sample("owner"),
    "looked.index": Sample("owner"),
    "contacts.index": Sample("owner"),
    "contacts.requests": Sample("owner"),
    "contacts.sent": Sample("stranger"),
    "contacts.seen": Sample("owner", form=_nothing, get=False),
    "contacts.ask": Sample("stranger", _fixed(handle="deputy"), form=_fixed(words="I teach. Can I help?")),
    "contacts.accept": _contact_button("owner", "request_id", "contact_request", "request to the owner"),
    "contacts.decline": _contact_button("owner", "request_id", "contact_request", "request to the owner"),
    "contacts.ignore": _contact_button("owner", "request_id", "contact_request", "request to the owner"),
    "contacts.take_back": _contact_button("stranger", "request_id", "contact_request", "request of the stranger"),
    "contacts.conversation": Sample("owner", _conversation, "conversation", _fixed(words="Let us sing on Friday.")),
    "contacts.see": Sample("owner", _conversation, "conversation", _nothing, get=False),
    "contacts.end": Sample("owner", _conversation, "conversation", _nothing, get=False),
    "contacts.delete": Sample("owner", _conversation, "conversation", _nothing, get=False),
    "contacts.delete_message": _contact_button("owner", "message_id", "message", "message"),
    "contacts.report_request": Sample(
        "owner",
        lambda world: {"request_id": world.ids["contact_request"]},
        "request to the owner",
        _fixed(reason="spam", words="They write to everybody."),
    ),
    "contacts.report": Sample(
        "owner", _conversation, "conversation", _fixed(reason="harassment", words="They shout at me.")
    ),
    "contacts.settings": Sample("stranger", form=_fixed(who_may_ask="groups", mails="y")),
    "notifications.index": Sample("group_member"),
    "notifications.visit": Sample("group_member", _id("notice_id", "notice"), "notice", _nothing, get=False),
    "notifications.read": Sample("group_member", _id("notice_id", "notice"), "notice", _nothing, get=False),
    "notifications.read_all": Sample("group_member", form=_nothing, get=False),
    "notifications.settings": Sample(
        "group_member",
        form=_fixed(
            level_announcement="daily", time_zone="Asia/Seoul", digests="y", morning="8", paused_until="", language="en"
        ),
    ),
    "notifications.group_settings": Sample("group_member", _main, "group", _fixed(level_announcement="weekly")),
    "notifications.unsubscribe": Sample("visitor", _id("token", "unsubscribe_token"), form=_nothing),
    "notifications.subscribe_again": Sample("visitor", _id("token", "ended_token"), form=_nothing, get=False),
    "contacts.block": Sample("stranger", _fixed(handle="deputy"), form=_nothing),
    "contacts.blocked": Sample("owner"),
    "contacts.unblock": _contact_button("owner", "block_id", "block", "block"),
    "vouching.vouch": Sample("stranger", _handle("owner"), form=_fixed(note="We study together.")),
    "vouching.made": Sample("owner"),
    "vouching.received": Sample("owner"),
    "vouching.take_back": _vouch_button("vouch_given"),
    "vouching.decline": _vouch_button("vouch_received"),
    "vouching.allow": _vouch_button("vouch_declined"),
    "groups.index": Sample("administrator"),
    "groups.page": _group_page(),
    "groups.join": _group_form("stranger", answer_1="A friend told me."),
    "groups.cancel_request": _group_button("applicant"),
    "groups.leave": _group_button("group_member"),
    "groups.roster": _group_page(),
    "groups.invitation": Sample("stranger", _token("invitation"), "site"),
    "groups.accept_invitation": Sample("stranger", _token("invitation"), "site", _nothing, get=False),
    "groups.report_invitation": Sample("visitor", _id("token", "mailed_invitation"), form=_nothing),
    "groups.accept_invited": Sample(
        "stranger", _id("invitation_id", "invited"), "invitation by name", _nothing, get=False
    ),
    "groups.decline_invited": Sample(
        "stranger", _id("invitation_id", "invited"), "invitation by name", _nothing, get=False
    ),
    "groups.mine": Sample("coordinator"),
    "groups.edit": _group_form(
        **_GROUP, questions_en="Who are you?\nWhat can you do?", questions_ko="누구세요?\n무엇을 할 수 있나요?"
    ),
    "groups.propose": Sample("moderator", form=_fixed(**_PROPOSAL)),
    "groups.proposals": Sample("stranger"),
    "groups.change_proposal": Sample(
        "stranger", _id("proposal_id", "group_proposal_sent_back"), "group proposal", _fixed(**_PROPOSAL)
    ),
    "groups.withdraw_proposal": Sample(
        "stranger", _id("proposal_id", "group_proposal"), "group proposal", _nothing, get=False
    ),
    "groups.state": _group_form(reason="A pause for the summer.", move="pause"),
    "groups.archive": _group_form(reason="The work is done.", move="archive"),
    "groups.subgroups": _group_page(),
    "groups.charter": _group_page(),
    "groups.edit_charter": _group_form(
        text_en="# We decide\n\nTogether.", text_ko="", summary="by consent", began_with="2"
    ),
    "groups.charter_versions": _group_page(),
    "groups.charter_version": Sample("coordinator", _first_version, "group"),
    "groups.charter_changes": Sample("coordinator", _second_version, "group"),
    "groups.restore_charter": Sample("coordinator", _first_version, "group", _fixed(began_with="2"), get=False),
    "groups.requests": _group_page(),
    "groups.approve": _group_button("coordinator", "membership_id", "request"),
    "groups.decline": _with_reason("request"),
    "groups.approve_chosen": Sample("coordinator", _main, "group", _id("chosen", "request"), get=False),
    "groups.decline_chosen": Sample("coordinator", _main, "group", _id("chosen", "request"), get=False),
    "groups.desk": Sample("coordinator"),
    "groups.note": Sample("coordinator", _row("membership_id", "newcomer_stay"), "group", _fixed(text="Came by bus.")),
    "groups.numbers": _group_page(),
    "groups.rosters": _group_page(),
    "groups.ask_for_roster": _group_form(columns=["name", "languages"], reason="To write name tags."),
    "groups.approve_roster": _group_button("moderator", "roster_id", "roster"),
    "groups.decline_roster": _group_button("moderator", "roster_id", "roster"),
    "groups.download_roster": _group_button("coordinator", "roster_id", "approved_roster"),
    "groups.invitations": _group_form(days="7", max_uses="3", note="for the choir"),
    "groups.invite_by_mail": _group_form(email="somebody@example.org", language="ko"),
    "groups.invite_by_handle": _group_form(handle="@stranger"),
    "groups.invite_coordinator": _group_form(handle="stranger"),
    "groups.decided": _group_page(),
    "groups.settle": _group_button("coordinator", "membership_id", "newcomer_stay"),
    "groups.revoke_invitation": _group_button("coordinator", "invitation_id", "invitation"),
    "groups.appoint": _group_button("coordinator", "membership_id", "group_member"),
    "groups.dismiss": _group_button("coordinator", "membership_id", "deputy"),
    "groups.coordinators": _group_page(),
    "groups.hand_over": _group_form(handle="group-member"),
    "groups.name_successor": _group_form(handle="group-member"),
    "groups.withdraw_successor": _group_button("coordinator"),
    "groups.succession": _group_page("group_member"),
    "groups.answer_succession": Sample(
        "group_member", _row("successor_id", "succession"), "succession", _fixed(answer="yes"), get=False
    ),
    "groups.trail": _group_page("group_member"),
    "finding.index": Sample("group_member", _fixed(q="first meeting")),
    "groups.remove": _with_reason("group_member"),
    "groups.ban": _with_reason("group_member"),
    "groups.unban": _group_button("coordinator", "membership_id", "barred"),
    "announcements.index": _group_page(),
    "announcements.announcement": Sample("coordinator", _row("announcement_id", "announcement"), "group"),
    "announcements.news": _group_page(),
    "announcements.published": Sample("coordinator", _row("announcement_id", "announcement"), "group"),
    "announcements.feed": _group_page(),
    "announcements.announce": _group_form(title="A meeting", body="Come on Friday.", language="en"),
    "announcements.edit": Sample(
        "coordinator",
        _row("announcement_id", "announcement"),
        "group",
        _fixed(title="A meeting", body="Come on Monday.", language="en", is_public="y", edition="1"),
    ),
    "announcements.pin": _group_button("coordinator", "announcement_id", "announcement"),
    "announcements.unpin": _group_button("coordinator", "announcement_id", "announcement"),
    "announcements.delete": _group_button("coordinator", "announcement_id", "announcement"),
    "discussions.index": _group_page(),
    "discussions.topic": Sample(
        "coordinator", _row("topic_id", "topic"), "group", _fixed(body="At six.", language="en", answers="2")
    ),
    "discussions.see": Sample("coordinator", _row("topic_id", "topic"), "group", _fixed(until="2"), get=False),
    "discussions.start": _group_form(title="A question", body="Who comes?", language="en"),
    "discussions.edit": Sample(
        "group_member",
        _row("post_id", "post"),
        "work of a member",
        _fixed(title="Where?", body="There.", language="en"),
    ),
    "discussions.delete": Sample("group_member", _row("post_id", "post"), "work of a member", _nothing, get=False),
    "discussions.editions": Sample("coordinator", _row("post_id", "post"), "group"),
    "discussions.report": Sample(
        "coordinator", _row("post_id", "reply"), "group", _fixed(reason="spam", words="It sells something.")
    ),
    "discussions.close": _group_button("coordinator", "topic_id", "topic"),
    "discussions.reopen": _group_button("coordinator", "topic_id", "topic"),
    "discussions.pin": _group_button("coordinator", "topic_id", "topic"),
    "discussions.unpin": _group_button("coordinator", "topic_id", "topic"),
    "discussions.remove": _group_button("coordinator", "post_id", "reply"),
    "discussions.put_back": _group_button("coordinator", "post_id", "removed_post"),
    "discussions.reports": _group_page(),
    "discussions.settle": _group_button("coordinator", "report_id", "post_report"),
    "tasks.index": _group_page(),
    "tasks.make": _group_form(title="Write to the library", language="en", due_day="2030-01-31", commitment="2"),
    "tasks.task": _task("coordinator", "task", None),
    "tasks.edit": _task(
        "group_member", "task", _fixed(title="Ring them up", language="en", commitment="", version="1")
    ),
    "tasks.assign": _task("group_member", "task", _fixed(assignee="@group-member"), get=False),
    "tasks.take": _task("coordinator", "free_task", _nothing, get=False),
    "tasks.give_back": _task("group_member", "own_task", _nothing, get=False),
    "tasks.move": _task("coordinator", "task", _fixed(state="done"), get=False),
    "tasks.delete": _task("group_member", "task", _nothing, get=False),
    "decisions.index": _group_page(),
    "decisions.propose": _group_form(**_DECISION),
    "decisions.proposal": _decision("group_member", "proposal", None),
    "decisions.position": _decision(
        "group_member", "proposal", _fixed(stance="disagree", reason="Not on Fridays.", version="1"), get=False
    ),
    "decisions.edit": _decision("group_member", "new_proposal", _fixed(**_DECISION, version="1")),
    "decisions.withdraw": _decision("group_member", "proposal", _nothing, get=False),
    "decisions.extend": _decision("group_member", "proposal", _fixed(**_CLOSING)),
    "decisions.outcome": _decision(
        "group_member", "closed_proposal", _fixed(outcome="So be it.", language="en", version="1")
    ),
    "meetings.index": _group_page(),
    "meetings.past": _group_page(),
    "meetings.call": _group_form(**_MEETING),
    "meetings.meeting": Sample("coordinator", _row("meeting_id", "meeting"), "group"),
    "meetings.attend": Sample(
        "group_member", _row("meeting_id", "meeting"), "group", _fixed(answer="maybe"), get=False
    ),
    "meetings.edit": Sample(
        "coordinator", _row("meeting_id", "meeting"), "work of the coordinator", _fixed(**_MEETING)
    ),
    "meetings.cancel": Sample(
        "coordinator", _row("meeting_id", "meeting"), "work of the coordinator", _nothing, get=False
    ),
    "meetings.file": Sample("coordinator", _row("meeting_id", "meeting"), "group"),
    "meetings.minutes": Sample("coordinator", _row("meeting_id", "past_meeting"), "group"),
    "meetings.write_minutes": Sample(
        "coordinator",
        _row("meeting_id", "past_meeting"),
        "group",
        _fixed(body="We **met**.", language="en", seen="1"),
    ),
    "meetings.calendars": Sample("coordinator", form=_fixed(group="", is_discreet="y")),
    "meetings.revoke_calendar": Sample(
        "coordinator", _id("calendar_id", "calendar"), "own calendar", _nothing, get=False
    ),
    "calendars.feed": Sample("visitor", _fixed(token="a-calendar-of-the-laws")),
    "library.index": _group_page(),
    "library.item": Sample("coordinator", _row("item_id", "shared_file"), "group"),
    "library.share_link": _group_form(link="https://example.org/a-report", title="A report", note="", language="en"),
    "library.share_file": Sample("coordinator", _main, "group", _new_file),
    "library.file": Sample("coordinator", _row("item_id", "shared_file"), "group"),
    "library.delete": Sample(
        "coordinator", _row("item_id", "shared_file"), "work of the coordinator", _nothing, get=False
    ),
    "moderation.index": Sample("administrator"),
    "moderation.members": Sample("administrator"),
    "moderation.member": Sample("administrator", _handle("owner")),
    "moderation.open_field": Sample(
        "administrator", _handle("fellow"), form=_fixed(field="bio", reason="Somebody pretends to be them."), get=False
    ),
    "moderation.reports": Sample("administrator"),
    "moderation.report": Sample("administrator", lambda world: {"report_id": world.ids["report"]}),
    "moderation.settle": Sample(
        "administrator",
        lambda world: {"report_id": world.ids["report"]},
        form=_fixed(outcome="We talked to them."),
        get=False,
    ),
    "moderation.limits": Sample("administrator"),
    "moderation.suspend": Sample("administrator", _handle("owner"), form=_fixed(reason="Spam."), get=False),
    "moderation.restore": Sample("administrator", _handle("suspended"), form=_nothing, get=False),
    "moderation.brought": Sample("administrator", _fixed(slug="the-main-one")),
    "moderation.branch": Sample("administrator", _handle("coordinator")),
    "moderation.undo_branch": Sample(
        "administrator",
        _handle("coordinator"),
        form=_fixed(reason="They smuggled people in.", sure="y", expected="1"),
        get=False,
    ),
    "moderation.rings": Sample("administrator"),
    "moderation.mails": Sample("administrator"),
    "moderation.retry_mail": Sample("administrator", _id("mail_id", "dead_mail"), form=_nothing, get=False),
    "moderation.drop_mail": Sample("administrator", _id("mail_id", "dead_mail"), form=_nothing, get=False),
    "moderation.retry_errand": Sample("administrator", _id("errand_id", "dead_errand"), form=_nothing, get=False),
    "moderation.drop_errand": Sample("administrator", _id("errand_id", "dead_errand"), form=_nothing, get=False),
    "moderation.audit": Sample("administrator"),
    "moderation.floods": Sample("administrator"),
    "moderation.flood": Sample("administrator", _id("flood_id", "flood")),
    "moderation.endorsements": Sample("administrator"),
    "moderation.endorsement": Sample("administrator", _id("endorsement_id", "held")),
    "moderation.let_in": Sample("administrator", _id("endorsement_id", "held"), form=_nothing, get=False),
    "moderation.set_aside": Sample(
        "administrator", _id("endorsement_id", "held"), form=_fixed(reason="A script."), get=False
    ),
    "moderation.feature": Sample("administrator", _id("endorsement_id", "counted"), form=_nothing, get=False),
    "moderation.unfeature": Sample("administrator", _id("endorsement_id", "counted"), form=_nothing, get=False),
    "moderation.bulk_actions": Sample("administrator"),
    "moderation.prepare_bulk": Sample("administrator", form=_fixed(kind="set_aside", state="counted", country="KR")),
    "moderation.bulk": Sample("administrator", _id("bulk_id", "bulk_ready")),
    "moderation.start_bulk": Sample(
        "administrator", _id("bulk_id", "bulk_ready"), form=_fixed(reason="A script."), get=False
    ),
    "moderation.cancel_bulk": Sample("administrator", _id("bulk_id", "bulk_running"), form=_nothing, get=False),
    "moderation.undo_bulk": Sample("administrator", _id("bulk_id", "bulk_done"), form=_nothing, get=False),
    "moderation.proposals": Sample("moderator"),
    "moderation.proposal": Sample("moderator", _id("proposal_id", "group_proposal")),
    "moderation.approve_proposal": Sample(
        "moderator",
        _id("proposal_id", "group_proposal"),
        form=lambda world: {"slug": "the-choir"} | _seen(world),
        get=False,
    ),
    "moderation.send_back_proposal": Sample(
        "moderator",
        _id("proposal_id", "group_proposal"),
        form=lambda world: {"reason": "Say what newcomers do."} | _seen(world),
        get=False,
    ),
    "moderation.create_group": Sample(
        "administrator",
        form=lambda world: {
            **_GROUP,
            "slug": "film-nights",
            "questions": "Who are you?",
            "questions_en": "Who are you?",
            "questions_ko": "",
            "coordinator": world.people["stranger"].handle,
        },
    ),
    "moderation.set_role": Sample("administrator", _handle("owner"), form=_fixed(role="moderator"), get=False),
    "moderation.help_kinds": Sample("administrator"),
    "moderation.add_help_kind": Sample(
        "administrator", form=_fixed(name_en="Childcare", name_ko="아이 돌봄", code="childcare")
    ),
    "moderation.edit_help_kind": Sample(
        "administrator",
        _fixed(code="mentoring"),
        form=_fixed(name_en="Mentoring", name_ko="멘토링", is_retired="y"),
    ),
    "moderation.claim": Sample("stranger", _token("claim"), form=_nothing),
    "exports.index": Sample("administrator"),
    "exports.ask": Sample(
        "administrator", form=_fixed(content="names", form="csv", reason="For the yearly report to our partners.")
    ),
    "exports.approve": Sample("administrator", _fixed_id("export_id", "export"), form=_nothing, get=False),
    "exports.decline": Sample("administrator", _fixed_id("export_id", "export"), form=_nothing, get=False),
    "exports.download": Sample("administrator", _fixed_id("export_id", "approved_export"), form=_nothing, get=False),
    "styleguide.index": Sample(
        "visitor", form=_fixed(text="Text", longtext="", password="", choice="me", choices=["1"])
    ),
    "mailbox.index": Sample("visitor"),
    "mailbox.message": Sample("visitor", lambda world: {"name": world.ids["mail"]}),
}

GETS = [endpoint for endpoint, sample in SAMPLES.items() if sample.get]
POSTS = [endpoint for endpoint, sample in SAMPLES.items() if sample.form]
# Pages are written in a language; files and what machines ask for are not.
FILES = {
    "static",
    "accounts.download_data",
    "library.file",
    "meetings.file",
    "members.picture",
    "announcements.feed",
    "endorsements.feed",
} | {f"endorsements.{file}{by}" for file in ("certificate", "receipt") for by in ("", "_by_mail")}
MACHINES = ("machines.", "calendars.", "downloads.", "api.", "embeds.", "share.", "pictures.")
PAGES = [endpoint for endpoint in GETS if endpoint not in FILES and not endpoint.startswith(MACHINES)]


def sample_of(endpoint: str) -> Sample:
    """How to use an endpoint; raises NoSample where nobody has said it."""
    if endpoint not in SAMPLES:
        raise NoSample(
            f"{endpoint} has no row in SAMPLES of tests/laws/samples.py: add one, so that the laws can visit it."
        )
    return SAMPLES[endpoint]


def sample_url(endpoint: str, world: World, language: str = "en") -> str:
    """An address of an endpoint that exists in the world; raises NoSample."""
    values = sample_of(endpoint).values(world)
    if current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values = {"language": language} | values
    return current_app.url_map.bind("localhost").build(endpoint, values)


def sample_form(endpoint: str, world: World) -> dict[str, Any]:
    """Something valid to send to an endpoint; raises NoSample."""
    form = sample_of(endpoint).form
    if form is None:
        raise NoSample(f"{endpoint} takes a POST, and its row in SAMPLES of tests/laws/samples.py has no form.")
    return dict(form(world))


def methods_of(endpoint: str) -> set[str]:
    """GET and POST, as far as the application answers to them."""
    rules = current_app.url_map.iter_rules(endpoint)
    return {method for rule in rules for method in rule.methods or ()} & {"GET", "POST"}
