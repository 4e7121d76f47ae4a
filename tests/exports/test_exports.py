"""Exports: two people, nothing that is not public, and a watermark that survives what is cut off."""

import csv
import io
import json
import random
import tracemalloc
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member, MemberSession, Role
from community.accounts.operations.closing import _delete
from community.accounts.signals import member_data
from community.audit import AuditEntry
from community.db import atomic, db, now
from community.endorsements import operations as endorsing
from community.endorsements.models import EndorsementState
from community.endorsements.queries import listing
from community.exports import operations, queries
from community.exports.models import Export, ExportContent, ExportFormat
from community.exports.operations import AlreadyDecided, NeedsSecondPerson, NotToDownload, RightsLost
from community.exports.writing import NAME_COLUMNS, Origin, key_of, write
from community.moderation.operations import set_role
from community.releases import SETTLES, ReleaseState
from community.web.spreadsheets import harmless
from community.web.watermark import SURE, Watermark, find_source
from tests.endorsements.factories import EndorsementFactory
from tests.members.factories import member_with_profile

REASON = "For the yearly report to our partners."
FORM = {"content": "names", "form": "csv", "reason": REASON}


@pytest.fixture
def asker():
    return member_with_profile(administrator=True)


@pytest.fixture
def second():
    return member_with_profile(administrator=True)


def asked(asker, content=ExportContent.NAMES, form=ExportFormat.CSV):
    return operations.ask(actor=asker, content=content, form=form, reason=REASON)


def approved(asker, second, **values):
    export = asked(asker, **values)
    operations.decide(actor=second, export=export, approve=True)
    return export


def path(export, verb):
    return f"/en/admin/exports/{export.id}/{verb}"


def content_of(export):
    return "".join(write(export, Origin(export.number, "asker", now())))


def acts():
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.at)))


# two people


def test_an_export_goes_through_two_pairs_of_hands(client, new_client, asker, second, outbox):
    EndorsementFactory(name="Kim Haneul", country="KR", pledges={2: "I sing.", 7: None})
    EndorsementFactory(unnamed=True, country="FR", pledges={1: "Never shown."})
    client.login(asker)
    page = client.post("/en/admin/exports/new", FORM, follow=True)
    assert "Waits for a second person" in page.text
    export = db.session.scalars(sa.select(Export)).one()
    assert not page.has("form[action$=approve], form[action$=download]")
    theirs = new_client().login(second)
    page = theirs.get("/en/admin/exports")
    assert REASON in page.text
    assert theirs.post(path(export, "approve")).status == 303
    assert client.get("/en/admin/exports").has("form[action$=download]")
    assert not theirs.get("/en/admin/exports").has("form[action$=download]")
    file = client.post(path(export, "download")).response
    assert (file.status_code, file.mimetype) == (200, "text/csv")
    assert file.headers["Content-Disposition"] == "attachment; filename=export-1.csv"
    assert file.headers["Cache-Control"] == "no-store"
    assert file.data.startswith(b"\xef\xbb\xbfname,day,country,")
    [head, row] = csv.reader(io.StringIO(file.data.decode("utf-8-sig")))
    assert head == [*NAME_COLUMNS, "export"]
    said = dict(zip(head, row, strict=True))
    assert (said["name"].strip(), said["country"], said["commitments"]) == ("Kim Haneul", "KR", "2 7")
    assert (said["pledge_2"], said["pledge_7"]) == ("I sing.", "")
    assert said["export"].startswith(f"Export 1 / @{asker.handle} / 20")
    assert acts() == ["exports.ask", "exports.approve", "exports.download"]
    mails = outbox()
    assert len(mails) == 6
    assert {mail.recipient for mail in mails} == {asker.email, second.email}
    for mail in mails:
        for hidden in (asker.handle, second.handle, asker.display_name, REASON, "Kim"):
            assert hidden not in mail.subject + mail.text.replace(f"Hello {asker.display_name}", "")


def test_nobody_decides_about_their_own_not_even_in_a_second_session(client, new_client, asker, second):
    export = asked(asker)
    other_session = new_client().login(asker)
    for verb in ("approve", "decline"):
        assert other_session.post(path(export, verb)).status in (403, 409, 422)
    with pytest.raises(NeedsSecondPerson):
        operations.decide(actor=asker, export=export, approve=True)
    assert queries.find_export(None, export.id).state is ReleaseState.WAITING


def test_the_database_holds_that_they_are_two(asker):
    export = asked(asker)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Export).values(decider_id=export.asker_id, decided_at=now()))
    db.session.rollback()


