"""The pages of the declaration."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.access import guard, viewer
from community.declaration.models import DeclarationVersion
from community.declaration.panels import list_panels
from community.declaration.queries import describe_version, find_commitment, find_version
from community.declaration.texts import COMMITMENTS, Text, current_digest, text, texts_of
from community.i18n import LANGUAGES, current_language

blueprint = Blueprint("declaration", __name__)


@blueprint.get("")
@guard("declaration.read")
def read() -> ResponseReturnValue:
    """The text, in the page's language or in both side by side."""
    own, *others = _texts()
    texts = [own, *others] if request.args.get("view") == "both" else [own]
    return render_template("declaration/read.html", texts=texts, version=current_digest()[:12])


@blueprint.get("/commitments/<int:number>")
@guard("declaration.commitment", find_commitment)
def commitment(number: int) -> ResponseReturnValue:
    """One commitment, and what stands behind it."""
    return render_template(
        "declaration/commitment.html",
        number=number,
        texts=_texts(),
        previous=number - 1 if number - 1 in COMMITMENTS else None,
        following=number + 1 if number + 1 in COMMITMENTS else None,
        panels=list_panels(number, viewer(), request.args.get("after")),
    )


@blueprint.get("/versions/<digest>")
@guard("declaration.version", find_version)
def version(version: DeclarationVersion) -> ResponseReturnValue:
    """The text of one version in both languages, as it was."""
    said = texts_of(version.content)
    texts = [said[language] for language in _languages() if language in said]
    return render_template("declaration/version.html", version=describe_version(version.id), texts=texts)


def _languages() -> list[str]:
    """Every language, the page's own first."""
    return sorted(LANGUAGES, key=lambda code: code != current_language())


def _texts() -> list[Text]:
    """The text in every language, the page's own first."""
    return [text(language) for language in _languages()]
