"""The page that an endorser shows around, and its beginning and end."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.declaration.texts import text
from community.endorsements import operations, queries
from community.endorsements.queries import SharedEndorsement
from community.endorsements.views.blueprint import blueprint
from community.i18n import _, current_language
from community.web.drawings import qr_code
from community.web.publishing import public_url


@blueprint.get("/endorsements/by/<code>")
@guard("endorsements.by", queries.find_shared)
def by(shared: SharedEndorsement) -> ResponseReturnValue:
    """What one endorser shows around."""
    address = public_url("endorsements.by", code=shared.code)
    own = text(current_language())
    page = render_template("endorsements/by.html", shared=shared, address=address, qr=qr_code(address), text=own)
    response: Response = make_response(page)
    # A name is to be found where its owner gave the address, and by nobody who looks for it.
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.post("/endorsements/share")
@guard("endorsements.share")
def share() -> ResponseReturnValue:
    """Have a page to show around."""
    operations.share(actor=actor())
    return _shared(url_for("endorsements.mine"))


@blueprint.post("/endorsements/unshare")
@guard("endorsements.unshare")
def unshare() -> ResponseReturnValue:
    """End that page."""
    operations.unshare(actor=actor())
    return _unshared(url_for("endorsements.mine"))


@blueprint.post("/endorse/yours/<token>/share")
@guard("endorsements.share_by_mail")
def share_by_mail(token: str) -> ResponseReturnValue:
    """Have a page to show around, through the mailed link."""
    operations.share_by_token(token=token)
    return _shared(url_for("endorsements.yours", token=token))


@blueprint.post("/endorse/yours/<token>/unshare")
@guard("endorsements.unshare_by_mail")
def unshare_by_mail(token: str) -> ResponseReturnValue:
    """End that page, through the mailed link."""
    operations.unshare_by_token(token=token)
    return _unshared(url_for("endorsements.yours", token=token))


def _shared(back: str) -> ResponseReturnValue:
    flash(_("Your page is there. Only those to whom you give its address find it."), "success")
    return redirect(f"{back}#share", 303)


def _unshared(back: str) -> ResponseReturnValue:
    flash(_("Your page is gone. Its address leads nowhere any more."), "success")
    return redirect(f"{back}#share", 303)
