"""Writing notices and what members chose about them."""

from community.errands import Handler
from community.notifications.operations.notifying import notify, spread

# What is done after the answer, and who does it.
ERRANDS: dict[str, Handler] = {"notifications.spread": spread}

__all__ = ["ERRANDS", "notify", "spread"]
