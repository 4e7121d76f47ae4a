"""Check the ledger of a Ripples site on your own computer, without trusting the site.

It needs Python 3.9 or newer and `pip install cryptography`, and asks nothing of any network. Download with your browser
and keep what you have: one day it may show that something was changed. Compare the key with the one that others got.

    python verify.py checkpoint  CHECKPOINT KEY                    the site has signed this size and root
    python verify.py entries     CHECKPOINT KEY ENTRIES…           these are all its lines; how many count
    python verify.py receipt     RECEIPT KEY                       your endorsement is one of its lines
    python verify.py receipt     RECEIPT KEY CHECKPOINT ENTRIES…   and nobody has taken it out of the count since
    python verify.py consistency OLD NEW PROOF KEY                 between two checkpoints, lines were only added

It ends with Good. and code 0, or NOT GOOD and code 1. See RFC 6962, RFC 9162, C2SP signed-note and tlog-checkpoint.
"""

import hashlib
import json
import re
import sys
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Key = tuple[str, bytes, Ed25519PublicKey]  # name, short mark, public key


class NotGood(Exception):
    """Something does not fit; says what."""


def require(condition: object, otherwise: str) -> None:
    """Go on where the condition holds. Raises NotGood."""
    if not condition:
        raise NotGood(otherwise)


def sha256(data: bytes) -> bytes:
    """The hash that everything here is made of."""
    return hashlib.sha256(data).digest()


def decode(text: str, length: int, what: str) -> bytes:
    """The bytes behind base64, written in the one right way. Raises NotGood."""
    data = b64decode(text, validate=True)
    require(len(data) == length and b64encode(data).decode() == text, f"{what} is not written as it should be.")
    return data


def read_key(text: str) -> Key:
    """The name, the short mark and the public key in a line like `site/ledger+1a2b3c4d+AQ…`. Raises NotGood."""
    name, mark, encoded = text.removesuffix("\n").split("+", 2)
    data = decode(encoded, 33, "The key")
    require(data[:1] == b"\1" and name.isprintable(), "The key is not one of the kind Ed25519.")
    require(sha256(name.encode() + b"\n" + data)[:4].hex() == mark, "The key does not fit its own mark.")
    return name, bytes.fromhex(mark), Ed25519PublicKey.from_public_bytes(data[1:])


