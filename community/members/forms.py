"""The form of a profile: each field, and beside it who may see it."""

import re
from typing import Any
from urllib.parse import urlsplit

import wtforms

from community.forms import BaseForm, Choice, Choices, Flag, LongText, Text, length, optional, plain, required
from community.i18n import LANGUAGE_NAMES, SPOKEN_LANGUAGES, _, country_choices, language_name, lazy
from community.members.kinds import help_choices
from community.members.models import FIELDS, Audience, Belonging, Profile
from community.members.operations import ProfileChange
from community.members.wording import AUDIENCES, BELONGINGS
from community.members.wording import FIELDS as NAMES

MOST_LINKS = 5
_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]")


def _handle(form: BaseForm, field: wtforms.Field) -> None:
    field.data = field.data.lower()
    if not _HANDLE.fullmatch(field.data):
        raise wtforms.ValidationError(_("Use 3 to 30 letters a–z, numbers and hyphens, as in river-song."))


def _links(form: BaseForm, field: wtforms.Field) -> None:
    links = _lines(field.data)
    if len(links) > MOST_LINKS:
        raise wtforms.ValidationError(_("At most %(most)d links, one on each line.", most=MOST_LINKS))
    for link in links:
        try:
            parts = urlsplit(link)
        except ValueError:
            parts = None
        if parts is None or parts.scheme != "https" or "." not in (parts.hostname or "") or len(link.split()) > 1:
            raise wtforms.ValidationError(_("A link begins with https://, one on each line."))


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _audience(name: str) -> Choice:
    return Choice(
        lazy("Who sees it: %(field)s", field=NAMES[name]),
        choices=lambda: [(audience.value, str(words)) for audience, words in AUDIENCES.items()],
        default=Audience.ONLY_ME.value,
    )


class ProfileForm(BaseForm):
    """The whole profile of a member."""

    display_name = Text(
        NAMES["display_name"],
        [required(lazy("Choose the name that others will see.")), length(2, 60), plain()],
        description=lazy("A pseudonym is as good as a name."),
        render_kw={"autocomplete": "nickname"},
    )
    handle = Text(
        lazy("Handle"),
        [required(lazy("Choose a handle.")), length(3, 30), _handle],
        description=lazy("The end of your page's address: letters a–z, numbers and hyphens."),
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    pronouns = Text(NAMES["pronouns"], [length(0, 40)])
    bio = LongText(NAMES["bio"], [length(0, 2000)], render_kw={"rows": 5})
    profession = Text(
        NAMES["profession"],
        [length(0, 100)],
        description=lazy("The first commitment is about professions."),
        render_kw={"autocomplete": "organization-title"},
    )
    skills = Text(NAMES["skills"], [length(0, 300)], description=lazy("For example: interpreting, teaching, law."))
    offers = Choices(NAMES["offers"], description=lazy("Others find you by it, as far as you open it to them."))
    looks_for = Choices(
        NAMES["looks_for"], description=lazy("Even where only you see it, you find the people who offer it.")
    )
    languages = Choices(NAMES["languages"], choices=lambda: [(code, language_name(code)) for code in SPOKEN_LANGUAGES])
    country = Choice(
        NAMES["country"],
        choices=lambda: [("", _("Not said")), *country_choices()],
        render_kw={"autocomplete": "country"},
    )
    city = Text(NAMES["city"], [length(0, 80)])
    affiliations = LongText(NAMES["affiliations"], [length(0, 400)], render_kw={"rows": 2})
    links = LongText(
        NAMES["links"],
        [optional(), length(0, 1000), _links],
        description=lazy("https addresses, one on each line, at most five."),
        render_kw={"rows": 3},
    )
    belonging = Choice(
        NAMES["belonging"],
        choices=lambda: [("", _("Not said")), *((key.value, str(words)) for key, words in BELONGINGS.items())],
        description=lazy("Kept encrypted, and seen by nobody until you open it."),
    )
    belonging_confirmed = Flag(lazy("I am sure that others may know that I belong to the defector community."))
    language = Choice(lazy("Language of mails to me"), choices=lambda: list(LANGUAGE_NAMES.items()))

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self.offers.choices = help_choices(profile.offers)
        self.looks_for.choices = help_choices(profile.looks_for)

    def fill(self, profile: Profile) -> None:
        """Put what is known into an untouched form."""
        member = profile.member
        self.display_name.data, self.handle.data, self.language.data = (
            member.display_name,
            member.handle,
            member.language,
        )
        for name in ("pronouns", "skills", "country", "city"):
            self[name].data = getattr(profile, name)
        self.bio.data, self.profession.data = profile.bio_text, profile.profession_words
        self.offers.data, self.looks_for.data = profile.offers, profile.looks_for
        self.languages.data = [spoken.code for spoken in profile.languages]
        self.affiliations.data = "\n".join(profile.affiliations)
        self.links.data = "\n".join(profile.links)
        self.belonging.data = profile.belonging or ""
        for name in FIELDS:
            self.audience_of(name).data = profile.audience(name).value

    def audience_of(self, name: str) -> Choice:
        """The field that asks who may see the field `name`."""
        field: Choice = self[f"{name}_audience"]
        return field

    def change(self) -> ProfileChange:
        """What the member asked for."""
        values: dict[str, Any] = {name: self[name].data for name in ("pronouns", "skills", "country", "city")}
        values |= {"bio_text": self.bio.data, "profession_words": self.profession.data}
        values |= {"offers": self.offers.data or [], "looks_for": self.looks_for.data or []}
        values["spoken"] = [(code, "") for code in self.languages.data or []]
        values["affiliations"] = _lines(self.affiliations.data)
        values["links"] = _lines(self.links.data)
        return ProfileChange(
            handle=self.handle.data,
            display_name=self.display_name.data,
            language=self.language.data,
            values=values,
            belonging=Belonging(self.belonging.data) if self.belonging.data else None,
            audiences={name: Audience(self.audience_of(name).data) for name in FIELDS},
            belonging_confirmed=self.belonging_confirmed.data,
        )


for _name in FIELDS:
    setattr(ProfileForm, f"{_name}_audience", _audience(_name))
