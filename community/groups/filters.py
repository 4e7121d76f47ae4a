"""The filters of the list of groups."""

from collections.abc import Sequence
from typing import Any

import wtforms
from werkzeug.datastructures import MultiDict

from community.groups.models import GroupState
from community.groups.wording import STATES
from community.i18n import LANGUAGES, _, country_name, language_name, lazy


class FilterForm(wtforms.Form):
    """Which groups are looked for; what is not offered is not asked for."""

    language = wtforms.SelectField(lazy("Language"), default="", validate_choice=False)
    region = wtforms.SelectField(lazy("Country"), default="", validate_choice=False)
    state = wtforms.SelectField(lazy("State"), default="", validate_choice=False)

    @classmethod
    def among(cls, regions: Sequence[str], wanted: MultiDict[str, str]) -> "FilterForm":
        """The filters as the address says. regions: the countries in which groups work. wanted: what it says."""
        form = cls(wanted)
        countries = sorted(((code, country_name(code)) for code in regions), key=lambda one: one[1])
        form.language.choices = [("", _("Every language")), *((code, language_name(code)) for code in LANGUAGES)]
        form.region.choices = [("", _("Everywhere")), *countries]
        form.state.choices = [("", _("All but archived ones")), *((state.value, STATES[state]) for state in GroupState)]
        for field in form:
            if field.data not in [choice[0] for choice in field.choices]:
                field.data = ""
        return form

    def wanted(self) -> dict[str, Any]:
        """What `list_groups` takes."""
        return {
            "language": self.language.data,
            "region": self.region.data,
            "state": GroupState(self.state.data) if self.state.data else None,
        }

    def asked(self) -> dict[str, str]:
        """What stands in the address."""
        return {field.name: field.data for field in self if field.data}
