"""What programs may ask for: the parameters of addresses, and the sentences on those that are wrong."""

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from community.declaration.texts import COMMITMENTS
from community.i18n import COUNTRY_CODES, LANGUAGES, Words, lazy

MOST_ON_A_PAGE = 100
USUAL_ON_A_PAGE = 25
_UNKNOWN = lazy("There is no such parameter here.")


class BadParameters(Exception):
    """Something was asked for that there is not. sentences: what is wrong, by parameter."""

    def __init__(self, sentences: Mapping[str, Words]) -> None:
        super().__init__()
        self.sentences = {name: str(sentence) for name, sentence in sentences.items()}


def _whole(first: int, last: int, sentence: Words, **options: Any) -> fields.Integer:
    said = {"error_messages": {"invalid": sentence, "too_large": sentence}, **options}
    return fields.Integer(validate=validate.Range(first, last, error=sentence), **said)


def _one_of(choices: tuple[str, ...], sentence: Words, **options: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(choices, error=sentence), **options)


class Parameters(Schema):
    """What every address takes."""

    class Meta:
        unknown = RAISE

    language = _one_of(
        LANGUAGES,
        lazy("The languages are en and ko."),
        metadata={"description": "The language of titles and errors; without it, Accept-Language decides."},
    )


class ListParameters(Parameters):
    """What the list of endorsements takes."""

    commitment = _whole(
        COMMITMENTS[0],
        COMMITMENTS[-1],
        lazy("A commitment is a number from 1 to 7."),
        metadata={"description": "Only those who take this commitment on."},
    )
    country = _one_of(
        COUNTRY_CODES,
        lazy("A country is a code of two capital letters, as in KR."),
        metadata={"description": "Only those from this country (ISO 3166-1)."},
    )
    profession = _one_of(
        tuple("0123456789"),
        lazy("A profession is a major group of ISCO-08, from 0 to 9."),
        metadata={"description": "Only those of this major group of ISCO-08."},
    )
    written_in = _one_of(
        LANGUAGES,
        lazy("The languages are en and ko."),
        metadata={"description": "Only those who endorsed in this language."},
    )
    per_page = _whole(
        1,
        MOST_ON_A_PAGE,
        lazy("A page holds 1 to 100 endorsements."),
        load_default=USUAL_ON_A_PAGE,
        metadata={"description": "How many at once."},
    )
    after = fields.String(
        validate=validate.Length(1, 1000, error=lazy("No cursor is that long or empty.")),
        metadata={"description": "Where the page begins. Take it from the link `next`; it has no other use."},
    )


def read(schema: Schema, given: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of an address, checked. Raises BadParameters."""
    try:
        read: dict[str, Any] = schema.load(dict(given.items()))
    except ValidationError as error:
        found: dict[str, Any] = error.normalized_messages()
        raise BadParameters(
            {name: _first(said) if name in schema.fields else _UNKNOWN for name, said in found.items()}
        ) from None
    return read


def _first(said: list[str] | Words) -> Words:
    return said[0] if isinstance(said, list) else said
