"""Bare twins of our pages: a plain Flask application that does only what cannot be avoided, on the same database.

Each has the same rows by one query through a plain loop, without design, translation, access or protection but what is
named here. Served by gunicorn as `tests.benchmarks.twins:create_twins()`; TWINS_DATABASE_URL is the database.
"""

import hmac
import os
import secrets
import threading
import uuid

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask, abort, redirect, render_template_string, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

import community.db  # noqa: F401  (SQLite opens and begins as it does for us)
from community.declaration.texts import text

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
<ul>{% for row in rows %}<li>{% for value in row %}<span>{{ value }}</span>{% endfor %}</li>{% endfor %}</ul>
</body></html>"""
QUERIES = {
    "landing": """
        SELECT * FROM (SELECT slug, name_en, purpose_en, 0 AS number FROM working_group
                       WHERE visibility = 'public' AND state = 'active'
                       ORDER BY created_at DESC, id DESC LIMIT 6) AS found
        UNION ALL SELECT kind, key, '', shown FROM endorsement_tally WHERE kind IN ('all', 'commitment')""",
    "list": """
        SELECT e.name, e.country, e.affiliation, e.profession_group, e.taken_on, e.language, e.confirmed_at, p.text
        FROM (SELECT * FROM endorsement WHERE state = 'counted' AND shown = 'named'
              ORDER BY confirmed_at DESC, id DESC LIMIT 24) AS e
        LEFT JOIN pledge AS p ON p.endorsement_id = e.id""",
    "fifty": """
        SELECT name, country, affiliation, confirmed_at FROM endorsement WHERE state = 'counted' AND shown = 'named'
        ORDER BY confirmed_at DESC, id DESC LIMIT 50""",
    "directory": """
        SELECT m.handle, m.display_name, p.profession, p.skills, p.bio, p.country, p.city, p.languages,
               p.offers, p.links
        FROM (SELECT member_id FROM directory_entry ORDER BY position LIMIT 24) AS d
        JOIN member AS m ON m.id = d.member_id JOIN profile AS p ON p.member_id = m.id""",
    "groups": """
        SELECT g.slug, g.name_en, g.purpose_en, g.join_policy, g.professions,
               (SELECT count(*) FROM membership AS s WHERE s.group_id = g.id AND s.state = 'active')
        FROM working_group AS g WHERE g.visibility = 'public' AND g.state = 'active'
        ORDER BY g.created_at DESC, g.id DESC LIMIT 24""",
    "group": """
        SELECT g.name_en, g.purpose_en, g.join_policy, m.handle, m.display_name, s.joined_at
        FROM working_group AS g JOIN membership AS s ON s.group_id = g.id AND s.state = 'active'
        JOIN member AS m ON m.id = s.member_id
        WHERE g.slug = 'professions' AND s.role = 'coordinator'""",
}
TABLE = """
    CREATE TABLE IF NOT EXISTS twin_endorsement (id VARCHAR(32) PRIMARY KEY, email VARCHAR(254) UNIQUE NOT NULL,
        name VARCHAR(80), country VARCHAR(2), commitments VARCHAR(40), pledge VARCHAR(280))"""
INSERT = sa.text("INSERT INTO twin_endorsement VALUES (:id, :email, :name, :country, :commitments, :pledge)")
PASSWORD = "small ripples, tidal wave"
AT_ONCE = 1  # passwords that are computed at the same moment, as deploy/settings.env has it


def create_twins() -> Flask:
    """Make the application."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="a secret of the twins, as long as ours are", SESSION_COOKIE_SAMESITE="Lax")
    engine = sa.create_engine(os.environ["TWINS_DATABASE_URL"], pool_size=8)
    _add_pages(app, engine)
    _add_form(app, engine)
    _add_password(app)
    return app


def _add_pages(app: Flask, engine: sa.Engine) -> None:
    @app.get("/healthz")
    def empty() -> ResponseReturnValue:
        return "ok\n"

    @app.get("/declaration")
    def declaration() -> ResponseReturnValue:
        own = text("en")
        rows = [[part] for part in (own.opening, *own.preamble, own.call, *own.commitments, *own.closing, own.motto)]
        return render_template_string(PAGE, title=own.title, rows=rows)

    def page(name: str) -> ResponseReturnValue:
        with engine.connect() as connection:
            return render_template_string(PAGE, title=name, rows=connection.execute(statements[name]).all())

    statements = {name: sa.text(query) for name, query in QUERIES.items()}
    for name in statements:
        app.add_url_rule(f"/{name}", name, page, defaults={"name": name})


def _add_form(app: Flask, engine: sa.Engine) -> None:
    @app.get("/endorse")
    def form() -> ResponseReturnValue:
        token = session.setdefault("csrf_token", secrets.token_hex(20))
        return f'<form method="post"><input type="hidden" name="csrf_token" value="{token}"></form>'

    @app.post("/endorse")
    def endorse() -> ResponseReturnValue:
        if not hmac.compare_digest(request.form["csrf_token"], session.get("csrf_token", "")):
            abort(400)
        fields = {name: request.form[name] for name in ("email", "name", "country")}
        fields |= {"commitments": ",".join(request.form.getlist("commitments")), "pledge": request.form["pledge_1"]}
        try:
            with engine.connect().execution_options(writes=True) as connection, connection.begin():
                connection.execute(INSERT, {"id": uuid.uuid4().hex, **fields})
        except IntegrityError:
            abort(422)
        return redirect("/endorse", 303)

    with engine.begin() as connection:
        connection.execute(sa.text(TABLE))
    engine.dispose()


def _add_password(app: Flask) -> None:
    hasher = PasswordHasher(time_cost=3, memory_cost=46 * 1024, parallelism=1)
    kept, places = hasher.hash(PASSWORD), threading.BoundedSemaphore(AT_ONCE)

    @app.get("/password")
    def password() -> ResponseReturnValue:
        with places:
            hasher.verify(kept, PASSWORD)
        return "ok\n"
