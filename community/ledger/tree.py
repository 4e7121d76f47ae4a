"""The Merkle tree of RFC 6962 (2.1) and its tiles (C2SP tlog-tiles): hashes, proofs and their verification.

Pure: it knows no database. Heights count from the leaves; node `index` of a height spans the leaves
`index * 2**height` up to, not including, `(index + 1) * 2**height`. A tile holds up to TILE_WIDTH hashes that stand
beside one another, those of its level `l` at height `8 * l`; only full tiles have a hash in the level above.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
HASH_BYTES = 32
TILE_BYTES = TILE_WIDTH * HASH_BYTES
EMPTY_ROOT = hashlib.sha256().digest()

Place = tuple[int, int]  # the level of a tile, and its place in the level
Load = Callable[[int, int], bytes]  # gives the hashes of a tile, by level and place
Node = Callable[[int, int], bytes]  # gives the hash of a full node, by height and index


def leaf_hash(content: str) -> bytes:
    """The hash of an entry as a leaf of the tree (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\0" + content.encode()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def tile_places(size: int) -> list[Place]:
    """The tiles at the right edge of a tree that are not full, which the next entries change."""
    places, level = [], 0
    while count := size >> TILE_HEIGHT * level:
        if count % TILE_WIDTH:
            places.append((level, count // TILE_WIDTH))
        level += 1
    return places


def extend(load: Load, size: int, leaves: Iterable[bytes]) -> dict[Place, bytes]:
    """The tiles that change when leaves are put behind a tree.

    load: is asked for the tiles of `tile_places(size)` only. size: of the tree before.
    """
    changed: dict[Place, bytes] = {}
    level, begin, hashes = 0, size, b"".join(leaves)
    while hashes:
        first, kept = divmod(begin, TILE_WIDTH)
        row = (load(level, first)[: kept * HASH_BYTES] if kept else b"") + hashes
        tiles = [row[at : at + TILE_BYTES] for at in range(0, len(row), TILE_BYTES)]
        changed |= {(level, first + at): tile for at, tile in enumerate(tiles)}
        hashes = b"".join(_combine(tile) for tile in tiles if len(tile) == TILE_BYTES)
        level, begin = level + 1, first
    return changed


def node_reader(load: Load) -> Node:
    """A reader of nodes that computes them from tiles."""

    def node(height: int, index: int) -> bytes:
        level, above = divmod(height, TILE_HEIGHT)
        place, at = divmod(index << above, TILE_WIDTH)
        hashes = load(level, place)[at * HASH_BYTES : (at + (1 << above)) * HASH_BYTES]
        return _combine(hashes)

    return node


def root(node: Node, size: int) -> bytes:
    """The root of the first `size` leaves."""
    return _span(node, 0, size) if size else EMPTY_ROOT


def inclusion(node: Node, position: int, size: int) -> list[bytes]:
    """The proof that a leaf is in the tree of `size` leaves: the neighbours up to the root (RFC 6962, 2.1.1)."""
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if position < middle:
            path.append(_span(node, middle, end))
            end = middle
        else:
            path.append(_span(node, begin, middle))
            begin = middle
    return path[::-1]


def consistency(node: Node, old: int, new: int) -> list[bytes]:
    """The proof that the tree of `old` leaves is the beginning of that of `new`, 0 < old <= new (RFC 6962, 2.1.2)."""
    path: list[bytes] = []
    begin, end = 0, new
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(_span(node, middle, end))
            end = middle
        else:
            path.append(_span(node, begin, middle))
            begin = middle
    # Where the old tree is itself a node of the new one, whoever verifies has its hash.
    return ([_span(node, begin, end)] if begin else []) + path[::-1]


def verify_inclusion(leaf: bytes, position: int, size: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether a proof leads from a leaf to the root of a tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    at, last, found = position, size - 1, leaf
    for neighbour in path:
        if not last:
            return False
        if at & 1 or at == last:
            found = node_hash(neighbour, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, neighbour)
        at, last = at >> 1, last >> 1
    return not last and found == root_hash


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether a proof shows that one tree is the beginning of another (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    whole = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not 0 < old < new or not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = whole[0]
    for neighbour in whole[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            before, after = node_hash(neighbour, before), node_hash(neighbour, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, neighbour)
        at, last = at >> 1, last >> 1
    return not last and before == old_root and after == new_root


class Growth:
    """A tree that is recomputed leaf by leaf, in memory that grows with the height of the tree only."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # the roots of the full subtrees, the largest first
        self._rows: list[bytearray] = [bytearray()]  # of each level, the tile that is not full yet

    def add(self, leaf: bytes) -> Iterator[tuple[Place, bytes]]:
        """Put a leaf behind the others; gives the tiles that become full by it."""
        found, height, number = leaf, 0, self.size
        self.size += 1
        while True:
            if height % TILE_HEIGHT == 0:
                yield from self._keep(height // TILE_HEIGHT, found)
            if not number & 1:
                break
            found = node_hash(self._peaks.pop(), found)
            height, number = height + 1, number >> 1
        self._peaks.append(found)

    def root(self) -> bytes:
        """The root of what was added so far."""
        found = b""
        for peak in reversed(self._peaks):
            found = node_hash(peak, found) if found else peak
        return found or EMPTY_ROOT

    def partial_tiles(self) -> dict[Place, bytes]:
        """The tiles at the right edge that are not full."""
        places = tile_places(self.size)
        return {(level, place): bytes(self._rows[level]) for level, place in places}

    def _keep(self, level: int, found: bytes) -> Iterator[tuple[Place, bytes]]:
        if level == len(self._rows):
            self._rows.append(bytearray())
        self._rows[level] += found
        if len(self._rows[level]) == TILE_BYTES:
            yield (level, (self.size - 1) >> TILE_HEIGHT * (level + 1)), bytes(self._rows[level])
            self._rows[level].clear()


def _span(node: Node, begin: int, end: int) -> bytes:
    """The hash of the leaves from `begin` to `end`; `begin` is a multiple of every power of two up to their number."""
    count = end - begin
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return node(height, begin >> height)
    middle = begin + _split(count)
    return node_hash(_span(node, begin, middle), _span(node, middle, end))


def _split(count: int) -> int:
    """The greatest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _combine(hashes: bytes) -> bytes:
    """The hash above neighbours, whose number is a power of two."""
    row = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]
