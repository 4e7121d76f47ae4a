"""What answers of the API look like. They are written by these schemas, and so is their description."""

from typing import Any

from marshmallow import Schema, fields

from community.i18n import LANGUAGES


def _said(description: str, example: Any = None) -> dict[str, Any]:
    return {"metadata": {"description": description} | ({} if example is None else {"example": example})}


class Link(Schema):
    """Where something is (HAL)."""

    href = fields.Url(required=True, require_tld=False)
    title = fields.String()
    templated = fields.Boolean()
    name = fields.String()


_LINK = fields.Nested(Link, required=True)
_CURIES = fields.List(fields.Nested(Link), required=True)

InLanguages = Schema.from_dict({code: fields.String(required=True) for code in LANGUAGES}, name="InLanguages")


class Version(Schema):
    """The text of the declaration as it was from one day on."""

    digest = fields.String(required=True, **_said("SHA-256 of the text in all its languages, hexadecimal."))
    published_date = fields.Date(required=True)
    current = fields.Boolean(required=True)


class EntryPoint(Schema):
    """Where programs begin (OSDI: API Entry Point)."""

    motd = fields.String(required=True)
    vendor_name = fields.String(required=True)
    product_name = fields.String(required=True)
    osdi_version = fields.String(required=True)
    namespace = fields.String(required=True)
    max_pagesize = fields.Integer(required=True)
    links = fields.Nested(
        Schema.from_dict(
            {
                "self": _LINK,
                "curies": _CURIES,
                "osdi:petition": _LINK,
                "osdi:signatures": _LINK,
                "ripples:commitments": _LINK,
                "ripples:counts": _LINK,
                "ripples:checkpoint": _LINK,
                "service-desc": _LINK,
                "docs": _LINK,
            },
            name="EntryPointLinks",
        ),
        required=True,
        data_key="_links",
    )


class Declaration(Schema):
    """The declaration (OSDI: Petition)."""

    identifiers = fields.List(fields.String(), required=True)
    origin_system = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True, **_said("In the language of the answer."))
    summary = fields.String(required=True)
    petition_text = fields.String(required=True)
    titles = fields.Nested(InLanguages, required=True)
    created_date = fields.Date(required=True, **_said("The day on which the declaration was adopted."))
    browser_url = fields.Url(required=True, require_tld=False)
    total_signatures = fields.Integer(required=True, **_said("How many endorsements count at this moment."))
    versions = fields.List(fields.Nested(Version), required=True, **_said("The newest first."))
    links = fields.Nested(
        Schema.from_dict({"self": _LINK, "curies": _CURIES, "osdi:signatures": _LINK}, name="DeclarationLinks"),
        required=True,
        data_key="_links",
    )


class Commitment(Schema):
    """One of the seven commitments, and how many take it on."""

    number = fields.Integer(required=True)
    text = fields.Nested(InLanguages, required=True)
    count = fields.Integer(required=True)
    browser_url = fields.Url(required=True, require_tld=False)


class Commitments(Schema):
    """The seven commitments."""

    commitments = fields.List(fields.Nested(Commitment), required=True)


class Figure(Schema):
    """How many of one kind there are."""

    key = fields.String(required=True)
    count = fields.Integer(required=True)


class CommitmentFigure(Schema):
    """How many take a commitment on."""

    number = fields.Integer(required=True)
    count = fields.Integer(required=True)


class Checkpoint(Schema):
    """A signed state of the ledger."""

    size = fields.Integer(required=True, **_said("How many entries it holds."))
    root = fields.String(required=True, **_said("The root of the tree (RFC 6962), hexadecimal."))
    created_at = fields.AwareDateTime(required=True)


class Ledger(Schema):
    """What the counts stand on."""

    entries = fields.Integer(required=True, **_said("How many entries of the ledger are counted."))
    checkpoint = fields.Nested(
        Checkpoint, required=True, allow_none=True, **_said("The last signed one; up to a minute behind the counts.")
    )


class Counts(Schema):
    """All public counts. Groups of people have figures that move in large steps, and none where they are small."""

    total = fields.Integer(required=True)
    commitments = fields.List(fields.Nested(CommitmentFigure), required=True)
    countries = fields.List(fields.Nested(Figure), required=True, **_said("By ISO 3166-1 code."))
    professions = fields.List(fields.Nested(Figure), required=True, **_said("By major group of ISCO-08."))
    languages = fields.List(fields.Nested(Figure), required=True, **_said("By the language they endorsed in."))
    ledger = fields.Nested(Ledger, required=True)


class Pledged(Schema):
    """A commitment that somebody takes on, with what they will do."""

    number = fields.Integer(required=True)
    pledge = fields.String(required=True, allow_none=True)


class Endorsement(Schema):
    """The endorsement of somebody who shows a name (OSDI: Signature), just as the public list shows it."""

    identifiers = fields.List(fields.String(), required=True, **_said("The same as long as the name is."))
    origin_system = fields.String(required=True)
    created_date = fields.Date(required=True, **_said("The day. The time of day is not told."))
    name = fields.String(required=True)
    affiliation = fields.String(required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)
    profession = fields.String(required=True, allow_none=True, **_said("Major group of ISCO-08."))
    language = fields.String(required=True, **_said("The language of the pledges."))
    version = fields.String(required=True, **_said("The digest of the text of the declaration that was endorsed."))
    commitments = fields.List(fields.Nested(Pledged), required=True)


class Endorsements(Schema):
    """A page of those who show their name, the newest first. How many there are in all is not counted."""

    per_page = fields.Integer(required=True)
    embedded = fields.Nested(
        Schema.from_dict(
            {"osdi:signatures": fields.List(fields.Nested(Endorsement), required=True)}, name="EmbeddedEndorsements"
        ),
        required=True,
        data_key="_embedded",
    )
    links = fields.Nested(
        Schema.from_dict(
            {"self": _LINK, "curies": _CURIES, "osdi:petition": _LINK, "next": fields.Nested(Link)},
            name="EndorsementsLinks",
        ),
        required=True,
        data_key="_links",
    )


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(required=True)
    status = fields.Integer(required=True)
    title = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.String(), **_said("What is wrong, by parameter."))
