"""Asking for contact, and answering."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.contacts import operations, queries, wording
from community.contacts.forms import AskForm
from community.contacts.models import ContactRequest
from community.contacts.views.blueprint import blueprint
from community.i18n import _
from community.members import limits
from community.members.models import Limit, Profile
from community.refusals import Refusal

# So many of each kind stand on the first page; the others have a page of their own.
FIRST = 5


@blueprint.get("/contacts")
@guard("contacts.index")
def index() -> ResponseReturnValue:
    """What waits for oneself, with whom one writes, and whom one has asked."""
    me = actor()
    received, sent = queries.list_received(me, size=FIRST), queries.list_sent(me, size=FIRST)
    page = queries.list_conversations(me, after=request.args.get("after"))
    people = [row.asker for row in received.items] + [talk.partner for talk in page.items if talk.partner]
    return render_template(
        "contacts/index.html",
        received=received,
        sent=sent,
        page=page,
        names=queries.shown_for(me, people),
        settings=queries.get_settings(me),
        wording=wording,
    )


@blueprint.get("/contacts/requests")
@guard("contacts.requests")
def requests() -> ResponseReturnValue:
    """The requests that wait for oneself."""
    page = queries.list_received(actor(), after=request.args.get("after"))
    names = queries.shown_for(actor(), [row.asker for row in page.items])
    return render_template("contacts/requests.html", page=page, names=names)


@blueprint.get("/contacts/sent")
@guard("contacts.sent")
def sent() -> ResponseReturnValue:
    """The requests that one has sent."""
    page = queries.list_sent(actor(), after=request.args.get("after"))
    return render_template("contacts/sent.html", page=page, wording=wording)


@blueprint.post("/contacts/seen")
@guard("contacts.seen")
def seen() -> ResponseReturnValue:
    """Have a mail sent again when something new comes."""
    operations.look(actor=actor())
    flash(_("When something new comes, a mail will tell you."), "success")
    return redirect(url_for("contacts.index"), 303)


@blueprint.route("/members/<handle>/contact", methods=["GET", "POST"])
@guard("contacts.ask", queries.find_to_ask)
def ask(profile: Profile) -> ResponseReturnValue:
    """Ask a member for contact."""
    form, member = AskForm(), profile.member
    handle = member.handle  # as it was when they showed themselves: it may change while they are asked
    if form.validate_on_submit():
        limits.count(actor(), Limit.CONTACTS)
        try:
            talk = operations.ask(actor=actor(), asked=member, words=form.words.data, known_as=handle)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if talk is not None:
                flash(_("They had asked you, too: you are in contact now."), "success")
                return redirect(url_for("contacts.conversation", conversation_id=talk.id), 303)
            flash(_("Your request is on its way."), "success")
            return redirect(url_for("contacts.index"), 303)
    limits.count_look(actor(), member)
    names = queries.shown_for(actor(), [member])
    page = render_template("contacts/ask.html", member=member, handle=handle, names=names, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/contacts/requests/<uuid:request_id>/accept")
@guard("contacts.accept", queries.find_received)
def accept(asked: ContactRequest) -> ResponseReturnValue:
    """Say yes."""
    talk = operations.accept(actor=actor(), request=asked)
    flash(_("You are in contact now. Here you can write to each other."), "success")
    return redirect(url_for("contacts.conversation", conversation_id=talk.id), 303)


@blueprint.post("/contacts/requests/<uuid:request_id>/decline")
@guard("contacts.decline", queries.find_received)
def decline(asked: ContactRequest) -> ResponseReturnValue:
    """Say no."""
    operations.decline(actor=actor(), request=asked)
    flash(_("You have declined. They can read that, and cannot ask again for 30 days."), "success")
    return redirect(url_for("contacts.index"), 303)


@blueprint.post("/contacts/requests/<uuid:request_id>/ignore")
@guard("contacts.ignore", queries.find_received)
def ignore(asked: ContactRequest) -> ResponseReturnValue:
    """Say nothing."""
    operations.ignore(actor=actor(), request=asked)
    flash(_("You will not see this request again. For them it goes on waiting."), "success")
    return redirect(url_for("contacts.index"), 303)


@blueprint.post("/contacts/requests/<uuid:request_id>/take-back")
@guard("contacts.take_back", queries.find_sent)
def take_back(asked: ContactRequest) -> ResponseReturnValue:
    """Take one's own request back."""
    operations.take_back(actor=actor(), request=asked)
    flash(_("Your contact request is taken back."), "success")
    return redirect(url_for("contacts.index"), 303)