def test_a_moderator_is_the_second_person_only_where_there_is_no_other_administrator(client, asker):
    moderator = member_with_profile(moderator=True)
    export = asked(asker)
    page = client.login(moderator).get("/en/admin/exports")
    assert page.has("form[action$=approve]")
    other = member_with_profile(administrator=True)
    assert not client.get("/en/admin/exports").has("form[action$=approve]")
    with pytest.raises(NeedsSecondPerson):
        operations.decide(actor=moderator, export=export, approve=True)
    db.session.execute(sa.update(Member).where(Member.id == other.id).values(role=Role.MEMBER))
    db.session.commit()
    operations.decide(actor=moderator, export=export, approve=True)
    assert export.state is ReleaseState.APPROVED


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("through_a_third", [False, True], ids=["by the asker", "by one whom the asker appointed"])
def test_nobody_makes_their_own_second_person(client, asker, role, through_a_third, time_machine_to):
    puppet, third = member_with_profile(), member_with_profile()
    giver = asker
    if through_a_third:
        set_role(actor=asker, member=third, role=Role.ADMINISTRATOR)
        giver = third
    set_role(actor=giver, member=puppet, role=role)
    export = asked(asker)
    page = client.login(puppet, second_factor=True).get("/en/admin/exports")
    assert not page.has("form[action$=approve]")
    with pytest.raises(NeedsSecondPerson):
        operations.decide(actor=puppet, export=export, approve=True)
    time_machine_to(now() + SETTLES - timedelta(minutes=1))
    later = asked(asker)
    with pytest.raises(NeedsSecondPerson):
        operations.decide(actor=puppet, export=later, approve=True)
    time_machine_to(now() + timedelta(minutes=2))
    if not through_a_third or role is Role.ADMINISTRATOR:  # else the third is another administrator
        operations.decide(actor=puppet, export=later, approve=True)
        assert later.state is ReleaseState.APPROVED


def test_nobody_decides_without_a_second_factor(client, asker):
    export = asked(asker)
    client.login(member_with_profile(moderator=True), second_factor=False)
    assert client.post(path(export, "approve")).location.startswith("/en/settings/security/second-factor")
    client.login(member_with_profile())
    assert client.post(path(export, "approve")).status == 403
    assert queries.find_export(None, export.id).state is ReleaseState.WAITING


@pytest.mark.parametrize("verb", ["approve", "download"])
def test_it_asks_again_who_it_is(client, asker, second, verb):
    export = asked(asker) if verb == "approve" else approved(asker, second)
    client.login(second if verb == "approve" else asker)
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(hours=1)))
    db.session.commit()
    assert "/prove" in client.post(path(export, verb)).location
    assert "exports.download" not in acts()


@pytest.mark.parametrize("reason", ["", "Because.", "x" * 501], ids=["none", "too short", "too long"])
def test_asking_wants_a_reason(client, asker, reason):
    page = client.login(asker).post("/en/admin/exports/new", {**FORM, "reason": reason})
    assert (page.status, len(page.errors)) == (422, 1)
    assert db.session.scalars(sa.select(Export)).all() == []


def test_moderators_cannot_ask(client):
    client.login(member_with_profile(moderator=True))
    assert client.post("/en/admin/exports/new", FORM).status == 403
    assert not client.get("/en/admin/exports").has("a[href$=new]")


def test_only_the_asker_downloads_only_when_approved_only_for_a_day(client, asker, second, time_machine_to):
    waiting, declined, good = asked(asker), asked(asker), approved(asker, second)
    operations.decide(actor=second, export=declined, approve=False)
    for export, member in ((waiting, asker), (declined, asker), (good, second)):
        with pytest.raises(NotToDownload):
            operations.hand_out(actor=member, export=export)
    operations.hand_out(actor=asker, export=good)
    time_machine_to(now() + timedelta(hours=24, seconds=1))
    with pytest.raises(NotToDownload):
        operations.hand_out(actor=asker, export=good)
    assert good.downloads == 1


def test_an_export_that_nobody_decides_about_runs_out(asker, second, time_machine_to):
    export = asked(asker)
    time_machine_to(now() + timedelta(days=7, seconds=1))
    assert export.state is ReleaseState.OVER
    with pytest.raises(AlreadyDecided):
        operations.decide(actor=second, export=export, approve=True)


