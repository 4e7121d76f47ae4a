"""The page from which other sites take the count: what to copy, and how it will look."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from community.access import guard
from community.declaration.texts import COMMITMENTS, text
from community.endorsements.views.blueprint import blueprint
from community.endorsements.views.embeds import asked_commitment, card
from community.i18n import _, current_language
from community.web.publishing import public_url

# What is in the frame needs no script. It comes from one origin, so that its style may be loaded.
_FRAME = Markup(
    '<iframe src="{src}" title="{title}" width="340" height="220" loading="lazy" referrerpolicy="no-referrer"'
    ' sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" style="border:0"></iframe>'
)
_BADGE = Markup('<a href="{href}"><img src="{src}" alt="{title}" height="24"></a>')
_MARKDOWN = "[![{title}]({src})]({href})"


@dataclass(frozen=True)
class Snippets:
    """What is copied into another site's page."""

    frame: str
    badge: str
    markdown: str


@blueprint.get("/endorsements/embed")
@guard("endorsements.embed")
def embed() -> ResponseReturnValue:
    """How to put the count on another site, and what programs can read."""
    chosen = asked_commitment()
    return render_template(
        "endorsements/embed.html",
        **card(chosen),
        numbers=COMMITMENTS,
        snippets=_snippets(chosen),
        api=public_url("api.index"),
        document=public_url("api.openapi"),
        feed=public_url("endorsements.feed", commitment=chosen),
    )


def _snippets(chosen: int | None) -> Snippets:
    title = str(_("Endorsers of the Washington Declaration"))
    title = title if chosen is None else f"{title}: {text(current_language()).commitment(chosen)}"
    href = public_url("endorsements.endorse", commitment=chosen)
    badge = public_url("embeds.badge", commitment=chosen)
    return Snippets(
        frame=str(_FRAME.format(src=public_url("embeds.count", commitment=chosen), title=title)),
        badge=str(_BADGE.format(href=href, src=badge, title=title)),
        markdown=_MARKDOWN.format(href=href, src=badge, title=title),
    )
