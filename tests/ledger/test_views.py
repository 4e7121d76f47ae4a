"""The page of the ledger, and its downloads: C2SP tlog-tiles, proofs, and nothing beyond the last checkpoint."""

import hashlib
from base64 import b64decode

import pytest

from community.ledger import queries, tree
from community.ledger.operations import seal_all
from tests.apps import another_app
from tests.ledger.lines import enter_all, fill, line

SIZE = 600  # two full tiles, a part of the third, and a level above them


@pytest.fixture
def plain(app):
    return app.test_client()


@pytest.fixture
def filled():
    fill(SIZE)
    enter_all(range(SIZE, SIZE + 50))
    seal_all()  # after the last checkpoint


def unpack(bundle: bytes) -> list[str]:
    """The entries of a bundle, each behind its length."""
    found = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        found.append(bundle[2 : 2 + length].decode())
        bundle = bundle[2 + length :]
    return found


def test_the_page_says_what_is_proven_and_what_is_not(client, filled):
    page = client.get("/en/ledger")
    text = page.one("main").text
    assert "What is proven" in text
    assert "What is not proven" in text
    key = queries.find_key()
    assert f"{key.origin}+" in text
    assert "600" in page.one("main table").text
    assert {link["href"] for link in page.select("main a[href^='/ledger/']")} == {
        "/ledger/verify.py",
        "/ledger/checkpoint",
        "/ledger/key",
        "/ledger/entries",
    }


def test_the_page_before_anything_was_signed_offers_the_verifier_alone(client):
    page = client.get("/ko/ledger")
    assert [link["href"] for link in page.select("main a[href^='/ledger/']")] == ["/ledger/verify.py"]


@pytest.mark.parametrize("path", ["/en/about", "/en/endorsements", "/ko/"])
def test_the_page_is_found_where_the_number_stands(client, path):
    assert f"{path[:3]}/ledger" in {link["href"] for link in client.get(path).select("a")}


def test_a_client_of_tiles_can_rebuild_the_tree(plain, filled):
    note = plain.get("/ledger/checkpoint").text
    size, root = int(note.splitlines()[1]), b64decode(note.splitlines()[2])
    assert size == SIZE
    names = {(0, 0): "0/000", (0, 1): "0/001", (0, 2): "0/002.p/88", (1, 0): "1/000.p/2"}
    tiles = {place: plain.get(f"/ledger/tile/{name}").data for place, name in names.items()}
    assert [len(tile) for tile in tiles.values()] == [8192, 8192, 88 * 32, 64]
    assert tree.root(tree.node_reader(lambda level, place: tiles[level, place]), size) == root
    bundles = [plain.get(f"/ledger/tile/entries/{name}").data for name in ("000", "001", "002.p/88")]
    entries = [entry for bundle in bundles for entry in unpack(bundle)]
    assert entries == [line(number) for number in range(SIZE)]
    leaves = b"".join(hashlib.sha256(b"\0" + entry.encode()).digest() for entry in entries)
    assert leaves == tiles[0, 0] + tiles[0, 1] + tiles[0, 2]


def test_partial_tiles_of_earlier_checkpoints_are_still_there(plain, filled):
    whole = plain.get("/ledger/tile/0/001").data
    assert plain.get("/ledger/tile/0/001.p/17").data == whole[: 17 * 32]
    assert unpack(plain.get("/ledger/tile/entries/001.p/17").data) == [line(number) for number in range(256, 273)]


def test_entries_are_read_from_any_position_to_the_last_checkpoint(plain, filled, monkeypatch):
    everything = [line(number) for number in range(SIZE)]
    assert plain.get("/ledger/entries").text.splitlines() == everything
    assert plain.get("/ledger/entries?from=599").text.splitlines() == everything[599:]


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/002",  # not full
        "tile/0/002.p/89",  # beyond the last checkpoint, though sealed
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/0",
        "tile/0/x000/000",
        "tile/0/٠٠٠",
        "tile/00/000",
        "tile/1/000.p/3",
        "tile/2/000.p/1",
        "tile/8/000.p/1",
        "tile/99999999999/000.p/1",
        "tile/-1/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x999/x999/x999/x999/x999/999",
        "tile/entries/002",
        "tile/entries/002.p/89",
        "entries?from=600",
        "entries?from=-1",
        "entries?from=01",
        "entries?from=1e3",
        "entries?from=99999999999999999999999",
        "proof/inclusion/600/601",
        "proof/inclusion/600/600",
        "proof/inclusion/5/5",
        "proof/inclusion/-1/5",
        "proof/consistency/0/5",
        "proof/consistency/6/5",
        "proof/consistency/600/601",
        "proof/consistency/1/99999999999999999999999",
    ],
)
def test_beyond_the_last_checkpoint_there_is_nothing(plain, filled, path):
    assert plain.get(f"/ledger/{path}").status_code == 404


@pytest.mark.parametrize("path", ["checkpoint", "key", "entries", "tile/0/000", "proof/consistency/1/1"])
def test_before_the_first_checkpoint_there_is_nothing(plain, path):
    enter_all(range(3))
    seal_all()
    assert plain.get(f"/ledger/{path}").status_code == 404


def test_proofs_lead_from_what_is_downloaded_to_what_is_signed(plain, filled):
    def root(size):
        return queries.read_tree(lambda node: tree.root(node, size))

    def proof(path):
        return [b64decode(node) for node in plain.get(f"/ledger/proof/{path}").json["proof"]]

    assert tree.verify_inclusion(tree.leaf_hash(line(77)), 77, 600, proof("inclusion/77/600"), root(600))
    assert tree.verify_consistency(77, 599, proof("consistency/77/599"), root(77), root(599))


@pytest.mark.parametrize(
    ("path", "lasting"),
    [
        ("checkpoint", False),
        ("key", False),
        ("entries", False),
        ("verify.py", False),
        ("tile/0/000", True),
        ("tile/entries/000", True),
        ("proof/inclusion/1/2", True),
    ],
)
def test_downloads_may_be_kept_by_caches_and_read_by_other_sites(plain, filled, path, lasting):
    response = plain.get(f"/ledger/{path}")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert ("immutable" in response.headers["Cache-Control"]) is lasting
    again = plain.get(f"/ledger/{path}", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_is_not_there_yet_is_not_kept_by_caches(plain, filled):
    assert plain.get("/ledger/tile/0/002").headers["Cache-Control"] == "no-store"


def test_one_network_takes_lines_only_so_often(app):
    fill(3)
    with another_app(app, LIMITS="on", LIMITS_URL="memory://") as limited:
        client = limited.test_client()
        codes = [client.get("/ledger/entries").status_code for _ in range(121)]
        assert codes == [200] * 120 + [429]
        assert client.get("/ledger/checkpoint").status_code == 200
