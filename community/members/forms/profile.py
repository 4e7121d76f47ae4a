"""The form of a profile: each field, and beside it who may see it."""

from typing import Any

from community.forms import BaseForm, Choice, Choices, Flag, Hidden, LongText, Text, length, plain, required
from community.i18n import (
    LANGUAGE_NAMES,
    LANGUAGES,
    SPOKEN_LANGUAGES,
    _,
    country_choices,
    current_language,
    lazy,
    lazy_language_name,
)
from community.members.forms.answers import (
    UNSAID,
    another_language,
    audience_choice,
    few_lines,
    levels,
    lines_of,
    only_links,
    other_language,
    professions,
    spoken_languages,
    well_formed_handle,
)
from community.members.kinds import help_choices
from community.members.models import FIELDS, Audience, Belonging, Profile, read_openness
from community.members.operations import ProfileChange
from community.members.wording import BELONGINGS, LEVELS
from community.members.wording import FIELDS as NAMES

# Every field but the picture, which has a page of its own.
ASKED = tuple(field for field in FIELDS if field != "picture")


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
        [required(lazy("Choose a handle.")), length(3, 30), well_formed_handle],
        description=lazy("The end of your page's address: letters a–z, numbers and hyphens."),
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    pronouns = Text(NAMES["pronouns"], [length(0, 40)])
    bio = LongText(
        NAMES["bio"],
        [length(0, 2000)],
        description=lazy("**bold**, *italic*, lists with - and [links](https://…) work."),
        render_kw={"rows": 6},
    )
    bio_language = Choice(lazy("It is written in"), choices=spoken_languages, default=current_language)
    second_bio = LongText(lazy("The same in another language"), [length(0, 2000)], render_kw={"rows": 6})
    second_bio_language = Choice(
        lazy("The second version is written in"),
        [other_language],
        choices=spoken_languages,
        default=another_language,
    )
    profession_group = Choice(
        NAMES["profession"],
        choices=professions,
        description=lazy(
            "The first commitment is about professions. These are the groups of the International Labour Organization."
        ),
    )
    profession = Text(
        lazy("Profession, in your own words"),
        [length(0, 100)],
        description=lazy("These are enough, for students and people between two jobs too."),
        render_kw={"autocomplete": "organization-title"},
    )
    skills = Text(NAMES["skills"], [length(0, 300)], description=lazy("For example: interpreting, teaching, law."))
    offers = Choices(NAMES["offers"], description=lazy("Others find you by it, as far as you open it to them."))
    looks_for = Choices(
        NAMES["looks_for"], description=lazy("Even where only you see it, you find the people who offer it.")
    )
    country = Choice(
        NAMES["country"],
        choices=lambda: [("", _("Not said")), *country_choices()],
        render_kw={"autocomplete": "country"},
    )
    city = Text(NAMES["city"], [length(0, 80)])
    affiliations = LongText(
        NAMES["affiliations"],
        [few_lines(120)],
        description=lazy("Organizations, schools, communities: one on each line, at most five."),
        render_kw={"rows": 3},
    )
    links = LongText(
        NAMES["links"],
        [few_lines(300), only_links],
        description=lazy("https addresses, one on each line, at most five."),
        render_kw={"rows": 3, "inputmode": "url", "autocapitalize": "none", "spellcheck": "false"},
    )
    belonging = Choice(
        NAMES["belonging"],
        choices=lambda: [("", _("Not said")), *((key.value, str(words)) for key, words in BELONGINGS.items())],
        description=lazy("Kept encrypted, and seen by nobody until you open it."),
    )
    belonging_confirmed = Flag(lazy("I am sure that others may know that I belong to the defector community."))
    language = Choice(lazy("Language of mails to me"), choices=lambda: list(LANGUAGE_NAMES.items()))
    # Who saw which field when this page was opened: see AudiencesChanged.
    seen = Hidden()

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
        self.bio.data, self.second_bio.data = profile.bio_text, profile.second_bio_text
        self.bio_language.data = profile.bio_language or member.language
        self.second_bio_language.data = profile.second_bio_language or another_language(self.bio_language.data)
        self.profession_group.data, self.profession.data = profile.profession_group, profile.profession_words
        self.offers.data, self.looks_for.data = profile.offers, profile.looks_for
        for spoken in profile.languages:
            self.level_of(spoken.code).data = spoken.level or UNSAID
        self.affiliations.data = "\n".join(profile.affiliations)
        self.links.data = "\n".join(profile.links)
        self.belonging.data = profile.belonging or ""
        self.seen.data = profile.openness()
        for name in ASKED:
            self.audience_of(name).data = profile.audience(name).value

    def show_audiences_anew(self, profile: Profile) -> None:
        """Show who sees what by now, where that was changed after this page was opened; the rest stays as typed."""
        seen = self._seen()
        for name in ASKED:
            if seen.get(name) is not profile.audience(name):
                self.audience_of(name).data = profile.audience(name).value
        self.seen.data = profile.openness()

    def audience_of(self, name: str) -> Choice:
        """The field that asks who may see the field `name`."""
        field: Choice = self[f"{name}_audience"]
        return field

    def level_of(self, code: str) -> Choice:
        """The field that asks how well the member speaks a language."""
        field: Choice = self[f"spoken_{code}"]
        return field

    def language_levels(self) -> tuple[list[Choice], list[Choice]]:
        """Those fields: for the languages of the site and those that are spoken, then for the others."""
        fields = {code: self.level_of(code) for code in SPOKEN_LANGUAGES}
        first = [code for code, field in fields.items() if code in LANGUAGES or field.data]
        return [fields[code] for code in first], [field for code, field in fields.items() if code not in first]

    def change(self) -> ProfileChange:
        """What the member asked for."""
        values: dict[str, Any] = {name: self[name].data for name in ("pronouns", "skills", "country", "city")}
        values |= self._bios()
        values |= {"profession_group": self.profession_group.data, "profession_words": self.profession.data}
        values |= {"offers": self.offers.data or [], "looks_for": self.looks_for.data or []}
        values["spoken"] = self._spoken()
        values["affiliations"] = lines_of(self.affiliations.data)
        values["links"] = lines_of(self.links.data)
        return ProfileChange(
            handle=self.handle.data,
            display_name=self.display_name.data,
            language=self.language.data,
            values=values,
            belonging=Belonging(self.belonging.data) if self.belonging.data else None,
            audiences={name: Audience(self.audience_of(name).data) for name in ASKED},
            belonging_confirmed=self.belonging_confirmed.data,
            seen=self._seen(),
        )

    def _bios(self) -> dict[str, str]:
        """The versions that were written; a second one alone is the first."""
        written = [
            (text.data, language.data)
            for text, language in ((self.bio, self.bio_language), (self.second_bio, self.second_bio_language))
            if text.data
        ]
        (text, language), (second_text, second_language) = (*written, ("", ""), ("", ""))[:2]
        return {
            "bio_text": text,
            "bio_language": language,
            "second_bio_text": second_text,
            "second_bio_language": second_language,
        }

    def _spoken(self) -> list[list[str]]:
        """The languages that are spoken, the best first."""
        order = (*LEVELS, UNSAID)
        spoken = [(code, self.level_of(code).data) for code in SPOKEN_LANGUAGES if self.level_of(code).data]
        spoken.sort(key=lambda pair: order.index(pair[1]))
        return [[code, "" if level == UNSAID else level] for code, level in spoken]

    def _seen(self) -> dict[str, Audience]:
        return read_openness(self.seen.data or "")


for _name in ASKED:
    setattr(ProfileForm, f"{_name}_audience", audience_choice(_name))
for _code in SPOKEN_LANGUAGES:
    setattr(ProfileForm, f"spoken_{_code}", Choice(lazy_language_name(_code), choices=levels, default=""))
