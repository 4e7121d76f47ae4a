"""The description of the API (OpenAPI 3.0), made from the views themselves."""

import re
from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import current_app
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from community.access import guard
from community.config import Config
from community.endorsements.views.api import schemas
from community.endorsements.views.api.blueprint import answer, blueprint
from community.web.problems import MIMETYPE

_HAL = "application/json"
_PROBLEMS = {"400": "A parameter is wrong.", "429": "Too many questions from one network: see Retry-After."}
_ABOUT = (
    "Read only; nobody has to log in. Counts are some seconds old at most. Figures of countries, professions and "
    "languages move in large steps, so that no two of them differ by one person. Endorsements are those of people who "
    "chose to show a name; whoever withdraws is gone at once, so please ask again (with If-None-Match, which is cheap) "
    "before each use, and keep no copies of names. Where they fit, words are those of OSDI 1.2."
)


@blueprint.get("/openapi.json")
@guard("api.openapi")
def openapi() -> ResponseReturnValue:
    """This description."""
    config: Config = current_app.config["COMMUNITY"]
    return answer(_describe() | {"servers": [{"url": config.public_url}]})


@cache
def _describe() -> dict[str, Any]:
    spec = APISpec(
        title="Ripples",
        version="1.0.0",
        openapi_version="3.0.3",
        info={"description": _ABOUT},
        plugins=[MarshmallowPlugin(schema_name_resolver=_name)],
    )
    spec.components.schema("Problem", schema=schemas.Problem)
    for rule in current_app.url_map.iter_rules():
        if rule.endpoint.startswith(f"{blueprint.name}."):
            spec.path(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), operations={"get": _operation(rule.endpoint)})
    described: dict[str, Any] = spec.to_dict()
    return described


def _name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return str(kind.__name__)


def _operation(endpoint: str) -> dict[str, Any]:
    view = current_app.view_functions[endpoint]
    schema: type[Schema] | None = getattr(view, "answers", None)
    content = {_HAL: {"schema": schema or {"type": "object"}}}
    takes = [{"in": "query", "schema": view.takes}] if hasattr(view, "takes") else []
    return {
        "operationId": endpoint.partition(".")[2],
        "summary": (view.__doc__ or "").split("\n", maxsplit=1)[0],
        "parameters": [*takes, *_HEADERS],
        "responses": {
            "200": {"description": "The answer.", "headers": _ETAG, "content": content},
            "304": {"description": "What the asker has (If-None-Match) still holds."},
            **{
                code: {"description": words, "content": {MIMETYPE: {"schema": schemas.Problem}}}
                for code, words in _PROBLEMS.items()
            },
        },
    }


_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "The mark of this answer."}}
_HEADERS = [
    {"in": "header", "name": name, "schema": {"type": "string"}, "required": False, "description": words}
    for name, words in (
        ("If-None-Match", "The mark of the answer that the asker has."),
        ("Accept-Language", "en or ko, where the address names no language."),
    )
]
