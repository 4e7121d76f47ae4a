"""What templates can call: addresses, static files, dates, the reader's permissions."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_percent
from flask import Flask, current_app, request
from jinja2 import StrictUndefined, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from community import clocks, i18n
from community.access import can, could, viewer
from community.config import Config
from community.web import compiling
from community.web.addresses import kept_addresses
from community.web.drawings import ripple_origin, ripple_paths
from community.web.fragments import avatar_drawing, ripple
from community.web.links import outside_host
from community.web.markdown import leaving, markdown
from community.web.publishing import public_url
from community.web.statics import asset


def init_app(app: Flask) -> None:
    """Give templates their globals and filters; a name that is missing is an error, not an empty space."""
    url_for = kept_addresses(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=say,
        gettext=say,
        ngettext=say_number,
        LANGUAGES=i18n.LANGUAGES,
        LANGUAGE_NAMES=i18n.LANGUAGE_NAMES,
        asset=asset,
        can=can,
        could=could,
        canonical_url=canonical_url,
        country_name=i18n.country_name,
        current_language=i18n.current_language,
        language_name=i18n.language_name,
        language_url=language_url,
        leaving=leaving,
        outside_host=outside_host,
        public_url=public_url,
        ripple=ripple,
        ripple_origin=ripple_origin,
        ripple_paths=ripple_paths,
        url_for=url_for,
        viewer=viewer,
    )
    compiling.fix(app, _=whole_sentence, asset=asset, current_language=i18n.current_language, url_for=url_for)
    app.jinja_env.filters.update(
        avatar_drawing=avatar_drawing,
        clock=clock,
        dated=dated,
        day=day,
        joined=joined,
        listing=i18n.listing,
        language_name=i18n.language_name,
        markdown=markdown,
        month=month,
        percent=percent,
        short_day=short_day,
        short_month=short_month,
        paragraphs=paragraphs,
        thousands=thousands,
    )


def whole_sentence(sentence: str, /) -> Markup:
    """A sentence in the reader's language into which nothing is filled."""
    said = i18n.sentence_in(i18n.current_language(), sentence) % {}  # a percent sign is written as two
    return Markup(said)  # noqa: S704  (templates and catalogues are ours)


@pass_eval_context
def say(context: EvalContext, sentence: str, /, **values: Any) -> str:
    """A sentence in the reader's language, as Jinja's own `gettext` says it, with values for its `%(name)s`."""
    said = _translated(i18n.current_language(), sentence, is_markup=context.autoescape, is_whole=not values)
    return said % values if values else said


@pass_eval_context
def say_number(context: EvalContext, singular: str, plural: str, num: int, /, **values: Any) -> str:
    """A sentence about a number of things in the reader's language, as Jinja's own `ngettext` says it."""
    said = _translated_number(i18n.current_language(), singular, plural, num, is_markup=context.autoescape)
    return said % {"num": num, **values}


@lru_cache(maxsize=16_384)
def _translated_number(language: str, singular: str, plural: str, num: int, *, is_markup: bool) -> str:
    said = i18n.number_in(language, singular, plural, num)
    return Markup(said) if is_markup else said  # noqa: S704  (templates and catalogues are ours)


@lru_cache(maxsize=16_384)
def _translated(language: str, sentence: str, *, is_markup: bool, is_whole: bool) -> str:
    said = i18n.sentence_in(language, sentence)
    said = Markup(said) if is_markup else said  # noqa: S704  (templates and catalogues are ours)
    return said % {} if is_whole else said  # a sentence without values still writes a percent sign as two


def canonical_url() -> str:
    """The public address of this page, without its query, and the same with or without a slash at the end."""
    config: Config = current_app.config["COMMUNITY"]
    path = request.path.rstrip("/")
    return config.public_url + (f"{path}/" if path.removeprefix("/") in i18n.LANGUAGES else path)


def language_url(code: str) -> str:
    """The address of this page in another language."""
    return i18n.language_url(code)


def day(moment: datetime | date) -> str:
    """A date as people write it in the reader's language; times of day are nobody's business."""
    return _write_day(moment.date() if isinstance(moment, datetime) else moment, i18n.current_language())


@lru_cache(maxsize=1024)
def _write_day(day_of: date, language: str) -> str:
    # A list has the same few days again and again.
    return format_date(day_of, format="long", locale=language)


def dated(moment: datetime | date, classes: str = "") -> Markup:
    """The same for a page, with the day as machines read it. classes: of the style sheet."""
    return _write_dated(moment.date() if isinstance(moment, datetime) else moment, i18n.current_language(), classes)


@lru_cache(maxsize=1024)
def _write_dated(day_of: date, language: str, classes: str) -> Markup:
    styled = Markup(' class="{}"').format(classes) if classes else ""
    return Markup('<time{} datetime="{}">{}</time>').format(styled, day_of.isoformat(), _write_day(day_of, language))


def clock(moment: datetime, zone: str) -> str:
    """Day and time of day on the clock of a time zone (its IANA name; "" is UTC), with the zone's name."""
    locale = i18n.current_language()
    local = moment.astimezone(clocks.clock_of(zone))
    date_words = format_date(local, format="full", locale=locale)
    return f"{date_words} {i18n.time_of_day(local.time())} ({clocks.zone_name(zone)})"


def month(moment: datetime | date) -> str:
    """The month of a date, where the day would say too much."""
    return format_skeleton("yMMMM", moment, locale=i18n.current_language())


def short_day(moment: datetime | date) -> str:
    """A day of a year that is known, where there is little room: “3 Oct” as the reader's language has it."""
    return format_skeleton("MMMd", moment, locale=i18n.current_language())


def short_month(moment: datetime | date) -> str:
    """A month and its year, where there is little room."""
    return format_skeleton("yMMM", moment, locale=i18n.current_language())


def percent(share: float) -> str:
    """A share of 1 in hundredths, as the reader's language writes it."""
    return format_percent(share, locale=i18n.current_language())


def thousands(number: int) -> str:
    """A number with separators."""
    return f"{number:,}"


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs and line breaks."""
    blocks = str(escape(text)).replace("\r\n", "\n").split("\n\n")
    lines = (block.strip().replace("\n", "<br>") for block in blocks)
    return Markup("".join(f"<p>{block}</p>" for block in lines if block))  # noqa: S704  (it was escaped before)


def joined(words: Iterable[object]) -> str:
    """What is said of these, with a dot between."""
    return " · ".join(str(word) for word in words if word)
