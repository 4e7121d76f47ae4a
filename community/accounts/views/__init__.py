"""The pages of accounts."""

from community.accounts.views import entering, joining, proving, recovering, security
from community.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "entering", "joining", "proving", "recovering", "security"]
