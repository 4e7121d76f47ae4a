"""The table of contents: every feature's pages and the address they live under."""

from flask import Blueprint

import community.accounts.views
import community.announcements.views
import community.contacts.views
import community.decisions.views
import community.declaration.views
import community.discussions.views
import community.endorsements.listeners
import community.endorsements.views
import community.endorsements.views.api
import community.endorsements.views.embeds
import community.endorsements.views.pictures
import community.endorsements.views.share
import community.exports.views
import community.finding.views
import community.groups.views
import community.home.mailbox
import community.home.styleguide
import community.home.views
import community.ledger.views
import community.ledger.views.downloads
import community.library.views
import community.meetings.views
import community.meetings.views.calendars
import community.members.views
import community.moderation.views
import community.moderation.views.looked
import community.notifications.views
import community.reports.views
import community.tasks.views
import community.vouching.views
import community.watching.machines

# Lower features first: a later one may import an earlier one, never the other way round.
PAGES: tuple[tuple[Blueprint, str], ...] = (
    (community.accounts.views.blueprint, ""),
    (community.members.views.blueprint, ""),
    (community.reports.views.blueprint, ""),
    (community.vouching.views.blueprint, ""),
    (community.contacts.views.blueprint, ""),
    (community.declaration.views.blueprint, "/declaration"),
    (community.ledger.views.blueprint, ""),
    (community.endorsements.views.blueprint, ""),
    (community.groups.views.blueprint, "/groups"),
    (community.finding.views.blueprint, "/groups"),
    (community.notifications.views.blueprint, ""),
    (community.announcements.views.blueprint, "/groups"),
    (community.discussions.views.blueprint, "/groups"),
    (community.tasks.views.blueprint, "/groups"),
    (community.decisions.views.blueprint, "/groups"),
    (community.meetings.views.blueprint, "/groups"),
    (community.library.views.blueprint, "/groups"),
    (community.moderation.views.blueprint, "/admin"),
    (community.moderation.views.looked.blueprint, ""),
    (community.exports.views.blueprint, "/admin/exports"),
    (community.home.views.blueprint, ""),
)
# What machines ask for lives under no language.
MACHINES: tuple[Blueprint, ...] = (
    community.ledger.views.downloads.blueprint,
    community.watching.machines.blueprint,
    community.meetings.views.calendars.blueprint,
    community.endorsements.views.api.blueprint,
    community.endorsements.views.embeds.blueprint,
    community.endorsements.views.pictures.blueprint,
    community.endorsements.views.share.blueprint,
)

# On a developer's machine only.
DEVELOPMENT_PAGES: tuple[Blueprint, ...] = (community.home.styleguide.blueprint,)
DEVELOPMENT_MACHINES: tuple[Blueprint, ...] = (community.home.mailbox.blueprint,)
