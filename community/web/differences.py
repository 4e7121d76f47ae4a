"""What is different between two texts: line by line, and inside lines that were changed word by word.

difflib takes time that grows with the cube of what is alike, so texts made to be slow are told coarsely: this was there
before, that is there now.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Steps that one comparison may take, about half a second.
BUDGET = 4_000_000
# Lines around a change that are shown with it.
AROUND = 2
# Lines of which less than this is the same are told as one that went and one that came.
ALIKE = 0.4
_WORDS = re.compile(r"\s*\S+|\s+$")

SAME, REMOVED, ADDED = "same", "removed", "added"


@dataclass(frozen=True)
class Line:
    """One line. parts: (what became of it, the words). Of a gap, which stands for lines without change: none."""

    parts: tuple[tuple[str, str], ...] = ()


@dataclass
class _Budget:
    left: int = BUDGET

    def affords(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Whether two sequences can be compared; if so, what that can take at most is used up."""
        counts = Counter(other)
        cost = sum(counts[item] for item in one) * min(len(one), len(other)) + len(one) + len(other)
        if cost > self.left:
            return False
        self.left -= cost
        return True


def compare_texts(before: str, after: str) -> list[Line]:
    """What became of each line, from top to bottom; nothing where the texts are equal.

    Where many lines stayed as they were, a gap stands for those that are far from every change.
    """
    if before == after:
        return []
    return list(_with_gaps(list(_lines(before.split("\n"), after.split("\n"), _Budget()))))


def _lines(before: list[str], after: list[str], budget: _Budget) -> Iterator[Line]:
    head, tail = _shared(before, after)
    yield from (Line(((SAME, line),)) for line in before[:head])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    for tag, one, other in _opcodes(old, new, budget):
        if tag == "equal":
            yield from (Line(((SAME, line),)) for line in one)
        else:
            yield from _changed(one, other, budget)
    yield from (Line(((SAME, line),)) for line in before[len(before) - tail :])


def _changed(old: Sequence[str], new: Sequence[str], budget: _Budget) -> Iterator[Line]:
    """Lines in whose place others stand: those that are alike are told in one, word by word."""
    paired = [_words(one, other, budget) for one, other in zip(old, new, strict=False)] if old and new else []
    for number, line in enumerate(paired):
        if line is not None:
            yield line
        else:
            yield Line(((REMOVED, old[number]),))
            yield Line(((ADDED, new[number]),))
    yield from (Line(((REMOVED, line),)) for line in old[len(paired) :])
    yield from (Line(((ADDED, line),)) for line in new[len(paired) :])


def _words(old: str, new: str, budget: _Budget) -> Line | None:
    """One line with the words that went and came; None where little stayed, or it would take too long."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    head, tail = _shared(before, after)
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    parts: list[tuple[str, str]] = [(SAME, "".join(before[:head]))]
    for tag, one, other in _opcodes(*middle, budget):
        if tag == "equal":
            parts.append((SAME, "".join(one)))
        else:
            parts += [(REMOVED, "".join(one)), (ADDED, "".join(other))]
    parts.append((SAME, "".join(before[len(before) - tail :])))
    kept = sum(len(words) for what, words in parts if what == SAME)
    if kept < ALIKE * max(len(old), len(new)):
        return None
    return Line(tuple(part for part in parts if part[1]))


def _shared(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many items are the same in the beginning of both, and of the rest at the end."""
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n] != after[n]), most)
    tail = next((n for n in range(most - head) if before[-1 - n] != after[-1 - n]), most - head)
    return head, tail


def _opcodes(old: list[str], new: list[str], budget: _Budget) -> Iterator[tuple[str, list[str], list[str]]]:
    if not old and not new:
        return
    if not budget.affords(old, new):
        yield "replace", old, new
        return
    # Not autojunk: what stands often would count as nothing, as blank lines do in a long text.
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag, old[i:j], new[k:m]


def _with_gaps(lines: list[Line]) -> Iterator[Line]:
    changed = [n for n, line in enumerate(lines) if any(what != SAME for what, _words in line.parts)]
    near = {n for place in changed for n in range(place - AROUND, place + AROUND + 1)}
    in_gap = False
    for number, line in enumerate(lines):
        if number in near:
            yield line
        elif not in_gap:
            yield Line()
        in_gap = number not in near
