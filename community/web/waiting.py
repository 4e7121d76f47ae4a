"""What somebody is told who came too often."""

from werkzeug.exceptions import TooManyRequests

from community.i18n import Words, _, lazy

_TOO_OFTEN = lazy("There were too many attempts in a short time.")


class TooOften(TooManyRequests):
    """Somebody came too often. reason: what is said of it. advice: what is said of other ways."""

    def __init__(self, retry_after: int, reason: Words | None = None, advice: Words | None = None) -> None:
        super().__init__(str(advice) if advice else "", retry_after=retry_after)
        self.reason = str(reason or _TOO_OFTEN)


def explain(error: TooManyRequests) -> list[str]:
    """What somebody is told who came too often: why, and when to come back."""
    seconds = error.retry_after if isinstance(error.retry_after, int) else 60
    reason = error.reason if isinstance(error, TooOften) else str(_TOO_OFTEN)
    return [reason, str(_("Try again in %(time)s.", time=_about(seconds)))]


def _about(seconds: int) -> str:
    """A span of time as people say it, never less than it is."""
    minutes = -(-seconds // 60)
    if minutes <= 1:
        return str(_("a minute"))
    if minutes <= 90:
        return str(_("about %(minutes)d minutes", minutes=minutes))
    hours = -(-minutes // 60)
    return str(_("about %(hours)d hours", hours=hours))
