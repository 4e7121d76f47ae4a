"""What a check finds: something that is wrong, and how to mend it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Fault(NamedTuple):
    """Something that is wrong. what: in a sentence that tells a stranger nothing. mend: what to do about it."""

    what: str
    mend: str


Check = Callable[[], Iterable[Fault]]
