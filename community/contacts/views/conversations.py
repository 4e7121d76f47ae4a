"""Writing to each other."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.contacts import operations, queries
from community.contacts.forms import MessageForm
from community.contacts.models import Conversation, Message
from community.contacts.views.blueprint import blueprint
from community.i18n import _
from community.limits import hit
from community.members.limits import key_of
from community.members.models.blocks import has_blocked
from community.refusals import Refusal

# Nobody writes so much by hand.
MOST_MESSAGES = "60 per hour; 300 per day"


@blueprint.route("/contacts/<uuid:conversation_id>", methods=["GET", "POST"])
@guard("contacts.conversation", queries.find_conversation)
def conversation(talk: Conversation) -> ResponseReturnValue:
    """One conversation, the latest messages at the end, and below them the next one to write."""
    form = MessageForm()
    if form.validate_on_submit():
        hit("contact messages", key_of(actor()), MOST_MESSAGES)
        try:
            operations.write(actor=actor(), conversation=talk, words=form.words.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("contacts.conversation", conversation_id=talk.id) + "#write", 303)
    me, partner = actor(), queries.find_partner(actor(), talk)
    html = render_template(
        "contacts/conversation.html",
        talk=talk,
        partner=partner,
        names=queries.shown_for(me, [partner] if partner else []),
        is_open=queries.is_open(talk, partner),
        blocked=partner is not None and has_blocked(me.id, partner.id),
        page=queries.list_messages(me, talk, after=request.args.get("after")),
        form=form,
    )
    return html, 422 if form.errors else 200


@blueprint.post("/contacts/<uuid:conversation_id>/seen")
@guard("contacts.see", queries.find_conversation)
def see(talk: Conversation) -> ResponseReturnValue:
    """Open a conversation in which something is new: it is new no more."""
    operations.see(actor=actor(), conversation=talk)
    return redirect(url_for("contacts.conversation", conversation_id=talk.id) + "#write", 303)


@blueprint.post("/contacts/<uuid:conversation_id>/end")
@guard("contacts.end", queries.find_conversation)
def end(talk: Conversation) -> ResponseReturnValue:
    """End a conversation for both."""
    operations.end(actor=actor(), conversation=talk)
    flash(_("The conversation has ended: nobody can write in it any more."), "success")
    return redirect(url_for("contacts.conversation", conversation_id=talk.id), 303)


@blueprint.post("/contacts/<uuid:conversation_id>/delete")
@guard("contacts.delete", queries.find_conversation)
def delete(talk: Conversation) -> ResponseReturnValue:
    """Delete a conversation for oneself."""
    operations.delete_for_oneself(actor=actor(), conversation=talk)
    flash(_("The conversation is deleted for you."), "success")
    return redirect(url_for("contacts.index"), 303)


@blueprint.post("/contacts/messages/<uuid:message_id>/delete")
@guard("contacts.delete_message", queries.find_own_message)
def delete_message(message: Message) -> ResponseReturnValue:
    """Destroy one of one's own messages."""
    operations.delete_message(actor=actor(), message=message)
    flash(_("The words of your message are destroyed, for both of you."), "success")
    return redirect(url_for("contacts.conversation", conversation_id=message.conversation_id), 303)
