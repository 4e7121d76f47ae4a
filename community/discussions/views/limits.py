"""How much one member writes in discussions: far more than anybody does by hand."""

from werkzeug.exceptions import TooManyRequests

from community.access import actor
from community.forms import BaseForm
from community.limits import hit
from community.members.limits import key_of

MOST_POSTS = "40 per hour; 100 per day"


def may_write(form: BaseForm) -> bool:
    """Count a post; where it was too often, the form says so, so that what was typed is not lost."""
    try:
        hit("discussion posts", key_of(actor()), MOST_POSTS)
    except TooManyRequests as error:
        form.send_away(error)
        return False
    return True
