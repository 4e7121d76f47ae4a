"""What machines ask: whether the process lives, and whether it can serve."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from community.access import guard
from community.db import db

blueprint = Blueprint("machines", __name__)


@blueprint.get("/healthz")
@guard("machines.healthz")
def healthz() -> ResponseReturnValue:
    """Whether the process answers; it asks nobody else."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@guard("machines.readyz")
def readyz() -> ResponseReturnValue:
    """Whether pages can be served: the database answers and has the tables of this release."""
    reason = _reason_against_serving()
    return Response(f"{reason or 'ready'}\n", status=503 if reason else 200, mimetype="text/plain")


def _reason_against_serving() -> str | None:
    try:
        with db.engine.connect() as connection:
            present = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError:
        current_app.logger.exception("The database does not answer")
        return "The database does not answer."
    wanted = set(ScriptDirectory(current_app.extensions["migrate"].directory).get_heads())
    return None if present == wanted else "The database needs `flask db upgrade`."
