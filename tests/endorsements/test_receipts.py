"""Receipts and downloads, checked with the program that people download, as they are and with anything changed."""

import ast
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from community.db import atomic, db
from community.endorsements.models import Endorsement, EndorsementState
from community.endorsements.operations import withdraw
from community.endorsements.operations.counting import count_in, count_out, recounted
from community.endorsements.queries import make_receipt
from community.endorsements.queries.openings import opening_of
from community.endorsements.verification import find_faults as faults_of_count
from community.ledger import verifier
from community.ledger.models import LedgerEntry, LedgerKey
from community.ledger.notes import Checkpoint, make_note
from community.ledger.operations import seal_all, sign_checkpoint
from community.ledger.verification import find_faults as faults_of_ledger
from community.rotation import sealed_models
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory

PROGRAM = Path(verifier.__file__)


@pytest.fixture
def downloads(app, tmp_path):
    """Download, as a doubter does, into a folder; returns the paths."""

    def download(endorsement=None, **more):
        client = app.test_client()
        wanted = {"checkpoint": "checkpoint", "key": "key", "entries": "entries"} | more
        paths = {}
        for name, path in wanted.items():
            paths[name] = tmp_path / name
            paths[name].write_bytes(client.get(f"/ledger/{path}").data)
        if endorsement is not None:
            paths["receipt"] = tmp_path / "receipt"
            paths["receipt"].write_text(json.dumps(make_receipt(endorsement)))
        return paths

    return download


def check(*words: object) -> int:
    """What the program says, in this process."""
    return verifier.main([str(word) for word in words])


