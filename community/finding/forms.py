"""What can be asked of the search."""

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from community.finding.queries import Asked, searched_kinds
from community.forms import BaseForm, Choice, Text, length
from community.groups.models import Group
from community.i18n import _, current_language, lazy

LONGEST_SEARCH = 200


class SearchForm(BaseForm):
    """A search. It changes nothing, so that it stands in the address and can be gone back to.

    What cannot be chosen, or nobody would type, is asked as if it had been left empty.
    """

    q = Text(
        lazy("Search for"),
        [length(0, LONGEST_SEARCH)],
        description=lazy("Any words, all of which must be there. Initial consonants such as ㄱㄴㄷ find titles."),
        render_kw={"type": "search", "autocomplete": "off", "maxlength": LONGEST_SEARCH, "enterkeyhint": "search"},
    )
    group = Choice(lazy("In"), choices=[])
    kind = Choice(lazy("What"), choices=[])

    def __init__(self, asked: MultiDict[str, str], groups: Sequence[Group]) -> None:
        super().__init__(formdata=asked)
        names = [(group.slug, group.name(current_language())) for group in groups]
        self.group.choices = [("", _("All my groups")), *names]
        self.kind.choices = [("", _("Everything")), *((kind.name, str(kind.words)) for kind in searched_kinds())]
        if not self.validate():
            for name in self.errors:
                self[name].data, self[name].errors = "", ()

    def asked(self) -> Asked:
        """What is asked for."""
        said: dict[str, Any] = {name: self[name].data or "" for name in ("group", "kind")}
        return Asked(words=self.q.data or "", **said)
