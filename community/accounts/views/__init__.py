"""The pages of accounts."""

from community.accounts.views import entering, factors, joining, privacy, proving, recovering, second_step, security
from community.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "entering", "factors", "joining", "privacy", "proving", "recovering", "second_step", "security"]
