"""The marks by which search finds a thing: those of its words, of its group and of its kind.

An entry keeps no word: what groups write is sealed, and a copy of it here would not be. Marks alone would find
“teaher” in “tea, her”, so what they find is read, and decided, by whoever may read it.
"""

import uuid

from community.groups.works import Work
from community.searching import Marker, choice_mark, marks_of, spell, words_of


def finding_marker() -> Marker:
    """What makes the marks of this index."""
    return Marker("finding")


def group_mark(group_id: uuid.UUID) -> str:
    """What the mark of a group is made of."""
    return choice_mark("group", group_id.hex)


def kind_mark(kind: str) -> str:
    """What the mark of a kind of thing is made of."""
    return choice_mark("kind", kind)


def searched_words(work: Work) -> list[str]:
    """The words of a thing as they are compared."""
    return words_of(f"{work.title}\n{work.text}")


def marks_for(kind: str, work: Work, marker: Marker) -> str:
    """All the marks of a thing. Initial consonants find its title: in a long text almost any would be found."""
    pieces = marks_of(words_of(work.title), by_initials=True) | marks_of(searched_words(work), by_initials=False)
    pieces |= {group_mark(work.group_id), kind_mark(kind)}
    return " ".join(sorted({marker.mark(piece) for piece in pieces}))


def spelled(work: Work) -> str:
    """The words of a thing as it is decided whether it has those that are looked for."""
    title, text = words_of(work.title), words_of(work.text)
    return f" {spell(title, by_initials=True)} {spell(text, by_initials=False)} "
