"""Invitations and enrolments: listed, shown, answered and decided."""

from collections.abc import Callable
from functools import partial
from typing import Any

from services.enrolments import (
    accept_application,
    agree,
    cancel_invitation,
    decline,
    describe_enrolment,
    enrol_or_wait,
    find_enrolment,
    list_enrolments,
    refuse_application,
    withdraw,
)
from web.api.operations import Call, reads, writes
from web.api.pages import page
from web.api.shapes.enrolments import Enrolment, EnrolmentPage, EnrolmentQuery
from web.api.shapes.kinds import Reason
from web.words import N_

LISTED, READ = "enrolments", "enrolments.read"


@reads("/enrolments", READ, about=N_("Invitations, applications and enrolments you may read"), query=EnrolmentQuery,
       answers=EnrolmentPage)  # fmt: skip
def enrolments_list(call: Call) -> Any:
    which = {"state": call.query.state, "class_id": call.query.class_, "labourer": call.query.labourer}
    find = partial(list_enrolments, call.session, actor=call.actor, **which)
    return page(call, LISTED, find, lambda each: describe_enrolment(call.session, each, actor=call.actor))


@reads("/enrolments/<enrolment>", READ, about=N_("One person in one class, with lessons, examinations and papers"),
       answers=Enrolment)  # fmt: skip
def enrolments_show(call: Call, enrolment: str) -> Any:
    found = find_enrolment(call.session, enrolment, actor=call.actor)
    return describe_enrolment(call.session, found, actor=call.actor)


def _step(name: str, right: str, about: str, act: Callable[..., Any]) -> None:
    """Register a step: it answers with the enrolment as it stands then."""

    def take(call: Call, enrolment: str) -> Any:
        act(call.session, enrolment, actor=call.actor, at=call.at, note=call.body.note)
        return enrolments_show(call, enrolment)

    take.__name__ = f"enrolments_{name}"
    writes(f"/enrolments/<enrolment>/{name}", right, about=about, body=Reason, answers=Enrolment)(take)


_step("agree", "enrolments.answer", N_("Agree to an invitation"), agree)
_step("decline", "enrolments.answer", N_("Decline an invitation, with the reason"), decline)
_step("withdraw", "enrolments.answer", N_("Leave a class before it begins, with the reason"), withdraw)
_step("accept", "enrolments.decide", N_("Accept an application"), accept_application)
_step("enrol", "enrolments.decide", N_("Give a place in the class, or one on its waiting list"), enrol_or_wait)
_step("refuse", "enrolments.decide", N_("Refuse an application, with the reason"), refuse_application)
_step("cancel", "enrolments.invite", N_("Take an invitation back, with the reason"), cancel_invitation)
