"""Displacements: placements that failed are reported, listed and worked on."""

from collections.abc import Callable
from functools import partial
from typing import Any

from services.displacements import (
    describe_displacement,
    displace,
    escalate,
    find_displacement,
    list_displacements,
    outline_of,
    resume,
    retrain,
    search_again,
    withdraw,
)
from web.api.operations import Call, reads, writes
from web.api.pages import page
from web.api.shapes.displacements import Displacement, DisplacementPage, DisplacementQuery, FailureToReport
from web.api.shapes.kinds import Reason
from web.words import N_

READ, WORK = "displacements.read", "displacements.work"


@reads("/displacements", READ, about=N_("Displacements you may read"), query=DisplacementQuery,
       answers=DisplacementPage)  # fmt: skip
def displacements_list(call: Call) -> Any:
    find = partial(list_displacements, call.session, actor=call.actor, state=call.query.state)
    return page(call, "displacements", find, lambda each: outline_of(call.session, each, at=call.at))


@reads("/displacements/<displacement>", READ, about=N_("One displacement with both halves, offers and history"),
       answers=Displacement)  # fmt: skip
def displacements_show(call: Call, displacement: str) -> Any:
    found = find_displacement(call.session, displacement, actor=call.actor)
    return describe_displacement(call.session, found, actor=call.actor, at=call.at)


@writes("/displacements", "displacements.report", about=N_("Report that a placement failed"), body=FailureToReport,
        answers=Displacement, status=201)  # fmt: skip
def displacements_report(call: Call) -> Any:
    asked = call.body
    made = displace(
        call.session, asked.placement, asked.reason, note=asked.note, actor=call.actor, at=call.at,
        happened_on=asked.on, back_on=asked.back_on,
    )  # fmt: skip
    return displacements_show(call, made.public_id)


def _step(name: str, about: str, service: Callable[..., Any], *, reason: bool = True) -> None:
    """Register a step: it answers with the displacement as it stands then."""

    def take(call: Call, displacement: str) -> Any:
        said = {"note": call.body.note} if reason else {}
        service(call.session, displacement, actor=call.actor, at=call.at, **said)
        return displacements_show(call, displacement)

    take.__name__ = f"displacements_{name}"
    writes(f"/displacements/<displacement>/{name}", WORK, about=about, body=Reason, answers=Displacement)(take)


_step("resume", N_("Search for another job after somebody looked into it, with the reason"), resume)
_step("retrain", N_("Send the person back to class first, with the reason"), retrain)
_step("escalate", N_("Have a person look instead of the search, with the reason"), escalate)
_step("withdraw", N_("No other job is wanted, with the reason"), withdraw)
_step("search", N_("Search now instead of at the next try"), search_again, reason=False)
