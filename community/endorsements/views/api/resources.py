"""What programs can read: the declaration, its commitments, the counts, the public list."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import request
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from community.access import guard
from community.declaration.queries import describe_version, list_versions
from community.declaration.texts import COMMITMENTS, NAME, current_digest, text
from community.endorsements import queries
from community.endorsements.public_ids import endorsement_urn
from community.endorsements.queries import Filters, PublicEndorsement
from community.endorsements.views.api import schemas
from community.endorsements.views.api.asking import MOST_ON_A_PAGE, BadParameters, ListParameters, Parameters, read
from community.endorsements.views.api.blueprint import answer, blueprint
from community.i18n import LANGUAGES, _, current_language, lazy
from community.ledger.queries import find_checkpoint, head_size
from community.web.publishing import public_url

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

SYSTEM = "Ripples"
_NO_CURSOR = lazy("This leads nowhere: it was made for another list, or has been changed. Begin without it.")
_ATTEMPTS = 5  # at reading all counts of one moment
_NAMESPACE = "ripples"
_CURIES = [
    {"name": "osdi", "href": "https://opensupporter.github.io/osdi-docs/{rel}.html", "templated": True},
]


def answers(schema: type[Schema], parameters: type[Parameters] = Parameters) -> Callable[[View], View]:
    """Note what a view answers and takes, for the description of the API."""

    def note(view: View) -> View:
        view.answers, view.takes = schema, parameters  # type: ignore[attr-defined]
        return view

    return note


@blueprint.get("")
@answers(schemas.EntryPoint)
@guard("api.index")
def index() -> ResponseReturnValue:
    """Where programs begin: everything else can be reached from its links."""
    read(Parameters(), request.args)
    checkpoint = {"href": public_url("downloads.checkpoint")}
    said = {
        "motd": str(_("Everything here is public and read only. Who withdraws is gone from it at once.")),
        "vendor_name": SYSTEM,
        "product_name": SYSTEM,
        "osdi_version": "1.2.0",
        "namespace": _NAMESPACE,
        "max_pagesize": MOST_ON_A_PAGE,
        "links": {
            **_links("api.index"),
            "osdi:petition": _link("api.declaration", text(current_language()).title),
            "osdi:signatures": _link("api.endorsements", str(_("Those who show their name"))),
            "ripples:commitments": _link("api.commitments", str(_("The seven commitments"))),
            "ripples:counts": _link("api.counts", str(_("All counts"))),
            "ripples:checkpoint": checkpoint | {"title": str(_("The last checkpoint of the ledger"))},
            "service-desc": _link("api.openapi", "OpenAPI"),
            "docs": {"href": public_url("endorsements.embed", language=current_language())},
        },
    }
    return answer(schemas.EntryPoint().dump(said))


@blueprint.get("/declaration")
@answers(schemas.Declaration)
@guard("api.declaration")
def declaration() -> ResponseReturnValue:
    """The declaration with its count and the versions of its text."""
    read(Parameters(), request.args)
    own, in_force = text(current_language()), current_digest()
    said = {
        "identifiers": [f"{_NAMESPACE}:{NAME}"],
        "origin_system": SYSTEM,
        "name": NAME,
        "title": own.title,
        "summary": own.opening,
        "petition_text": "\n\n".join(_whole_text(own.language)),
        "titles": {code: text(code).title for code in LANGUAGES},
        "created_date": own.adopted,
        "browser_url": public_url("declaration.read", language=own.language),
        "total_signatures": queries.count_endorsers(),
        "versions": [
            {"digest": version.digest, "published_date": version.published_at, "current": version.digest == in_force}
            for version in list_versions()
        ],
        "links": _links("api.declaration") | {"osdi:signatures": _link("api.endorsements")},
    }
    return answer(schemas.Declaration().dump(said))


@blueprint.get("/commitments")
@answers(schemas.Commitments)
@guard("api.commitments")
def commitments() -> ResponseReturnValue:
    """The seven commitments in both languages, and how many take each on."""
    read(Parameters(), request.args)
    counts = dict(zip(COMMITMENTS, queries.counts_by_commitment(), strict=True))
    said = [
        {
            "number": number,
            "text": {code: text(code).commitment(number) for code in LANGUAGES},
            "count": count,
            "browser_url": public_url("declaration.commitment", language=current_language(), number=number),
        }
        for number, count in counts.items()
    ]
    return answer(schemas.Commitments().dump({"commitments": said}))


@blueprint.get("/counts")
@answers(schemas.Counts)
@guard("api.counts")
def counts() -> ResponseReturnValue:
    """All public counts, and the state of the ledger that they stand on."""
    read(Parameters(), request.args)
    for _attempt in range(_ATTEMPTS):
        entries, said = head_size(), _count_all()
        if head_size() == entries:  # nothing was sealed meanwhile: the counts are those of these entries
            break
    return answer(schemas.Counts().dump(said | {"ledger": {"entries": entries, "checkpoint": _last_checkpoint()}}))


@blueprint.get("/endorsements")
@answers(schemas.Endorsements, ListParameters)
@guard("api.endorsements")
def endorsements() -> ResponseReturnValue:
    """Those who show their name, the newest first, a page at a time. Follow the link `next` while there is one."""
    asked = read(ListParameters(), request.args)
    size, after = asked["per_page"], asked.get("after")
    if after and not queries.is_cursor_of_list(after):
        raise BadParameters({"after": _NO_CURSOR})
    filters = Filters(asked.get("commitment"), asked.get("country"), asked.get("profession"), asked.get("written_in"))
    page = queries.list_endorsements(after, size=size, filters=filters)
    links = _links("api.endorsements", **request.args) | {"osdi:petition": _link("api.declaration")}
    if page.next:
        following = request.args.to_dict() | {"after": page.next}
        links["next"] = {"href": public_url("api.endorsements", **following)}
    signatures = [_tell(endorsement) for endorsement in page.items]
    said = schemas.Endorsements().dump({"per_page": size, "embedded": {"osdi:signatures": signatures}, "links": links})
    # Cursors are sealed anew each time: what is the same is known by what is on the page.
    known_by = [said["_embedded"], said["per_page"], bool(page.next), current_language()]
    return answer(said, etag=hashlib.sha256(json.dumps(known_by).encode()).hexdigest()[:32])


def _count_all() -> dict[str, Any]:
    told = queries.read_figures()
    commitments = zip(COMMITMENTS, told.by_commitment, strict=True)
    return {
        "total": told.total,
        "commitments": [{"number": number, "count": count} for number, count in commitments],
        "countries": _figures(told.countries),
        "professions": _figures(told.professions),
        "languages": _figures(told.languages),
    }


def _last_checkpoint() -> dict[str, Any] | None:
    last = find_checkpoint()
    return {"size": last.size, "root": last.root.hex(), "created_at": last.created_at} if last else None


def _tell(endorsement: PublicEndorsement) -> dict[str, Any]:
    return {
        "identifiers": [endorsement_urn(endorsement.id, endorsement.name)],
        "origin_system": SYSTEM,
        "created_date": endorsement.confirmed_at.date(),
        "name": endorsement.name,
        "affiliation": endorsement.affiliation,
        "country": endorsement.country,
        "profession": endorsement.profession,
        "language": endorsement.language,
        "version": describe_version(endorsement.version_id).digest,
        "commitments": [{"number": number, "pledge": pledge} for number, pledge in endorsement.commitments.items()],
    }


def _whole_text(language: str) -> list[str]:
    own = text(language)
    numbered = [f"{number}. {own.commitment(number)}" for number in COMMITMENTS]
    return [own.opening, *own.preamble, *filter(None, [own.call]), *numbered, *own.closing, own.motto]


def _figures(figures: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"key": key, "count": count} for key, count in figures]


def _links(endpoint: str, **values: str) -> dict[str, Any]:
    return {"self": _link(endpoint, **values), "curies": _CURIES}


def _link(endpoint: str, title: str | None = None, **values: str) -> dict[str, Any]:
    return {"href": public_url(endpoint, **values)} | ({"title": title} if title else {})
