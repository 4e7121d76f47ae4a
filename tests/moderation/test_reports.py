"""What was reported, as moderators read it and decide about it; and who is called to the desk when."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member, Role
from community.audit import AuditEntry, record
from community.db import atomic, db, now
from community.moderation.calling import call_again
from community.moderation.models import DeskCall
from community.reports.models import Report, ReportReason
from community.reports.operations import report
from tests.factories import MemberFactory
from tests.members.factories import member_with_profile
from tests.reports.factories import ReportFactory

DECISION = {"outcome": "We talked to both of them."}


def told(**more):
    return {"reason": ReportReason.SPAM, "words": "Coins."} | more


def make(about=None, **values):
    """A report whose people have profiles."""
    about = about or member_with_profile()
    made = ReportFactory(reporter=member_with_profile(), about=about, **values)
    return made.id, about


def mailed(outbox):
    return sorted(mail.recipient for mail in outbox())


# the desk


def test_index_says_how_much_waits_and_since_when(client, moderator):
    assert "Nothing waits." in client.get("/en/admin").text
    make()
    make(created_at=now() - timedelta(days=3))
    make(settled=True)
    text = " ".join(client.get("/en/admin").text.split())
    day = now() - timedelta(days=3)
    assert f"2 wait, the oldest since {day:%B} {day.day}, {day.year}." in text


def test_reports_lists_what_waits_oldest_first_and_what_is_settled(client, moderator):
    make(reason=ReportReason.SPAM)
    make(reason=ReportReason.DANGER, created_at=now() - timedelta(days=1))
    make(reason=ReportReason.OTHER, settled=True)
    rows = [row.a.text for row in client.get("/en/admin/reports").select("main .rows li")]
    assert rows == ["Somebody’s safety is in danger", "Sends advertising or fraud"]
    rows = [row.a.text for row in client.get("/en/admin/reports?view=settled").select("main .rows li")]
    assert rows == ["Something else"]


def test_reports_goes_on_by_pages(client, moderator):
    for _number in range(21):
        make()
    page = client.get("/en/admin/reports")
    assert len(page.select("main .rows li")) == 20
    following = client.get("/en/admin/reports" + page.one(".pager a[rel=next]")["href"])
    assert len(following.select("main .rows li")) == 1


def test_report_shows_words_and_evidence_and_who_it_concerns(client, moderator):
    report_id, about = make(words="He <shouts>.", evidence="Go away!")
    text = client.get(f"/en/admin/reports/{report_id}").text
    assert "He <shouts>." in text
    assert "Go away!" in text
    assert f"@{about.handle}" in text


def test_report_without_its_reporter_says_so(client, moderator):
    made = ReportFactory(reporter=None, about=member_with_profile(), words=None)
    text = client.get(f"/en/admin/reports/{made.id}").text
    assert "a deleted member" in text
    assert "The words went with their author" in text


def test_settle_decides_and_tells_the_reporter(client, moderator, outbox):
    report_id, about = make()
    answer = client.post(f"/en/admin/reports/{report_id}/settle", DECISION)
    assert answer.location == "/en/admin/reports"
    made = db.session.get_one(Report, report_id)
    assert (made.outcome, made.settled_by_id) == (DECISION["outcome"], moderator.id)
    assert [about.handle in mail.text + mail.subject for mail in outbox()] == [False]


@pytest.mark.parametrize("outcome", ["", "Done.", "x" * 1001], ids=["nothing", "too short", "too long"])
def test_settle_wants_a_decision_that_tells_something(client, moderator, outcome):
    report_id, _about = make()
    page = client.post(f"/en/admin/reports/{report_id}/settle", {"outcome": outcome})
    assert page.status == 422
    assert len(page.errors) == 1
    assert db.session.get_one(Report, report_id).is_open


def test_settle_twice_is_refused_with_a_sentence(client, moderator):
    report_id, _about = make(settled=True)
    page = client.post(f"/en/admin/reports/{report_id}/settle", DECISION)
    assert page.status == 409
    assert "This report has been settled in the meantime." in page.text


# of themselves nobody reads what others told, whatever their role


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
def test_a_moderator_finds_nothing_about_themselves_anywhere(client, role):
    accused = member_with_profile(role=role)
    report_id, _about = make(about=accused, words="He spies.")
    reporter_id = db.session.get_one(Report, report_id).reporter_id
    reporter = db.session.get_one(Member, reporter_id)
    client.login(accused)
    assert "Nothing waits." in client.get("/en/admin").text
    assert client.get("/en/admin/reports").has(".empty")
    assert client.get(f"/en/admin/reports/{report_id}").status == 404
    assert client.post(f"/en/admin/reports/{report_id}/settle", DECISION).status == 404
    assert not client.get(f"/en/admin/members/{accused.handle}").has("#reports")
    # The number of reports that somebody made would tell who it was.
    assert "They have made 0 reports themselves." in client.get(f"/en/admin/members/{reporter.handle}").text


def test_control_another_moderator_finds_it(client, moderator):
    accused = member_with_profile(moderator=True)
    report_id, _about = make(about=accused, words="He spies.")
    assert "1 waits" in client.get("/en/admin").text
    assert client.get("/en/admin/reports").has(f'a[href="/en/admin/reports/{report_id}"]')
    assert "He spies." in client.get(f"/en/admin/reports/{report_id}").text
    assert client.get(f"/en/admin/members/{accused.handle}").has("#reports + .rows")


def test_who_is_leaving_is_shown_to_nobody(client, moderator):
    report_id, about = make()
    about.closes_at = now() + timedelta(days=7)
    db.session.commit()
    assert client.get("/en/admin/reports").has(".empty")
    assert client.get(f"/en/admin/reports/{report_id}").status == 404
    about.closes_at = None
    db.session.commit()
    assert client.get(f"/en/admin/reports/{report_id}").status == 200


def test_a_reporter_who_is_leaving_is_not_named(client, moderator):
    report_id, _about = make()
    reporter = db.session.get_one(Member, db.session.get_one(Report, report_id).reporter_id)
    reporter.closes_at = now() + timedelta(days=7)
    db.session.commit()
    assert reporter.handle not in client.get(f"/en/admin/reports/{report_id}").response.text


# the trail


def test_the_trail_names_no_reporter(client, moderator):
    report_id, about = make(words="He spies.")
    reporter_id = db.session.get_one(Report, report_id).reporter_id
    reporter = db.session.get_one(Member, reporter_id)
    client.post(f"/en/admin/reports/{report_id}/settle", DECISION)
    text = client.get("/en/admin/audit").response.text
    assert about.handle in text
    for hidden in (reporter.handle, "He spies.", DECISION["outcome"]):
        assert hidden not in text
    assert db.session.scalars(sa.select(AuditEntry)).one().details == {}


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
def test_the_trail_does_not_tell_a_moderator_that_somebody_reported_them(client, new_client, moderator, role):
    accused = member_with_profile(role=role)
    report_id, _about = make(about=accused)
    other_id, other = make()
    for settled in (report_id, other_id):
        client.post(f"/en/admin/reports/{settled}/settle", DECISION)
    theirs, control = new_client().login(accused), new_client().login(member_with_profile(moderator=True))
    for path in ("/en/admin/audit", f"/en/admin/members/{moderator.handle}"):
        text = theirs.get(path).one("main").text
        assert other.handle in text  # the control: of others it is told
        assert accused.handle not in text
        assert accused.handle in control.get(path).one("main").text


def test_pages_of_the_trail_stay_whole_where_something_is_left_out(client, app):
    accused, other = member_with_profile(moderator=True), member_with_profile()

    @atomic
    def settle_many():
        for number in range(180):
            record(other, "reports.settle", other if number % 3 else accused)

    settle_many()
    client.login(accused)
    sizes, page = [], client.get("/en/admin/audit")
    while True:
        sizes.append(len(page.select("main .rows li")))
        following = page.select(".pager a[rel=next]")
        if not following:
            break
        page = client.get("/en/admin/audit" + following[0]["href"])
    assert sizes == [50, 50, 20]


# who is called


def test_moderators_are_called_once_and_not_for_every_report(app, outbox):
    moderators = [MemberFactory(moderator=True), MemberFactory(administrator=True)]
    MemberFactory(moderator=True, suspended=True)
    MemberFactory()
    for _number in range(3):
        report(actor=MemberFactory(), about=MemberFactory(), **told(words="Secret words."))
    assert mailed(outbox) == sorted(member.email for member in moderators)
    assert not any("Secret" in mail.text + mail.subject for mail in outbox())


def test_who_it_is_about_is_not_called(app, outbox):
    accused, other = MemberFactory(moderator=True), MemberFactory(moderator=True)
    report(actor=MemberFactory(), about=accused, **told())
    assert mailed(outbox) == [other.email]


@pytest.mark.parametrize(
    ("reason", "hours", "mails"),
    [
        (ReportReason.SPAM, 23, 1),
        (ReportReason.SPAM, 25, 2),
        (ReportReason.DANGER, 2, 2),
        (ReportReason.DANGER, 0, 1),
    ],
    ids=["within the day", "the next day", "in danger", "in danger, at once again"],
)
def test_moderators_are_called_again_after_a_while_sooner_in_danger(app, outbox, reason, hours, mails):
    MemberFactory(moderator=True)
    report(actor=MemberFactory(), about=MemberFactory(), **told())
    db.session.execute(sa.update(DeskCall).values(called_at=now() - timedelta(hours=hours)))
    db.session.commit()
    report(actor=MemberFactory(), about=MemberFactory(), **told(reason=reason))
    assert len(mailed(outbox)) == mails


def test_moderators_are_called_again_once_one_of_them_was_at_the_desk(client, moderator, outbox):
    report(actor=MemberFactory(), about=member_with_profile(), **told())
    report_id = db.session.scalars(sa.select(Report.id)).one()
    client.post(f"/en/admin/reports/{report_id}/settle", DECISION)
    report(actor=MemberFactory(), about=MemberFactory(), **told())
    assert mailed(outbox).count(moderator.email) == 2


def test_what_waits_is_remembered_once_a_day(app, outbox):
    moderator = MemberFactory(moderator=True)
    call_again()
    assert mailed(outbox) == []
    ReportFactory()
    call_again()
    call_again()
    assert mailed(outbox) == [moderator.email]


def test_two_reports_at_once_call_once(race, outbox):
    MemberFactory(moderator=True)
    pairs = [(MemberFactory().id, MemberFactory().id) for _number in range(2)]

    def tell(pair):
        def run():
            actor, about = (db.session.get_one(Member, member_id) for member_id in pair)
            report(actor=actor, about=about, **told())

        return run

    assert race(*(tell(pair) for pair in pairs)) == [None, None]
    assert len(mailed(outbox)) == 1
