"""What machines and doubters download: checkpoints, tiles and entries (C2SP tlog-tiles), proofs, and the verifier.

Everything is the same for everybody, costs a few rows, and ends at the last checkpoint.
"""

import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from community.access import guard
from community.ledger import queries
from community.ledger.notes import verifier_key
from community.ledger.tree import TILE_WIDTH
from community.limits import hit
from community.web.client import client_key
from community.web.publishing import publish

blueprint = Blueprint("downloads", __name__, url_prefix="/ledger")

_PLACE = re.compile(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
# Ten thousand lines are the dearest answer that anybody gets for asking: from one network, this often.
RATES = "120 per minute; 2000 per hour"
HIGHEST_LEVEL = 7  # above it, a tree of eighteen digits has no tile


@blueprint.get("/checkpoint")
@guard("downloads.checkpoint")
def checkpoint() -> ResponseReturnValue:
    """The last checkpoint, as a signed note."""
    found = queries.find_checkpoint() or abort(404)
    return _text(found.note)


@blueprint.get("/key")
@guard("downloads.key")
def key() -> ResponseReturnValue:
    """The public key that checkpoints are signed with."""
    found = queries.find_key() or abort(404)
    return _text(verifier_key(found.origin, found.public) + "\n")


@blueprint.get("/tile/<level>/<path:place>")
@guard("downloads.tile")
def tile(level: str, place: str) -> ResponseReturnValue:
    """Hashes of the tree that stand beside one another: a full tile, or the beginning of one."""
    height = _number(level)
    if height > HIGHEST_LEVEL:
        abort(404)
    number, width = _place(place)
    return _bytes(queries.find_tile(height, number, width))


@blueprint.get("/tile/entries/<path:place>")
@guard("downloads.bundle")
def bundle(place: str) -> ResponseReturnValue:
    """The entries below a tile of the lowest level, each behind its length in two bytes."""
    number, width = _place(place)
    if (number * TILE_WIDTH + width) > queries.signed_size():
        abort(404)
    lines = [line.encode() for line in queries.list_entries(number * TILE_WIDTH, width) or ()]
    return _bytes(b"".join(len(line).to_bytes(2, "big") + line for line in lines))


@blueprint.get("/entries")
@guard("downloads.entries")
def entries() -> ResponseReturnValue:
    """The entries from a position on as lines of text, some thousands at once."""
    hit("ledger entries", client_key(), RATES)
    lines = queries.list_entries(_number(request.args.get("from", "0")))
    if lines is None:
        abort(404)
    return _text("".join(f"{line}\n" for line in lines), lasting=len(lines) == queries.LINES)


@blueprint.get("/proof/inclusion/<position>/<size>")
@guard("downloads.inclusion")
def inclusion(position: str, size: str) -> ResponseReturnValue:
    """The proof that the tree of `size` entries holds the one at `position`."""
    return _proof(queries.prove_inclusion(_number(position), _number(size)))


@blueprint.get("/proof/consistency/<old>/<new>")
@guard("downloads.consistency")
def consistency(old: str, new: str) -> ResponseReturnValue:
    """The proof that the tree of `old` entries is the beginning of that of `new`."""
    return _proof(queries.prove_consistency(_number(old), _number(new)))


@blueprint.get("/verify.py")
@guard("downloads.verifier")
def verifier() -> ResponseReturnValue:
    """The program that checks what is downloaded here, on one's own computer."""
    response = _text(_verifier())
    response.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


@cache
def _verifier() -> str:
    return (Path(__file__).parent.parent / "verifier.py").read_text(encoding="utf-8")


def _place(text: str) -> tuple[int, int]:
    """The place and width of a tile, as in x001/234.p/56."""
    match = _PLACE.fullmatch(text)
    if match is None:
        abort(404)
    # A full tile has no width, and no place begins with zeros that it could do without.
    if match[1].startswith("x000") or (match[2] and int(match[2]) >= TILE_WIDTH):
        abort(404)
    return int(re.sub("[x/]", "", match[1])), int(match[2] or TILE_WIDTH)


def _number(text: str) -> int:
    return int(text) if _NUMBER.fullmatch(text) else abort(404)


def _proof(path: list[bytes] | None) -> Response:
    if path is None:
        abort(404)
    return publish(jsonify(proof=[b64encode(node).decode() for node in path]), lasting=True)


def _bytes(data: bytes | None) -> Response:
    if not data:
        abort(404)
    return publish(Response(data, mimetype="application/octet-stream"), lasting=True)


def _text(text: str, *, lasting: bool = False) -> Response:
    return publish(Response(text, mimetype="text/plain"), lasting=lasting)
