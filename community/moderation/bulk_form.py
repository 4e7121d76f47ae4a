"""The form that says which endorsements are meant."""

import re
import uuid
from datetime import UTC, datetime
from typing import Any

import wtforms
from wtforms.widgets import DateTimeLocalInput

from community.endorsements.forms import WAYS
from community.endorsements.marks import mark_of_domain
from community.endorsements.models import BulkKind
from community.endorsements.queries.bulk import find_network_mark
from community.forms import BaseForm, Choice, Hidden, RadioChoice, Text, length, optional
from community.i18n import LANGUAGE_NAMES, _, country_choices, lazy
from community.moderation.wording import BULK_KINDS, BULK_STANDS

_DOMAIN = re.compile(r"@?[^@\s/]+\.[^@\s/]+")


def _moment(form: BaseForm, field: Text) -> None:
    try:
        datetime.fromisoformat(field.data)
    except ValueError as error:
        raise wtforms.ValidationError(_("Write a day and a time, as in 2026-11-20 09:30.")) from error


def _domain(form: BaseForm, field: Text) -> None:
    if not _DOMAIN.fullmatch(field.data):
        raise wtforms.ValidationError(_("Write what stands behind the @, as in example.org."))


def _seconds(form: BaseForm, field: Text) -> None:
    if not field.data.isdecimal() or not 0 < int(field.data) <= 3600:
        raise wtforms.ValidationError(_("Write a number of seconds between 1 and 3600."))


class _Moment(Text):
    widget = DateTimeLocalInput()


class PrepareBulkForm(BaseForm):
    """The conditions; an endorsement is meant that fits them all."""

    kind = RadioChoice(
        lazy("What to do"), choices=lambda: [(str(kind), str(words)) for kind, words in BULK_KINDS.items()]
    )
    state = RadioChoice(
        lazy("Which"), choices=lambda: [(state, str(words)) for state, words in BULK_STANDS.items()], default="counted"
    )
    since = _Moment(lazy("Confirmed from"), [optional(), _moment], description=lazy("Day and time in UTC."))
    until = _Moment(lazy("Confirmed until"), [optional(), _moment], description=lazy("Day and time in UTC."))
    domain = Text(
        lazy("Mail domain"),
        [optional(), length(0, 255), _domain],
        description=lazy("What stands behind the @. It is known for a week after the endorsement."),
        render_kw={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"},
    )
    country = Choice(
        lazy("Country"), choices=lambda: [("", _("Any")), *country_choices()], default="", render_kw={"size": None}
    )
    language = Choice(lazy("Language"), choices=lambda: [("", _("Any")), *LANGUAGE_NAMES.items()], default="")
    shown = Choice(
        lazy("How to show them"),
        choices=lambda: [("", _("Any")), *((way.value, str(words)) for way, words in WAYS.items())],
        default="",
    )
    text = Text(
        lazy("Text"),
        [optional(), length(2, 80)],
        description=lazy(
            "Somewhere in the name, the organization or a pledge that are shown; capital letters make no difference."
        ),
    )
    quicker_than = Text(
        lazy("Filled in within so many seconds"),
        [optional(), _seconds],
        description=lazy("From opening the form to sending it. It is known for a week after the endorsement."),
        render_kw={"inputmode": "numeric"},
    )
    like = Hidden()
    flood = Hidden()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that something is asked for: nobody means every endorsement there is."""
        valid: bool = super().validate(extra_validators)
        if valid and not set(self._asked()) - {"state"}:
            self.form_errors.append(str(_("Choose at least one condition: nobody means every endorsement there is.")))
            return False
        if valid and self.like.data and self._network() is None:
            self.form_errors.append(str(_("It is not known any more which network that endorsement came from.")))
            return False
        return valid

    def chosen_kind(self) -> BulkKind:
        """What is to be done."""
        return BulkKind(self.kind.data)

    def conditions(self) -> dict[str, Any]:
        """What was asked for, as the operations take it."""
        asked = self._asked()
        for name in ("since", "until"):
            if name in asked:
                asked[name] = datetime.fromisoformat(asked[name]).replace(tzinfo=UTC).isoformat()
        if "domain" in asked:
            asked["domain_mark"] = mark_of_domain(asked["domain"]).hex()
        if network := self._network():
            asked["network_mark"] = network.hex()
        if "quicker_than" in asked:
            asked["quicker_than"] = int(asked["quicker_than"])
        if "flood" in asked:
            asked["state"] = "quarantined"
        return asked

    def _asked(self) -> dict[str, Any]:
        names = [field.short_name for field in self if field.short_name != "kind"]
        asked = {name: self[name].data for name in names if self[name].data}
        if _as_id(asked.get("flood")) is None:
            asked.pop("flood", None)
        return asked

    def _network(self) -> bytes | None:
        like = _as_id(self.like.data)
        return find_network_mark(like) if like else None


def _as_id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
