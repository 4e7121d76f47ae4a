"""The application: settings, extensions, features, and the check that every endpoint is in the policy."""

from flask import Flask

import community.accounts.operations
import community.accounts.queries
import community.accounts.sessions
import community.contacts.operations
import community.decisions.operations
import community.discussions.operations
import community.endorsements.operations
import community.finding.operations
import community.groups.operations
import community.ledger.operations
import community.meetings.operations
import community.members.operations
import community.moderation.calling
import community.notifications.operations
import community.reports.operations
import community.tasks.operations
from community import counters, delivery, errands, i18n, jobs, keys, mail, replicas, workers
from community.access import require_complete_policy
from community.accounts import passwords
from community.commands import Commands
from community.config import Config, load_config
from community.db import db
from community.extensions import babel, csrf, limiter, login_manager
from community.features import DEVELOPMENT_MACHINES, DEVELOPMENT_PAGES, MACHINES, PAGES
from community.web import (
    caching,
    compiling,
    errors,
    headers,
    proxies,
    publishing,
    statics,
    templating,
    tracing,
    uploads,
)

UNDER_LANGUAGE = "/<any(" + ", ".join(i18n.LANGUAGES) + "):language>"


def create_app(config: Config | None = None) -> Flask:
    """Make the application.

    config: the settings; read from the environment where none are given.
    Raises ConfigurationError for unusable settings, UnguardedEndpoint where policy and endpoints disagree.
    """
    config = config or load_config()
    app = Flask("community", root_path=None, template_folder="../templates", static_folder="../static")
    app.cli = Commands()
    app.jinja_environment = compiling.Environment
    app.config.from_mapping(config.flask_settings())
    app.config["COMMUNITY"] = config
    app.config["DEVELOPMENT_PAGES"] = not config.production
    keys.init_app(app)
    passwords.init_app(app, _hashing(config))
    app.url_map.strict_slashes = False
    _bind_extensions(app)
    _register_features(app)
    require_complete_policy(app)
    _answer_before(app, config)
    return app


def _answer_before(app: Flask, config: Config) -> None:
    """What is asked before the application is, the outermost last."""
    replicas.init_app(app)
    statics.init_app(app)
    tracing.init_app(app)
    proxies.init_app(app)


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    babel.init_app(app, locale_selector=i18n.select_language)
    uploads.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app, add_context_processor=False)  # templates ask `viewer`, and not every one does
    login_manager.session_protection = None  # Tor circuits change address
    login_manager.user_loader(community.accounts.sessions.load_session)
    mail.init_app(app, community.accounts.queries.wants_discretion, community.notifications.operations.still_holds)
    i18n.init_app(app)
    caching.init_app(app)  # before the headers: what comes first is asked last, when they say who may keep an answer
    headers.init_app(app)
    publishing.init_app(app)
    errors.init_app(app)
    templating.init_app(app)
    _bind_jobs(app)


def _bind_jobs(app: Flask) -> None:
    errands.init_app(
        app,
        community.accounts.operations.ERRANDS
        | community.contacts.operations.ERRANDS
        | community.endorsements.operations.ERRANDS
        | community.finding.operations.ERRANDS
        | community.groups.operations.ERRANDS
        | community.notifications.operations.ERRANDS,
    )
    jobs.init_app(
        app,
        on_demand=[
            [
                errands.run_due_errands,
                community.notifications.operations.mail_due,
                community.endorsements.operations.look_around,
                community.endorsements.operations.carry_on_bulk,
                community.ledger.operations.seal_all,
            ],
            [delivery.deliver_due],
        ],
        every_minute=[community.decisions.operations.close_due, community.ledger.operations.sign_checkpoint],
        every_hour=_hourly_jobs(),
    )


def _hourly_jobs() -> list[jobs.Job]:
    return [
        community.accounts.operations.forget_unconfirmed,
        community.accounts.operations.forget_sessions,
        community.accounts.operations.forget_events,
        community.accounts.operations.forget_links,
        community.accounts.operations.forget_copies,
        community.accounts.operations.delete_closed,
        community.accounts.operations.forget_challenges,
        community.members.operations.forget_retired,
        community.contacts.operations.forget_old,
        community.discussions.operations.forget_removed,
        community.endorsements.operations.forget_unconfirmed,
        community.endorsements.operations.forget_arrivals,
        community.endorsements.operations.forget_unstarted,
        community.endorsements.operations.remind_waiting,
        community.finding.operations.forget_gone,
        community.groups.operations.follow_silent,
        community.groups.operations.let_strays_go,
        community.groups.operations.forget_answers,
        community.groups.operations.forget_notes,
        community.groups.operations.forget_invitations,
        community.groups.operations.forget_proposals,
        community.reports.operations.forget_settled,
        community.decisions.operations.remind_closing,
        community.tasks.operations.remind_due,
        community.members.operations.forget_reached_limits,
        community.moderation.calling.call_again,
        community.meetings.operations.remind,
        community.notifications.operations.forget_old,
        counters.forget_counts,
        mail.forget_dead,
        errands.forget_dead,
        workers.forget_gone,
    ]


def _hashing(config: Config) -> passwords.Hashing:
    return passwords.Hashing(
        time=config.argon2_time,
        memory=config.argon2_memory,
        parallelism=config.argon2_parallelism,
        at_once=config.argon2_at_once,
    )


def _register_features(app: Flask) -> None:
    development = app.config["DEVELOPMENT_PAGES"]
    pages = [*PAGES, *((blueprint, "") for blueprint in DEVELOPMENT_PAGES if development)]
    for blueprint, prefix in pages:
        app.register_blueprint(blueprint, url_prefix=UNDER_LANGUAGE + prefix)
    for blueprint in (*MACHINES, *(DEVELOPMENT_MACHINES if development else ())):
        app.register_blueprint(blueprint)
