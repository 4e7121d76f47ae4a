"""The certificate of one's own endorsement: a PDF on A4 (tagged, PDF/UA-1), set from a template of ours.

Typst reads the template beside this module and no other file; what people wrote reaches it as data. The same
certificate is the same bytes. Setting one takes some tens of milliseconds of a processor.
"""

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.dates import format_date

from community.declaration.models import DeclarationVersion
from community.endorsements.models import Endorsement, Shown
from community.endorsements.queries import Pledges
from community.i18n import LANGUAGES, _, current_language, in_language
from community.web.drawings import CANVAS, qr_code, ripple_origin, ripple_rings
from community.web.typesetting import FONTS, can_set, compose, settable

PATIENCE = 5.0  # seconds that somebody waits for their turn
_FOLDER = Path(__file__).parent / "certificate"
_RINGS = ("#b8472f", "#b25b3e", "#98685a", "#74706f", "#51707a", "#2f6672", "#0e4f5c")
_press = threading.Lock()


class PressTaken(Exception):
    """So many certificates are being set that this one did not get its turn in time."""


@dataclass(frozen=True)
class Certified:
    """What a certificate says.

    version: the text that was endorsed. position: of the line in the ledger, from 0. total, counts: of the ripple.
    page: the public address of the page that the endorser shows around, if they do; ledger: that of the ledger.
    """

    endorsement: Endorsement
    commitments: Pledges
    version: DeclarationVersion
    entry: str
    position: int
    total: int
    counts: list[int]
    site: str
    host: str
    page: str | None
    ledger: str


def certify(certified: Certified) -> bytes:
    """Set a certificate in the language that is being written. Returns a PDF; raises PressTaken."""
    import typst  # noqa: PLC0415  (large, and most processes set no certificate)

    data = json.dumps(_data(certified), ensure_ascii=False)
    if not _press.acquire(timeout=PATIENCE):
        raise PressTaken
    try:
        pdf = typst.compile(
            _FOLDER / "certificate.typ",
            root=_FOLDER,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            pdf_standards=["ua-1"],
            timestamp=0,  # the document has its own date
        )
    finally:
        _press.release()
    assert isinstance(pdf, bytes)  # noqa: S101  (a PDF is one file)
    return pdf


def _data(certified: Certified) -> dict[str, Any]:
    endorsement, language = certified.endorsement, current_language()
    (other,) = [code for code in LANGUAGES if code != language]
    with in_language(other):
        other_title = str(_("Certificate of endorsement"))
    moment = endorsement.confirmed_at or endorsement.created_at
    text = json.loads(certified.version.content)[language]
    name = _name(endorsement)
    said = {"declaration": text["title"], "day": format_date(moment, format="long", locale=language)}
    return {
        "language": language,
        "other_language": other,
        "site": certified.site,
        "address": certified.host,
        "day": {"year": moment.year, "month": moment.month, "day": moment.day},
        "title": str(_("Certificate of endorsement")),
        "other_title": other_title,
        "name": name,
        "said": str(
            _("endorsed the %(declaration)s on %(day)s.", **said)
            if name
            else _("Whoever holds this certificate endorsed the %(declaration)s on %(day)s.", **said)
        ),
        "taken_on": str(_("Commitments taken on")),
        "commitments": [
            {"number": number, "text": text["commitments"][number - 1], "pledge": settable(pledge) if pledge else None}
            for number, pledge in certified.commitments.items()
        ],
        "pledge_language": endorsement.language,
        "ripple": _ripple(certified.total, certified.counts),
        "ripple_alt": str(_("Seven rings, one for each commitment.")),
        **_proof(certified),
    }


def _name(endorsement: Endorsement) -> str | None:
    """The name as its owner shows it; one that our fonts do not have whole is not written in part."""
    name = endorsement.name if endorsement.shown is Shown.NAMED else None
    return compose(name) if name and can_set(name) else None


def _proof(certified: Certified) -> dict[str, Any]:
    """What stands at the foot: how to find the endorsement in the ledger."""
    leads_to = certified.page or certified.ledger
    qr = qr_code(leads_to)
    return {
        "check_title": str(_("How to check this")),
        "check": [
            str(
                _(
                    "This endorsement is a line of the public ledger, which can only grow. If it was withdrawn later, "
                    "the ledger says so in another line."
                )
            )
        ],
        "facts": [
            [str(_("Position in the ledger")), str(certified.position)],
            [str(_("Line in the ledger")), certified.entry],
            [str(_("Version of the text")), certified.version.digest],
        ],
        "qr": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {qr.size} {qr.size}"><path d="{qr.path}"/></svg>',
        "qr_alt": str(_("QR code of the address below")),
        "qr_address": leads_to,
        "qr_words": str(_("My page") if certified.page else _("The ledger")),
    }


def _ripple(total: int, counts: list[int]) -> str:
    middle = CANVAS / 2
    rings = "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'
        for dots, colour in zip(ripple_rings(counts, total), _RINGS, strict=True)
        for x, y, radius in dots
    )
    origin = f'<circle cx="{middle}" cy="{middle}" r="{ripple_origin(total)}" fill="{_RINGS[0]}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {CANVAS} {CANVAS}">{origin}{rings}</svg>'