@pytest.mark.parametrize("change", [{"role": Role.MODERATOR}, {"state": "suspended"}], ids=["demoted", "suspended"])
def test_whoever_loses_their_rights_loses_the_download(asker, second, change):
    export = approved(asker, second)
    db.session.execute(sa.update(Member).where(Member.id == asker.id).values(**change))
    db.session.commit()
    with pytest.raises(RightsLost):
        operations.hand_out(actor=asker, export=export)
    with pytest.raises(RightsLost):
        asked(asker)


def test_what_a_member_asked_for_is_told_to_them_and_goes_with_them(asker, second):
    export = approved(asker, second)
    for member, reason in ((asker, REASON), (second, None)):
        parts = {part.name: part for _listener, told in member_data.send(member) for part in told}
        facts = {fact.key: fact.value for fact in parts["exports"].records[0]}
        assert (facts["number"], facts["reason"]) == (1, reason)
    db.session.execute(sa.update(Member).where(Member.id == asker.id).values(closes_at=now()))
    db.session.commit()
    _delete(asker.id)
    db.session.expire_all()
    assert (export.asker_id, export.reason, export.state) == (None, "", ReleaseState.OVER)


def test_decisions_at_the_same_moment_are_one(asker, second, race):
    third = member_with_profile(administrator=True)
    for _round in range(3):
        export_id = asked(asker).id

        def decide(member_id, approve, export_id=export_id):
            member, export = db.session.get(Member, member_id), db.session.get(Export, export_id)
            operations.decide(actor=member, export=export, approve=approve)

        ids = (second.id, third.id)
        found = race(lambda: decide(ids[0], True), lambda: decide(ids[1], False), lambda: decide(ids[0], True))  # noqa: B023
        assert sorted(str(type(one).__name__) for one in found) == ["AlreadyDecided", "AlreadyDecided", "NoneType"]
    assert len([act for act in acts() if act in ("exports.approve", "exports.decline")]) == 3


def test_numbers_follow_though_two_ask_at_once(asker, second, race):
    ids = (asker.id, second.id)
    race(*(lambda who=who: asked(db.session.get(Member, who)) for who in ids))
    assert list(db.session.scalars(sa.select(Export.number).order_by(Export.number))) == [1, 2]


# what stands in the file


@pytest.mark.parametrize("form", ExportFormat)
@pytest.mark.parametrize("content", ExportContent)
def test_nothing_but_what_is_public(asker, second, form, content):
    EndorsementFactory(name="Kim Haneul", address="secret@example.org", pledges={1: "I sing."})
    leaving = member_with_profile(closes_at=now() + timedelta(days=7))
    EndorsementFactory(name="Canary Leaving", member_id=leaving.id)
    EndorsementFactory(unnamed=True, country="FR", profession_group="4", pledges={1: "Canary pledge."})
    for state in set(EndorsementState) - {EndorsementState.COUNTED}:
        EndorsementFactory(state=state, name=f"Canary {state}", pledges={2: "Canary pledge."})
    text = content_of(approved(asker, second, content=content, form=form))
    assert "example.org" not in text
    assert "anary" not in text
    assert "FR" not in text
    assert ("Kim Haneul" in text) is (content is ExportContent.NAMES)
    if content is ExportContent.COUNTS:
        assert ("all" in text, "3" in text) == (True, True)


def test_whoever_withdraws_is_in_no_file_made_afterwards(asker, second):
    export, mine = approved(asker, second), EndorsementFactory(name="Kim Haneul")
    assert "Kim Haneul" in content_of(export)
    atomic(lambda: endorsing.end(mine, EndorsementState.WITHDRAWN))()
    assert "Kim Haneul" not in content_of(export)


def test_whoever_withdraws_while_it_is_made_is_not_in_what_follows(asker, second, monkeypatch):
    monkeypatch.setattr(listing.stream_endorsements, "__defaults__", (2,))
    first, *others = (EndorsementFactory(name=f"N{n}", confirmed_at=now() - timedelta(days=n)) for n in range(6))
    pieces = write(approved(asker, second), Origin(1, "asker", now()))
    said = [next(pieces), next(pieces)]
    atomic(lambda: endorsing.end(others[-1], EndorsementState.WITHDRAWN))()
    said += pieces
    assert [f"N{n}" in "".join(said) for n in range(6)] == [True] * 5 + [False]
    assert first.name in said[1]


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(text):
    assert harmless(text) == f"'{text}"
    assert harmless(f"Kim {text}") == f"Kim {text}"


def test_csv_is_read_as_it_was_written(asker, second):
    odd = 'He said "no", twice;\nthen a line'
    EndorsementFactory(name="=cmd()", affiliation=odd, pledges={1: "@all"})
    text = content_of(approved(asker, second))
    [_head, row] = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert row[0].startswith("'=cmd()")
    assert (row[3], row[7]) == (odd, "'@all")
    assert text.endswith("\r\n")


