"""Mails and errands that were given up."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.errands import Errand
from community.i18n import _
from community.mail import OutboxMail
from community.moderation import letters
from community.moderation.views.blueprint import blueprint


@blueprint.get("/mails")
@guard("moderation.mails")
def mails() -> ResponseReturnValue:
    """What did not leave, or was not done, and what kept it; how much waits."""
    page = letters.list_dead_mails(after=request.args.get("after"))
    waiting, oldest = letters.find_waiting_mails()
    errands = letters.list_dead_errands()
    return render_template("moderation/mails.html", page=page, waiting=waiting, oldest=oldest, errands=errands)


@blueprint.post("/mails/<uuid:mail_id>/retry")
@guard("moderation.retry_mail", letters.find_dead_mail)
def retry_mail(mail: OutboxMail) -> ResponseReturnValue:
    """Have a mail tried again."""
    letters.retry_mail(actor=actor(), mail=mail)
    return _back(_("The mail is tried again."))


@blueprint.post("/mails/<uuid:mail_id>/drop")
@guard("moderation.drop_mail", letters.find_dead_mail)
def drop_mail(mail: OutboxMail) -> ResponseReturnValue:
    """Destroy a mail."""
    letters.drop_mail(actor=actor(), mail=mail)
    return _back(_("The mail is destroyed."))


@blueprint.post("/errands/<uuid:errand_id>/retry")
@guard("moderation.retry_errand", letters.find_dead_errand)
def retry_errand(errand: Errand) -> ResponseReturnValue:
    """Have an errand tried again."""
    letters.retry_errand(actor=actor(), errand=errand)
    return _back(_("The errand is tried again."))


@blueprint.post("/errands/<uuid:errand_id>/drop")
@guard("moderation.drop_errand", letters.find_dead_errand)
def drop_errand(errand: Errand) -> ResponseReturnValue:
    """Destroy an errand."""
    letters.drop_errand(actor=actor(), errand=errand)
    return _back(_("The errand is destroyed."))


def _back(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("moderation.mails"), 303)
