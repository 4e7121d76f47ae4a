"""The pages of contacts."""

from community.contacts.views import blocking, conversations, reporting, requests, settings
from community.contacts.views.blueprint import blueprint

__all__ = ["blocking", "blueprint", "conversations", "reporting", "requests", "settings"]
