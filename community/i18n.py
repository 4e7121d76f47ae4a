"""Languages: which one the reader gets, and the names of countries and languages from CLDR."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import time
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote

from babel import Locale
from babel.dates import format_time
from babel.lists import format_list
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, force_locale, get_locale
from flask_login import current_user
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.http import parse_accept_header
from werkzeug.routing import Map
from werkzeug.wrappers import Response

LANGUAGES = ("en", "ko")
LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}
A_YEAR = 365 * 24 * 3600
# Programs say their language otherwise than people: neither their cookies nor their accounts are looked at.
MACHINES = "/api/"

Words = LazyString | str

# Territories that CLDR lists but where nobody lives or that are groups of countries.
_NO_COUNTRIES = set("AC AQ BV CP CQ DG EA EU EZ HM IC QO TA TF UM UN XA XB ZZ".split())
_TERRITORIES = {str(code) for code in Locale("en").territories}
COUNTRY_CODES = tuple(sorted(c for c in _TERRITORIES - _NO_COUNTRIES if len(c) == 2 and c.isalpha()))
# What members most likely speak, those of the declaration first.
SPOKEN_LANGUAGES = ("ko", "en", "zh", "ja", "ru", "th", "vi", "mn", "de", "fr", "es", "pt")

# The language of what is being written, once it is known. A page asks for it a hundred times, and each time Flask-Babel
# goes through the application and the request.
_written: ContextVar[str | None] = ContextVar("written", default=None)

__all__ = ["COUNTRY_CODES", "LANGUAGES", "LANGUAGE_NAMES", "Words", "_", "get_locale", "lazy", "ngettext"]


def translate(sentence: str, /, **values: object) -> str:
    """A sentence in the language that is being written, with values for its `%(name)s` where there are some."""
    said = sentence_in(current_language(), sentence)
    return said % values if values else said


@lru_cache(maxsize=16_384)
def sentence_in(language: str, sentence: str) -> str:
    """A sentence as the catalogue of a language has it.

    A page says a hundred, and for each Flask-Babel goes through the application and the request: they are kept. The
    catalogue is that of the language that is named here, whatever is being written.
    """
    return str(_catalogue(language).ugettext(sentence))


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """A sentence about a number of things in the language that is being written, with values for its `%(name)s`."""
    return number_in(current_language(), singular, plural, num) % {"num": num, **values}


def number_in(language: str, singular: str, plural: str, num: int) -> str:
    """The same as the catalogue of a language has it, still with its `%(num)s`."""
    return str(_catalogue(language).ungettext(singular, plural, num))


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(Path(__file__).parent / "translations", [language])


def lazy(sentence: str, /, **values: object) -> LazyString:
    """A sentence in the language in which it is read later."""
    return LazyString(translate, sentence, **values)


_ = translate


def current_language() -> str:
    """The code of the language that is being written right now: "en" or "ko"."""
    return _written.get() or _ask_for_language()


def _ask_for_language() -> str:
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else LANGUAGES[0]


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Write everything inside in the given language (for mails to somebody else)."""
    before = _written.set(code)
    try:
        with force_locale(code):
            yield
    finally:
        _written.reset(before)


@cache
def _countries(language: str) -> dict[str, str]:
    names = Locale(language).territories
    return {code: str(names[code]) for code in COUNTRY_CODES}


def country_name(code: str) -> str:
    """The name of a country in the reader's language, as its people say it; "" for an unknown code."""
    return _countries(current_language()).get(code, "")


def country_choices() -> list[tuple[str, str]]:
    """Code and name of every country, in the alphabetical order of the reader's language."""
    return list(_country_choices(current_language()))


@cache
def _country_choices(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(_countries(language).items(), key=lambda country: country[1]))


def time_of_day(moment: time) -> str:
    """The time on a clock, in words of the reader's language: 오후 in Korean, where CLDR's short form writes PM."""
    language = current_language()
    return format_time(moment, "aaaa h:mm" if language == "ko" else "short", locale=language)


def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return _languages(current_language()).get(code, code)


@cache
def _languages(language: str) -> dict[str, str]:
    return dict(Locale(language).languages)


