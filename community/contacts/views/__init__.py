"""The pages of contacts."""

from community.contacts.views import blocking, conversations, requests, settings
from community.contacts.views.blueprint import blueprint

__all__ = ["blocking", "blueprint", "conversations", "requests", "settings"]