def run(*words: object) -> tuple[int, str]:
    """What the downloaded program says, in a process of its own that cannot see ours."""
    command = [sys.executable, "-I", str(PROGRAM), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    return done.returncode, done.stdout + done.stderr


def endorse(number: int) -> list[Endorsement]:
    """Endorsements, counted and in a checkpoint."""
    made = [EndorsementFactory(pledges={1: None, 2: None}) for _ in range(number)]
    sign_checkpoint()
    return made


def test_the_program_is_short_and_needs_nothing_of_ours():
    source = PROGRAM.read_text()
    assert len(source.splitlines()) < 200
    names = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert names - sys.stdlib_module_names == {"cryptography"}


def test_the_downloaded_program_is_the_one_that_is_tested(app):
    assert app.test_client().get("/ledger/verify.py").data == PROGRAM.read_bytes()


def test_a_doubter_checks_everything_on_their_own_computer(downloads):
    mine, *_others = endorse(5)
    old = downloads()["checkpoint"].read_bytes()
    endorse(6)
    paths = downloads(mine, proof="proof/consistency/5/11")
    older = paths["proof"].with_name("old")
    older.write_bytes(old)
    code, said = run("receipt", *(paths[name] for name in COMMANDS["receipt"]))
    assert (code, said.splitlines()[-2:]) == (0, ["Your endorsement counts.", "Good."]), said
    assert f'"address":"{mine.email}","commitments":[1,2]' in said
    code, said = run("consistency", older, paths["checkpoint"], paths["proof"], paths["key"])
    assert (code, said.splitlines()[-1]) == (0, "Good."), said
    code, said = run("entries", paths["checkpoint"], paths["key"], paths["entries"])
    assert (code, "11 endorsements count" in said) == (0, True)
    assert run("checkpoint", paths["checkpoint"], paths["key"])[0] == 0
    assert run("receipt")[0] == 2
    changed = json.loads(paths["receipt"].read_text())
    changed["position"] += 1
    paths["receipt"].write_text(json.dumps(changed))
    code, said = run("receipt", paths["receipt"], paths["key"])
    assert (code, "NOT GOOD" in said) == (1, True)


COMMANDS = {
    "checkpoint": ["checkpoint", "key"],
    "entries": ["checkpoint", "key", "entries"],
    "receipt": ["receipt", "key", "checkpoint", "entries"],
    "consistency": ["old", "checkpoint", "proof", "key"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_one_byte_changed_anywhere_is_refused(downloads, command, capsys):
    mine, *_others = endorse(3)
    old = downloads()["checkpoint"].read_bytes()
    endorse(4)
    paths = downloads(mine, proof="proof/consistency/3/7")
    paths["old"] = paths["proof"].with_name("old")
    paths["old"].write_bytes(old)
    files = [paths[name] for name in COMMANDS[command]]
    assert check(command, *files) == 0
    for path in files:
        whole = path.read_bytes()
        for at in range(len(whole)):
            if path.name == "proof" and whole[at : at + 1].isspace():
                continue  # JSON takes one kind of space for another
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            if check(command, *files) == 0:
                pytest.fail(f"{path.name}, byte {at}: {whole[max(0, at - 20) : at + 20]!r}")
        path.write_bytes(whole)
    assert check(command, *files) == 0


def test_lines_that_do_not_add_up_are_refused(downloads, capsys):
    EndorsementFactory()
    mark = "ab" * 32
    for lines, word in [
        ([f"withdrawn {mark}"], "without being in it"),
        ([f"endorsed {mark}", f"withdrawn {mark}", f"set-aside {mark}"], "without being in it"),
        ([f"endorsed {mark}", f"endorsed {mark}"], "twice"),
        (["hello"], "Nobody knows"),
    ]:
        file = Path(downloads()["entries"])
        file.write_text("".join(f"{line}\n" for line in lines))
        leaves = [verifier.sha256(b"\0" + line.encode()) for line in lines]
        with pytest.raises(verifier.NotGood, match=word):
            verifier.check_entries([str(file)], len(lines), verifier.root_of(leaves))


def test_a_withdrawn_endorsement_is_seen_in_the_entries(downloads, capsys):
    member = MemberFactory(address="haru@example.org")
    mine = EndorsementFactory(address="haru@example.org", member_id=member.id)
    sign_checkpoint()
    paths = downloads(mine)
    files = [paths[name] for name in COMMANDS["receipt"]]
    assert check("receipt", *files) == 0
    withdraw(actor=member)
    sign_checkpoint()
    downloads()  # but for the receipt, which stays as it was
    assert check("receipt", *files) == 1
    assert "NOT GOOD: The endorsement was taken out of the count." in capsys.readouterr().out
    assert check("receipt", *files[:2]) == 0  # that it was once a line stays true


def test_there_is_no_receipt_of_what_does_not_count_and_none_before_the_checkpoint():
    endorsement = EndorsementFactory()
    assert make_receipt(endorsement) is None
    sign_checkpoint()
    assert set(make_receipt(endorsement)) == {"entry", "salt", "statement", "position", "proof", "checkpoint"}
    assert make_receipt(EndorsementFactory(pending=True)) is None


def test_a_changed_endorsement_gets_another_receipt():
    endorsement = EndorsementFactory(pledges={1: None})
    sign_checkpoint()
    before = make_receipt(endorsement)

    @atomic
    def change():
        with recounted(endorsement):
            endorsement.commitments = [3]

    change()
    seal_all()
    sign_checkpoint()
    after = make_receipt(endorsement)
    assert '"commitments":[3]' in after["statement"]
    assert before["entry"] != after["entry"]
    assert before["salt"] != after["salt"]


OUT = [EndorsementState.WITHDRAWN, EndorsementState.SET_ASIDE, EndorsementState.QUARANTINED]


@pytest.mark.parametrize("state", OUT)
def test_what_leaves_the_count_leaves_a_tree_that_holds_and_nothing_that_opens_the_line(state):
    mine, other = endorse(2)
    opening, identity = opening_of(mine), mine.id

    @atomic
    def leave():
        count_out(mine, state)
        if state is EndorsementState.WITHDRAWN:
            mine.forget()

    leave()
    seal_all()
    sign_checkpoint()
    assert [*faults_of_ledger(), *faults_of_count()] == []
    assert len(db.session.scalars(sa.select(LedgerEntry)).all()) == 3
    assert opening["salt"] not in everything_that_opens()
    assert opening_of(other)["salt"] in everything_that_opens()  # control: this is where it would be
    assert make_receipt(db.session.get(Endorsement, identity)) is None


def everything_that_opens() -> str:
    """All that is sealed anywhere, opened."""
    db.session.expire_all()
    return "\n".join(
        str(getattr(row, field.name))
        for model, fields in sealed_models().items()
        for row in db.session.scalars(sa.select(model))
        for field in fields
    )


def test_what_comes_back_into_the_count_gets_a_new_line():
    (mine,) = endorse(1)
    before = make_receipt(mine)

    @atomic
    def leave_and_come_back():
        count_out(mine, EndorsementState.SET_ASIDE)
        count_in(mine)

    leave_and_come_back()
    seal_all()
    sign_checkpoint()
    assert make_receipt(mine)["entry"] != before["entry"]
    assert [*faults_of_ledger(), *faults_of_count()] == []


# what a site would do that means to deceive: it has the key, and signs whatever it likes


def publish(tmp_path, lines: list[str], receipt: dict | None = None, signed: int | None = None) -> dict[str, Path]:
    """What a site could hand out that signs these lines; `signed`: only so many of them."""
    key = db.session.scalars(sa.select(LedgerKey)).one()
    leaves = [verifier.sha256(b"\0" + line.encode()) for line in lines]
    size = len(lines) if signed is None else signed
    note = make_note(Checkpoint(key.origin, size, verifier.root_of(leaves[:size])), bytes.fromhex(key.private))
    files = {"checkpoint": note, "entries": "".join(f"{line}\n" for line in lines)}
    if receipt is not None:
        files["receipt"] = json.dumps(receipt)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return {name: tmp_path / name for name in ("checkpoint", "key", "entries", "receipt")}


def forge_receipt(salt: bytes, statement: str) -> dict:
    """A receipt of a ledger of one line that this salt and statement open, signed by the site."""
    key = db.session.scalars(sa.select(LedgerKey)).one()
    entry = f"endorsed {hashlib.sha256(salt + statement.encode()).hexdigest()}"
    root = verifier.sha256(b"\0" + entry.encode())
    note = make_note(Checkpoint(key.origin, 1, root), bytes.fromhex(key.private))
    opening = {"salt": salt.hex(), "statement": statement}
    return {"entry": entry, **opening, "position": 0, "proof": [], "checkpoint": note}


FIRST = '{"address":"first@example.org","commitments":[1],"declaration":"d"}'
SECOND = '{"address":"second@example.org","commitments":[1],"declaration":"d"}'


def test_two_people_cannot_be_given_one_line(downloads, tmp_path, capsys):
    endorse(1)
    downloads()
    salt = b"s" * 32
    hidden = f"{SECOND}\x1b[8m"  # a terminal shows nothing of what follows
    pairs = [(salt, hidden + FIRST), (salt + hidden.encode(), FIRST)]
    assert len({forge_receipt(*pair)["entry"] for pair in pairs}) == 1
    for pair in [*pairs, (salt, f"{FIRST}\n"), (salt, FIRST.replace("first", "\u202efirst")), (salt, f" {FIRST}")]:
        paths = publish(tmp_path, [], forge_receipt(*pair))
        assert check("receipt", paths["receipt"], paths["key"]) == 1, pair
    paths = publish(tmp_path, [], forge_receipt(salt, FIRST))
    assert check("receipt", paths["receipt"], paths["key"]) == 0  # control


def test_a_receipt_from_another_history_is_seen_in_the_entries(downloads, tmp_path, capsys):
    endorse(1)
    downloads()
    receipt = forge_receipt(b"s" * 32, FIRST)
    other = f"endorsed {'ab' * 32}"
    files = publish(tmp_path, [receipt["entry"], other], receipt)
    words = ("receipt", *(files[name] for name in COMMANDS["receipt"]))
    assert check(*words) == 0  # control
    publish(tmp_path, [other, receipt["entry"]])  # the line is in both histories, elsewhere
    assert check(*words) == 1
    assert "another history" in capsys.readouterr().out
    publish(tmp_path, [receipt["entry"], other], signed=0)
    assert check(*words) == 1
    assert "older than the receipt" in capsys.readouterr().out


@pytest.mark.parametrize(
    "lines",
    [
        [f"endorsed {'AB' * 32}"],
        [f"endorsed {'ab' * 32} "],
        [f"endorsed  {'ab' * 32}"],
        [f"endorsed {'ab' * 31}"],
        ["endorsed"],
        [f"endorsed {'ab' * 32}\r"],
        [""],
    ],
)
def test_a_line_is_written_in_one_way_only(downloads, tmp_path, lines, capsys):
    endorse(1)
    downloads()
    paths = publish(tmp_path, lines)
    assert check("entries", *(paths[name] for name in COMMANDS["entries"])) == 1
    assert "Nobody knows line" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["[]", "1", "null", "{}", "[" * 100_000, '{"salt": 1}', '{"salt":"","statement":1}'])
def test_whatever_is_no_receipt_is_said_to_be_none(downloads, tmp_path, text, capsys):
    endorse(1)
    paths = downloads()
    (tmp_path / "receipt").write_text(text)
    assert check("receipt", tmp_path / "receipt", paths["key"]) == 1
    assert check("receipt", tmp_path / "nothing", paths["key"]) == 1
    assert capsys.readouterr().out.count("NOT GOOD: A file is not what it should be") == 2
