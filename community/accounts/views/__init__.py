"""The pages of accounts."""

from community.accounts.views import (
    data,
    entering,
    factors,
    joining,
    passkeys,
    privacy,
    proving,
    readdressing,
    recovering,
    second_step,
    security,
)
from community.accounts.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "data",
    "entering",
    "factors",
    "joining",
    "passkeys",
    "privacy",
    "proving",
    "readdressing",
    "recovering",
    "second_step",
    "security",
]
