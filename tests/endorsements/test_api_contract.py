"""The manners of the API: errors, limits, other sites' scripts, and the description that it gives of itself."""

import pytest
from flask import current_app
from marshmallow import RAISE

from community.endorsements.views.api import schemas
from community.i18n import LANGUAGES
from tests.apps import another_app
from tests.endorsements.factories import EndorsementFactory
from tests.pages import PageClient

PROBLEM = "application/problem+json"
WRONG = [
    ("/endorsements?commitment=8", "commitment"),
    ("/endorsements?commitment=x", "commitment"),
    ("/endorsements?country=Korea", "country"),
    ("/endorsements?profession=teacher", "profession"),
    ("/endorsements?written_in=fr", "written_in"),
    ("/endorsements?per_page=0", "per_page"),
    ("/endorsements?per_page=101", "per_page"),
    ("/endorsements?per_page=" + "9" * 30, "per_page"),
    ("/endorsements?after=", "after"),
    ("/endorsements?after=forged", "after"),
    ("/endorsements?email=haru@example.org", "email"),
    ("/counts?language=fr", "language"),
    ("/counts?commitment=3", "commitment"),
    ("/declaration?_external=1", "_external"),
]


@pytest.fixture
def description(client):
    """What the API says of itself."""
    return client.get("/api/v1/openapi.json").response.json


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("path", "parameter"), WRONG)
def test_a_wrong_parameter_gets_a_clear_sentence(client, path, parameter, language):
    response = client.get(f"/api/v1{path}", headers={"Accept-Language": language}).response
    assert (response.status_code, response.mimetype) == (400, PROBLEM)
    said = schemas.Problem().load(response.json, unknown=RAISE)
    assert list(said["errors"]) == [parameter]
    assert said["errors"][parameter].endswith(".")
    assert said["detail"] == said["errors"][parameter]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "/nothing", 404), ("GET", "/endorsements/1", 404), ("POST", "/counts", 405), ("DELETE", "/counts", 405)],
)
def test_what_is_not_there_is_told_to_programs(client, method, path, code):
    response = client._client.open(f"/api/v1{path}", method=method)
    assert (response.status_code, response.mimetype) == (code, PROBLEM)
    schemas.Problem().load(response.json, unknown=RAISE)
    assert ("Allow" in response.headers) is (code == 405)


def test_what_breaks_is_told_to_programs_without_saying_what(app, monkeypatch):
    def fail(**values):
        raise ZeroDivisionError("secret")

    with another_app(app) as other:
        monkeypatch.setitem(other.view_functions, "api.counts", fail)
        response = PageClient(other).get("/api/v1/counts").response
    assert (response.status_code, response.mimetype) == (500, PROBLEM)
    assert "secret" not in response.text


def test_one_network_asks_only_so_often(app):
    with another_app(app, LIMITS="on", LIMITS_URL="memory://") as limited:
        client = PageClient(limited)
        answers = [client.get("/api/v1").response for _ in range(121)]
        assert [answer.status_code for answer in answers] == [200] * 120 + [429]
        last = answers[-1]
        assert last.mimetype == PROBLEM
        assert 1 <= int(last.headers["Retry-After"]) <= 60
        assert "Retry-After" in last.headers["Access-Control-Expose-Headers"]
        assert client._client.options("/api/v1").status_code == 200
        assert client.get("/embed/en/count").status == 200


def test_scripts_of_other_sites_may_ask_with_a_mark(client):
    asked = {"Origin": "https://other.example", "Access-Control-Request-Headers": "if-none-match"}
    response = client._client.options("/api/v1/counts", headers=asked)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "POST" not in response.headers["Access-Control-Allow-Methods"]


def test_every_address_of_the_api_is_described(description):
    rules = {rule.rule for rule in current_app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    assert set(description["paths"]) == rules
    operations = [path["get"] for path in description["paths"].values()]
    assert all(operation["summary"].endswith(".") for operation in operations)
    assert len({operation["operationId"] for operation in operations}) == len(operations)


def test_the_description_has_the_form_that_openapi_asks_for(description):
    assert description["openapi"].startswith("3.0.")
    assert {"title", "version", "description"} <= set(description["info"])
    assert description["servers"] == [{"url": "http://localhost"}]
    known = description["components"]["schemas"]
    for reference in references_in(description):
        assert reference.removeprefix("#/components/schemas/") in known, reference
    for path in description["paths"].values():
        for parameter in path["get"]["parameters"]:
            assert {"in", "name", "schema"} <= set(parameter)
        assert {"200", "304", "400", "429"} <= set(path["get"]["responses"])


def references_in(part):
    """Every `$ref` in a part of the description."""
    if isinstance(part, dict):
        yield from [part["$ref"]] if "$ref" in part else []
        for value in part.values():
            yield from references_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from references_in(value)


@pytest.mark.parametrize("endpoint", ["index", "declaration", "commitments", "counts", "endorsements"])
def test_answers_are_what_is_described(client, description, endpoint):
    EndorsementFactory(pledges={1: "I teach.", 2: None}, country="KR", profession_group="2")
    EndorsementFactory.create_batch(19, country="KR", profession_group="2")
    view = current_app.view_functions[f"api.{endpoint}"]
    (path,) = [path for path, said in description["paths"].items() if said["get"]["operationId"] == endpoint]
    query = "?per_page=2" if endpoint == "endorsements" else ""
    said = client.get(path + query).response.json
    assert view.answers(unknown=RAISE).validate(said) == {}
    reference = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    assert reference.endswith(f"/{view.answers.__name__}")
    assert set(description["components"]["schemas"][view.answers.__name__]["properties"]) == set(said)


def test_control_an_answer_with_more_than_is_described_is_found():
    assert schemas.Figure(unknown=RAISE).validate({"key": "KR", "count": 10, "email": "haru@example.org"})


def test_every_parameter_that_is_described_is_taken(client, description):
    (operation,) = [p["get"] for p in description["paths"].values() if p["get"]["operationId"] == "endorsements"]
    taken = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
    assert taken == {"language", "commitment", "country", "profession", "written_in", "per_page", "after"}
