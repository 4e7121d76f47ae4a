"""The page of the ledger, and its downloads."""

from community.ledger.views import downloads, pages
from community.ledger.views.blueprint import blueprint

__all__ = ["blueprint", "downloads", "pages"]
