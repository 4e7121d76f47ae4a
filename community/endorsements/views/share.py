"""The pictures by which pages of ours are shown where people share them. Nobody is asked who they are."""

from collections.abc import Iterable

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from community.access import guard
from community.config import Config
from community.declaration.queries import find_commitment
from community.declaration.texts import COMMITMENTS, text
from community.endorsements import queries
from community.endorsements.cards import Card, EaselTaken, draw, find_drawn, step_down
from community.endorsements.queries import SharedEndorsement
from community.i18n import LANGUAGES, _, current_language, ngettext
from community.limits import hit
from community.web.client import client_key
from community.web.publishing import publish
from community.web.templating import thousands
from community.web.typesetting import can_set
from community.web.waiting import TooOften

CARDS = "30 per minute; 300 per hour"  # that must be drawn

blueprint = Blueprint("share", __name__, url_prefix=f"/share/<any({', '.join(LANGUAGES)}):language>")


@blueprint.get("/declaration.png")
@guard("share.declaration")
def declaration() -> ResponseReturnValue:
    """The declaration as a picture."""
    own = text(current_language())
    return _answer(_card(label=own.title, words=own.opening_sentences()[-1], bright=COMMITMENTS))


@blueprint.get("/commitments/<int:number>.png")
@guard("share.commitment", find_commitment)
def commitment(number: int) -> ResponseReturnValue:
    """One commitment as a picture."""
    count, more = step_down(queries.count_endorsers_of(number))
    foot = ngettext("%(count)s person has taken this on", "%(count)s people have taken this on", count, count=count)
    if more:
        foot = _("More than %(count)s people have taken this on", count=thousands(count))
    card = _card(
        label=_("Commitment %(number)d of seven", number=number),
        numeral=str(number),
        words=text(current_language()).commitment(number),
        foot=foot if count else _("Be the first to take this on"),
        bright=[number],
    )
    return _answer(card)


@blueprint.get("/by/<code>.png")
@guard("share.by", queries.find_shared)
def by(shared: SharedEndorsement) -> ResponseReturnValue:
    """What one endorser shows around, as a picture."""
    # A name is written whole or not at all.
    name = shared.name if shared.name and can_set(shared.name) else ""
    words = _("I endorsed the Washington Declaration.")
    own = text(current_language())
    response = _answer(_card(label=own.title, words=words, name=name, bright=shared.commitments))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _card(
    *, label: str, words: str, bright: Iterable[int], foot: str | None = None, numeral: str = "", name: str = ""
) -> Card:
    """A card with the counts. foot: what stands below; of all endorsers where nothing else does."""
    config: Config = current_app.config["COMMUNITY"]
    endorsers = queries.count_endorsers()
    return Card(
        site=f"물결 · Ripples · {_('Demonstration')}" if config.demo else "물결 · Ripples",
        label=str(label),
        numeral=numeral,
        words=str(words),
        name=name,
        foot=str(foot or _standing(endorsers)),
        address=config.host,
        total=step_down(endorsers)[0],
        counts=tuple(step_down(count)[0] for count in queries.counts_by_commitment()),
        bright=tuple(bright),
    )


def _standing(endorsers: int) -> str:
    count, more = step_down(endorsers)
    if more:
        return str(_("More than %(count)s people stand behind it", count=thousands(count)))
    standing = ngettext("%(count)s person stands behind it", "%(count)s people stand behind it", count, count=count)
    return str(standing if count else _("Be the first to endorse it"))


def _answer(card: Card) -> Response:
    mark = card.mark()
    response = Response(mimetype="image/png")
    response.set_etag(mark)
    if not request.if_none_match.contains_weak(mark):
        response.data = find_drawn(card) or _draw(card)
    return publish(response)


def _draw(card: Card) -> bytes:
    hit("share card", client_key(), CARDS)
    try:
        return draw(card)
    except EaselTaken as error:
        raise TooOften(retry_after=10) from error
