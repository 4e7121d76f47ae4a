"""Ending one sort of mails by the link in each of them, logged in or not (RFC 8058)."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from community.access import guard
from community.extensions import csrf
from community.groups.works import list_kinds
from community.i18n import Words, _
from community.notifications import operations
from community.notifications.tokens import Subscription, open_subscription
from community.notifications.views.blueprint import blueprint


def _find(viewer: Any, token: str) -> Subscription | None:
    return open_subscription(token)


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
@csrf.exempt
@guard("notifications.unsubscribe", _find)
def unsubscribe(subscription: Subscription) -> ResponseReturnValue:
    """Show the one button that ends these mails; or end them.

    The programs of mailboxes press it for their owner, without cookies, and are told that it is done; everybody else
    presses the button of our own page.
    """
    if request.method != "POST":  # HEAD, too: scanners send that
        return _page(subscription)
    by_mailbox = request.form.get("List-Unsubscribe") == "One-Click"
    if not by_mailbox:
        csrf.protect()
    operations.unsubscribe(subscription)
    if by_mailbox:
        return _page(subscription)
    return redirect(request.path, 303)


@blueprint.post("/unsubscribe/<token>/undo")
@guard("notifications.subscribe_again", _find)
def subscribe_again(subscription: Subscription) -> ResponseReturnValue:
    """Have these mails again, if it was the link that ended them and nothing else was chosen since."""
    operations.subscribe_again(subscription)
    if operations.wants_mail(subscription):
        flash(_("These mails come again."), "success")
    return redirect(request.path.removesuffix("/undo"), 303)


def _page(subscription: Subscription) -> str:
    words: Words = next((kind.words for kind in list_kinds() if kind.name == subscription.kind), "")
    on = operations.wants_mail(subscription)
    can_undo = not on and operations.can_subscribe_again(subscription)
    return render_template("notifications/unsubscribe.html", kind=words, on=on, can_undo=can_undo)
