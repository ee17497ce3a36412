"""The figures there are so far: how well re-placement works. The reports of the year come with their own work."""

from typing import Any

from services.measures import measures
from web.api.operations import Call, reads
from web.api.shapes.measures import Measures, MeasuresQuery
from web.words import N_


@reads(
    "/measures", "measures.read",
    about=N_("How well re-placement works: failures of a year, by cause, employer or base"),
    query=MeasuresQuery, answers=Measures,
)  # fmt: skip
def measures_list(call: Call) -> Any:
    found = measures(call.session, call.query.by or "", actor=call.actor, at=call.at)
    return {
        "items": [
            {
                "of": of,
                "failed": each.failed,
                "wanted_none": each.wanted_none,
                "placed": each.placed,
                "median_hours": each.hours,
                "within": [
                    {"days": days, "placed": placed, "known": known} for days, (placed, known) in each.within.items()
                ],
                "begun": each.begun,
                "failed_again": each.again,
            }
            for of, each in found.items()
        ]
    }
