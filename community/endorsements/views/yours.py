"""One's own endorsement by the mailed link, and what one can take away of it: the certificate, the receipt."""

import json
from typing import Any

from flask import Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.config import Config
from community.declaration.queries import get_version
from community.declaration.texts import text
from community.endorsements import queries
from community.endorsements.certificates import Certified, PressTaken, certify
from community.endorsements.models import Endorsement, EndorsementState
from community.endorsements.refusals import BelongsToAccount, NotCounted, NothingToWithdraw, NotInLedgerYet
from community.endorsements.views.blueprint import blueprint
from community.i18n import _, current_language
from community.limits import hit
from community.web.headers import never_store
from community.web.publishing import public_url
from community.web.waiting import TooOften

CERTIFICATES = "6 per 10 minutes; 30 per day"


@blueprint.get("/endorse/yours/<token>")
@guard("endorsements.yours")
def yours(token: str) -> ResponseReturnValue:
    """What somebody without an account endorsed; who has one by now finds it there."""
    never_store()
    try:
        endorsement = queries.find_yours(token)
    except BelongsToAccount:
        return redirect(url_for("endorsements.mine"), 303)
    commitments, own = queries.list_commitments(endorsement), text(current_language())
    page = {"endorsement": endorsement, "commitments": commitments, "text": own, "token": token}
    other_token = queries.token_of(endorsement, "endorse-withdraw")
    addresses = {
        "withdraw_address": url_for("endorsements.withdraw_by_mail", token=other_token),
        "renew_address": url_for("endorsements.renew_by_mail", token=other_token),
    }
    return render_template("endorsements/yours.html", **addresses, **page)


@blueprint.get("/endorsements/mine/certificate")
@guard("endorsements.certificate")
def certificate() -> ResponseReturnValue:
    """The certificate of one's own endorsement."""
    return _certificate(_mine())


@blueprint.get("/endorse/yours/<token>/certificate")
@guard("endorsements.certificate_by_mail")
def certificate_by_mail(token: str) -> ResponseReturnValue:
    """The same, through the mailed link."""
    return _certificate(queries.find_yours(token))


@blueprint.get("/endorsements/mine/receipt")
@guard("endorsements.receipt")
def receipt() -> ResponseReturnValue:
    """The receipt of one's own endorsement."""
    return _receipt(_mine())


@blueprint.get("/endorse/yours/<token>/receipt")
@guard("endorsements.receipt_by_mail")
def receipt_by_mail(token: str) -> ResponseReturnValue:
    """The same, through the mailed link."""
    return _receipt(queries.find_yours(token))


def _mine() -> Endorsement:
    endorsement = queries.find_my_endorsement(actor())
    if endorsement is None:
        raise NothingToWithdraw
    return endorsement


def _receipt(endorsement: Endorsement) -> ResponseReturnValue:
    written = json.dumps(_proof(endorsement), ensure_ascii=False, indent=2) + "\n"
    return _attach(written.encode(), "application/json", "ripples-receipt.json")


def _certificate(endorsement: Endorsement) -> ResponseReturnValue:
    proof = _proof(endorsement)
    hit("certificate", endorsement.id.hex, CERTIFICATES)
    config: Config = current_app.config["COMMUNITY"]
    site = f"물결 · Ripples ({_('Demonstration')})" if config.demo else "물결 · Ripples"
    code = endorsement.share_code
    certified = Certified(
        endorsement=endorsement,
        commitments=queries.list_commitments(endorsement),
        version=get_version(endorsement.version_id),
        entry=proof["entry"],
        position=proof["position"],
        total=queries.count_endorsers(),
        counts=queries.counts_by_commitment(),
        site=site,
        host=config.host,
        page=public_url("endorsements.by", code=code) if code else None,
        ledger=public_url("ledger.index"),
    )
    try:
        return _attach(certify(certified), "application/pdf", f"ripples-{current_language()}.pdf")
    except PressTaken as error:
        raise TooOften(retry_after=10) from error


def _proof(endorsement: Endorsement) -> dict[str, Any]:
    """What proves that an endorsement counts. Raises NotCounted, NotInLedgerYet."""
    if endorsement.state is not EndorsementState.COUNTED:
        raise NotCounted
    receipt = queries.make_receipt(endorsement)
    if receipt is None:
        raise NotInLedgerYet
    return receipt


def _attach(data: bytes, kind: str, name: str) -> Response:
    never_store()
    response = Response(data, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