def test_json_is_json(asker, second):
    EndorsementFactory.create_batch(3, affiliation='"quoted"')
    found = json.loads(content_of(approved(asker, second, form=ExportFormat.JSON)))
    assert found["export"]["number"] == 1
    assert [row["affiliation"] for row in found["rows"]] == ['"quoted"'] * 3


def test_a_large_file_is_made_in_little_memory(asker, second, monkeypatch):
    fields = dict.fromkeys(listing.PublicEndorsement.__dataclass_fields__)
    fields |= {"language": "en", "confirmed_at": now(), "commitments": {1: "I sing."}}
    published = [listing.PublicEndorsement(**fields | {"name": f"Name {number}"}) for number in range(500)]
    monkeypatch.setattr(
        "community.endorsements.queries.stream_endorsements", lambda: (list(published) for _part in range(100))
    )
    export = approved(asker, second)
    tracemalloc.start()
    try:
        size = sum(len(piece) for piece in write(export, Origin(1, "asker", now())))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 4_000_000
    assert peak < 2_000_000


# the watermark


@pytest.fixture
def files(asker, second):
    """Four exports of the same eighty endorsements, on four days."""
    for number in range(80):
        EndorsementFactory(
            name=f"Person {number}",
            country="KR",
            confirmed_at=now() - timedelta(days=number // 20, minutes=number),
            pledges={1: f"I sing {number} songs."},
        )
    forms = [ExportFormat.CSV, ExportFormat.JSON] * 2
    return {(export := approved(asker, second, form=form)): content_of(export) for form in forms}


def source(files, text):
    found = find_source(text, {export.number: key_of(export) for export in files})
    return [trace.source for trace in found]


def half(text, seed):
    """Half of the rows, without the head."""
    lines = text.splitlines(keepends=True)[1:]
    chosen = sorted(random.Random(seed).sample(range(len(lines)), len(lines) // 2))  # noqa: S311
    return "".join(lines[number] for number in chosen)


def trimmed(text):
    return text.replace(' "', '"').replace(" ,", ",").replace(' ",', '",')


def names_alone(text):
    return "\n".join(row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


LEAKS = {
    "whole": lambda text: text,
    "without its head": lambda text: "".join(text.splitlines(keepends=True)[1:]),
    "half of the rows": lambda text: half(text, 1),
    "another half": lambda text: half(text, 2),
    "trimmed": trimmed,
    "sorted by name": lambda text: "".join(sorted(text.splitlines(keepends=True)[1:])),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leaked_file_tells_which_export_it_came_from(files, leak):
    for export, text in files.items():
        assert source(files, LEAKS[leak](text)) == [export.number], leak


def test_a_column_of_names_tells_it_and_so_does_what_excel_saved(files):
    export, text = next(iter(files.items()))
    assert source(files, names_alone(text)) == [export.number]
    assert source(files, text.replace(",", ";").replace("\r\n", "\n").replace(";", ",")) == [export.number]


def test_json_that_was_laid_out_anew_tells_it(files):
    export, text = list(files.items())[1]
    assert source(files, json.dumps(json.loads(text), indent=2)) == [export.number]
    assert source(files, json.dumps(json.loads(text)["rows"][::2])) == [export.number]


def test_control_files_without_marks_come_from_no_export(files):
    plain = "".join(f"Person {number},2026-11-{number % 28 + 1:02d}\n" for number in range(80))
    assert source(files, plain) == []
    assert source(files, "") == []
    assert source(files, '{"rows": 3}') == []
    assert source(files, "\x00,\n\n") == []


def test_control_chance_is_no_proof():
    rows = [[f"Person {number}", "2026-11-22"] for number in range(2000)]
    strengths = [Watermark(bytes([number]) * 32).strength(rows) for number in range(200)]
    assert max(strengths) < SURE


def test_trace_is_a_command(app, files, tmp_path, asker):
    export, text = next(iter(files.items()))
    leaked = tmp_path / "leaked.csv"
    leaked.write_text(half(text, 3), "utf-8")
    handle, number = asker.handle, export.number
    result = app.test_cli_runner().invoke(args=["exports", "trace", str(leaked)])
    assert result.output.startswith(f"Export {number}, asked for by @{handle} on ")
    leaked.write_text("nothing\n")
    assert app.test_cli_runner().invoke(args=["exports", "trace", str(leaked)]).exit_code == 1