def listing(words: Iterable[object]) -> str:
    """Words as a list in the reader's language: “2, 4 and 5”."""
    return str(format_list([str(word) for word in words], locale=current_language()))


def lazy_language_name(code: str) -> LazyString:
    """The name of a language, in the language in which it is read later."""
    return LazyString(language_name, code)


def preferred_language() -> str:
    """The language for somebody at a bare address: their setting, their cookie, their browser, English."""
    if current_user and current_user.is_authenticated:
        return str(current_user.member.language)
    return _guessed_language()


def _guessed_language() -> str:
    chosen = request.cookies.get(current_app.config["LANGUAGE_COOKIE_NAME"])
    return guess_language(chosen, request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)
def guess_language(chosen: str | None, accepted: str) -> str:
    """The language for somebody of whom nothing is known but their cookie and what their browser says.

    chosen: what the cookie says, if there is one. accepted: the header Accept-Language.
    """
    if chosen in LANGUAGES:
        return str(chosen)
    return parse_accept_header(accepted, LanguageAccept).best_match(LANGUAGES) or LANGUAGES[0]


def select_language() -> str:
    """The language of this answer, for Flask-Babel, which also asks outside requests."""
    if not has_request_context():
        return LANGUAGES[0]
    if "language" not in g:
        g.language = _language_in_path() or _language_of_reader()
    return str(g.language)


def _language_of_reader() -> str:
    return _asked_language() if is_for_machines() else preferred_language()


def is_for_machines() -> bool:
    """Whether programs ask for this address: they are answered alike, whoever is logged in beside them."""
    return request.path.startswith(MACHINES)


def _asked_language() -> str:
    """The language that a program asks for: in the address, or else in the header."""
    chosen = request.args.get("language")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def language_url(code: str) -> str:
    """The address of this same page, its query kept, in another language."""
    spoken = _language_in_path()
    return _with_query(code, request.path.removeprefix(f"/{spoken}") if spoken else request.path)


def init_app(app: Flask) -> None:
    """Put every page under its language: take it from the path, fill it into links, lead bare paths there."""

    @app.url_value_preprocessor
    def take_language(endpoint: str | None, values: dict[str, object] | None) -> None:
        language = values.pop("language", None) if values else None
        _written.set(str(language) if language else None)
        if language:
            g.language = language

    @app.teardown_request
    def forget_language(_failure: BaseException | None) -> None:
        _written.set(None)

    @app.url_defaults
    def fill_in_language(endpoint: str, values: dict[str, object]) -> None:
        if "language" not in values and endpoint in app.view_functions and _takes_language(app.url_map, endpoint):
            values["language"] = current_language()

    app.before_request(_lead_bare_path_to_language)
    app.after_request(_remember_language)


@lru_cache(maxsize=1024)
def _takes_language(addresses: Map, endpoint: str) -> bool:
    return addresses.is_endpoint_expecting(endpoint, "language")


def _language_in_path() -> str | None:
    first = request.path.split("/", 2)[1]
    return first if first in LANGUAGES else None


def _lead_bare_path_to_language() -> ResponseReturnValue | None:
    missing = isinstance(request.routing_exception, NotFound)
    if not missing or request.method not in ("GET", "HEAD") or _language_in_path() or is_for_machines():
        return None
    language = preferred_language()
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        adapter.match(f"/{language}{request.path}", method="GET")
    except HTTPException:
        return None
    response = redirect(_with_query(language, request.path), 302)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _with_query(language: str, path: str) -> str:
    query = request.query_string.decode("latin-1")
    return quote(f"/{language}{path}") + (f"?{query}" if query else "")


def _remember_language(response: Response) -> Response:
    # Only where it differs from what would be guessed, so that most answers set no cookie at all.
    chosen = _language_in_path()
    is_page = response.mimetype == "text/html" and response.status_code == 200
    if chosen and is_page and chosen != _guessed_language():
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        name = current_app.config["LANGUAGE_COOKIE_NAME"]
        response.set_cookie(name, chosen, max_age=A_YEAR, httponly=True, secure=secure, samesite="Lax")
    return response
