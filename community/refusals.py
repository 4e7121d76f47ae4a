"""Refusals: what an operation says when the rules of the community do not let it happen."""

from typing import ClassVar

from community.i18n import Words, lazy


class Refusal(Exception):
    """An operation was refused. `sentence` tells the reader why; `field` names the form field it belongs to."""

    sentence: ClassVar[Words] = lazy("This is not possible.")
    field: ClassVar[str | None] = None

    def __str__(self) -> str:
        return str(self.sentence)
