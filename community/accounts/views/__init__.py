"""The pages of accounts."""

from community.accounts.views import entering, factors, joining, proving, recovering, security
from community.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "entering", "factors", "joining", "proving", "recovering", "security"]
