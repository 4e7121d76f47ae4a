"""The form of a vouch."""

from community.forms import BaseForm, LongText, length
from community.i18n import lazy
from community.vouching.models import NOTE_LENGTH


class VouchForm(BaseForm):
    """Vouching for somebody."""

    note = LongText(
        lazy("Note for moderators"),
        [length(0, NOTE_LENGTH)],
        description=lazy(
            "How you know each other, if you like. Only moderators read it; it is kept encrypted, and gone when you"
            " take the vouch back. Never write names of people in North Korea."
        ),
        render_kw={"rows": 4},
    )