def check_checkpoint(note: str, key: Key) -> tuple[int, bytes]:
    """The size and root that a checkpoint says, once its signature is found right. Raises NotGood."""
    name, mark, public = key
    text, _, signed = note.partition("\n\n")
    lines, signatures = text.split("\n"), signed.split("\n")
    require(len(lines) == 3 and signatures.pop() == "", "This is not a checkpoint.")
    require(lines[0] == name, f"The checkpoint is of {lines[0]!r}, but the key is of {name!r}.")
    size, root = int(lines[1]), decode(lines[2], 32, "The root")
    require(size >= 0 and str(size) == lines[1], "The size is not written as it should be.")
    ours = [line for line in signatures if line.startswith(f"— {name} ")]
    require(len(ours) == 1, "The checkpoint does not carry one signature of this ledger.")
    signature = decode(ours[0].split(" ")[2], 68, "The signature")
    require(signature[:4] == mark, "The checkpoint was signed with another key.")
    public.verify(signature[4:], (text + "\n").encode())  # raises InvalidSignature
    print(f"The checkpoint is signed by {name}: {size} lines, root {root.hex()}.")
    return size, root


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours in the tree (RFC 6962, 2.1)."""
    return sha256(b"\1" + left + right)


def climb(start: int, last: int, before: bytes, after: bytes, path: list[bytes]) -> tuple[bytes, bytes]:
    """Go from the leaf `start` up to the root, past the neighbours in `path` (RFC 9162, 2.1.3.2 and 2.1.4.2).

    before: the hash so far, of what lies to the left of the end of the old tree; after: of all of it. Returns both.
    """
    for neighbour in path:
        require(last, "The proof is too long.")
        if start & 1 or start == last:
            before, after = node_hash(neighbour, before), node_hash(neighbour, after)
            while start and not start & 1:
                start, last = start >> 1, last >> 1
        else:
            after = node_hash(after, neighbour)
        start, last = start >> 1, last >> 1
    require(not last, "The proof is too short.")
    return before, after


def root_of(row: list[bytes]) -> bytes:
    """The root of the tree above these leaves: row by row, two become one; a last one without a partner goes up."""
    while len(row) > 1:
        pairs = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        row = pairs + row[len(pairs) * 2 :]
    return row[0] if row else sha256(b"")


def check_entries(names: list[str], size: int, root: bytes, older: Any = None) -> dict[str, bool]:
    """Whether each endorsement in these files counts. Raises NotGood unless both checkpoints were made of them."""
    lines = b"".join(Path(name).read_bytes() for name in names).split(b"\n")
    require(lines.pop() == b"", "The last line is not complete.")
    require(len(lines) >= size, f"The checkpoint has {size} lines, but here are only {len(lines)}.")
    require(not older or older[0] <= size, "The checkpoint is older than the receipt: download a new one.")
    leaves = [sha256(b"\0" + line) for line in lines[:size]]
    require(root_of(leaves) == root, "These are not the lines that the checkpoint was made of.")
    require(not older or root_of(leaves[: older[0]]) == older[1], "The receipt is of another history of this site.")
    counts: dict[str, bool] = {}
    for line in lines[:size]:
        require(re.fullmatch(rb"(endorsed|withdrawn|set-aside) [0-9a-f]{64}", line), f"Nobody knows line {line!r}.")
        word, mark = line.decode().split(" ")
        if word == "endorsed":
            require(mark not in counts, f"Endorsed twice: {mark}")
        else:
            require(counts.get(mark), f"Taken out of the count without being in it: {mark}")
        counts[mark] = word == "endorsed"
    print(f"All {size} lines fit; {len(lines) - size} newer: not checked. {sum(counts.values())} endorsements count.")
    return counts


def check_receipt(receipt: dict[str, Any], key: Key, newer: list[str]) -> None:
    """Check that what a receipt says was endorsed is a line of the ledger. Raises NotGood."""
    statement, salt, said = receipt["statement"], bytes.fromhex(receipt["salt"]), json.loads(receipt["statement"])
    # One length and one way of writing: else one line could be opened as the statements of two people.
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    require(len(salt) == 32 and set(said) == {"address", "commitments", "declaration"}, "It opens something else.")
    require(statement == canonical and statement.isprintable(), "The statement is not written as it should be.")
    mark = sha256(salt + statement.encode()).hex()
    require(receipt["entry"] == f"endorsed {mark}", "Salt and statement do not open this line.")
    size, root = check_checkpoint(receipt["checkpoint"], key)
    position, path = receipt["position"], [decode(node, 32, "The proof") for node in receipt["proof"]]
    require(type(position) is int and 0 <= position < size, "The position is not in the checkpoint.")
    leaf = sha256(b"\0" + receipt["entry"].encode())
    require(climb(position, size - 1, leaf, leaf, path)[1] == root, "The proof does not lead to the checkpoint.")
    print(f"This is line {position + 1} of {size}. See that it is your address, and what you endorsed:\n  {statement}")
    if newer:
        last = check_checkpoint(Path(newer[0]).read_bytes().decode(), key)
        require(check_entries(newer[1:], *last, (size, root)).get(mark), "The endorsement was taken out of the count.")
        print("Your endorsement counts.")


def check_consistency(old: tuple[int, bytes], new: tuple[int, bytes], proof: dict[str, Any]) -> None:
    """Check that the old tree is the beginning of the new one. Raises NotGood."""
    (old_size, old_root), (new_size, new_root) = old, new
    require(0 < old_size <= new_size, "The first checkpoint must be the older one.")
    path = [decode(node, 32, "The proof") for node in proof["proof"]]
    if old_size == new_size:
        require(old_root == new_root and not path, "Two roots for the same size: the site shows two histories.")
        return
    require(path, "The proof is too short.")
    start, last = old_size - 1, new_size - 1
    while start & 1:
        start, last = start >> 1, last >> 1
    # Where the old tree is a node of the new one, it is not in the proof.
    first = path.pop(0) if old_size & (old_size - 1) else old_root
    before, after = climb(start, last, first, first, path)
    require(before == old_root, "The proof does not lead to the older checkpoint.")
    require(after == new_root, "The newer ledger does not begin with the older one: something was changed.")
    print("The newer ledger begins with the older one: lines were only added.")


def main(words: list[str]) -> int:
    """Do what the words after the name of the program ask for; returns the code to end with."""
    if len(words) < 3 or words[0] not in ("checkpoint", "entries", "receipt", "consistency"):
        print(__doc__)
        return 2
    try:
        command, *files = words
        texts = [Path(name).read_bytes().decode() for name in files[:4]]
        key = read_key(texts[3 if command == "consistency" else 1])
        if command == "receipt":
            check_receipt(json.loads(texts[0]), key, files[2:])
        else:
            first = check_checkpoint(texts[0], key)
        if command == "entries":
            check_entries(files[2:], *first)
        elif command == "consistency":
            check_consistency(first, check_checkpoint(texts[1], key), json.loads(texts[2]))
        print("Good.")
        return 0
    except (InvalidSignature, NotGood) as fault:
        print(f"NOT GOOD: {str(fault) or 'The signature is wrong. The site did not sign this.'}")
    except (AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as fault:
        print(f"NOT GOOD: A file is not what it should be ({fault!r}).")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
