"""Factories of reports."""

import factory

from community.db import now
from community.reports.models import Report, ReportReason, ReportState
from tests.factories import MemberFactory, ModelFactory


class ReportFactory(ModelFactory):
    """An open report by one member about another; `settled=True` for one that a moderator decided about."""

    class Meta:
        model = Report

    class Params:
        settled = factory.Trait(
            state=ReportState.SETTLED, settled_at=factory.LazyFunction(now), outcome="We talked to them."
        )

    reporter = factory.SubFactory(MemberFactory)
    about = factory.SubFactory(MemberFactory)
    about_handle = factory.SelfAttribute("about.handle")
    reason = ReportReason.HARASSMENT
    words = "They shout at me."
    evidence = None
