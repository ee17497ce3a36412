"""The displaced: the board by what is to be done, one case with both its halves, and the steps a person takes."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import allowed
from services.back_to_class import class_asked_to
from services.boards import DONE, GROUPS, case_of_seat, count_groups, find_case, list_groups
from services.complaints import complaint_of, reports_against
from services.displacements import (
    EMPLOYER_IN_DOUBT,
    SEARCHED,
    escalate,
    resume,
    retrain,
    search_again,
    withdraw,
)
from services.errors import Refusal
from services.search_changes import floor_of
from services.search_terms import AWAITING, agree_to_less, come_back, record_travel
from services.sight import reads_notes
from services.steps import is_own, possible_steps, steps_of
from services.vacancies import SEARCHED as SEATS_SEARCHED
from services.vacancies import close_vacancy, search_seat_again
from web.formats import now
from web.on_record import on_record
from web.paging import Paging
from web.routes import page
from web.search_words import in_words
from web.sent_values import needed_day, sent_fen, sent_text

ON_BOARD = 15
"""So many cases of a group stand on the board; the others on its own page."""


@page("/displacements", action="displacements.read")
def displacements(session: Session) -> ResponseReturnValue:
    counts, chosen, paging = count_groups(session, actor=g.actor), request.args.get("group", ""), Paging.of_request()
    if chosen not in GROUPS:
        chosen, paging = "", Paging(1, size=ON_BOARD)
    shown = [chosen] if chosen else [each for each in GROUPS if counts[each] and each not in DONE]
    groups = list_groups(session, shown, actor=g.actor, limit=paging.size, offset=paging.offset)
    return render_template(
        "displacements/board.html",
        groups=list(groups.items()),
        counts=counts,
        chosen=chosen,
        paging=paging.of(counts[chosen]) if chosen else None,
        on_board=ON_BOARD,
        at=now(),
    )


@page("/displacements/<public_id>", action="displacements.read")
def displacement(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    case = find_case(session, public_id, actor=g.actor)
    person, seat = case.person, case.seat
    on_record(person.labourer_id)
    may_work = _may("displacements.work", person, person.home_code)
    return render_template(
        "displacements/displacement.html",
        case=case,
        person=person,
        seat=seat,
        refusals=refusals,
        steps=possible_steps(person, g.actor),
        may_work=may_work,
        may_search=may_work and person.state in SEARCHED,
        history=steps_of(session, person),
        notes=reads_notes(g.actor),
        seat_steps=possible_steps(seat, g.actor) if seat else {},
        may_refill=seat is not None
        and _may("displacements.work", seat, seat.county_code)
        and seat.state in SEATS_SEARCHED,
        may_list=seat is not None and _may("lists.read", seat, seat.county_code),
        seat_history=steps_of(session, seat) if seat else [],
        in_doubt=person.cause in EMPLOYER_IN_DOUBT,
        at=now(),
        **_told_to_offices(session, person),
    )


def _told_to_offices(session: Session, person: Any) -> dict[str, Any]:
    """What firms and the people themselves do not read: the complaint, what changed the search, what may be changed."""
    if not reads_notes(g.actor):
        return {"complaint": None, "reports": None, "changes": [], "asked": None, "terms": ()}
    floor, employer = floor_of(session, person), person.employer_id or 0
    terms = ["travel"] if person.cause == "never_arrived" else []
    terms += (["back"] if person.state in AWAITING else []) + (["floor"] if floor else [])
    working = person.state not in DONE and _may("displacements.work", person, person.home_code)
    return {
        "complaint": complaint_of(session, person),
        "reports": reports_against(session, [employer]).get(employer),
        "changes": in_words(person.changes),
        "asked": class_asked_to(session, person) if person.cause == "skill_not_enough" else None,
        "terms": terms if working else (),
        "floor": floor,
    }


def _may(right: str, subject: Any, division: int) -> bool:
    return allowed(g.actor, right, division=division, own=is_own(subject, g.actor))


@page("/displacements/<public_id>/resume", action="displacements.work", methods=["POST"], again=displacement)
def displacement_resume(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, resume)


@page("/displacements/<public_id>/retrain", action="displacements.work", methods=["POST"], again=displacement)
def displacement_retrain(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, retrain)


@page("/displacements/<public_id>/escalate", action="displacements.work", methods=["POST"], again=displacement)
def displacement_escalate(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, escalate)


@page("/displacements/<public_id>/withdraw", action="displacements.work", methods=["POST"], again=displacement)
def displacement_withdraw(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, withdraw)


@page("/displacements/<public_id>/search", action="displacements.work", methods=["POST"], again=displacement)
def displacement_search(session: Session, public_id: str) -> ResponseReturnValue:
    search_again(session, public_id, actor=g.actor, at=now())
    return _back(public_id)


@page("/displacements/<public_id>/back", action="displacements.work", methods=["POST"], again=displacement)
def displacement_back(session: Session, public_id: str) -> ResponseReturnValue:
    day = needed_day("back_on")
    come_back(session, public_id, day, actor=g.actor, at=now(), note=sent_text("note"))
    return _back(public_id)


@page("/displacements/<public_id>/floor", action="displacements.work", methods=["POST"], again=displacement)
def displacement_floor(session: Session, public_id: str) -> ResponseReturnValue:
    floor = sent_fen("floor")
    if floor is None:
        raise Refusal("missing", field="floor")
    agree_to_less(session, public_id, floor, actor=g.actor, at=now(), note=sent_text("note"))
    return _back(public_id)


@page("/displacements/<public_id>/travel", action="displacements.work", methods=["POST"], again=displacement)
def displacement_travel(session: Session, public_id: str) -> ResponseReturnValue:
    record_travel(session, public_id, sent_text("travel", 200), actor=g.actor, at=now())
    return _back(public_id)


def _with_note(session: Session, public_id: str, act: Callable[..., object]) -> ResponseReturnValue:
    act(session, public_id, actor=g.actor, at=now(), note=sent_text("note"))
    return _back(public_id)


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("displacement", public_id=public_id), 303)


def seat_again(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    """The page of the case that a seat belongs to."""
    return displacement(session, case_of_seat(session, public_id), refusals)


@page("/vacancies/<public_id>/close", action="placements.cancel", methods=["POST"], again=seat_again)
def vacancy_close(session: Session, public_id: str) -> ResponseReturnValue:
    close_vacancy(session, public_id, actor=g.actor, at=now(), note=sent_text("note"))
    return _back(case_of_seat(session, public_id))


@page("/vacancies/<public_id>/search", action="displacements.work", methods=["POST"], again=seat_again)
def vacancy_search(session: Session, public_id: str) -> ResponseReturnValue:
    search_seat_again(session, public_id, actor=g.actor, at=now())
    return _back(case_of_seat(session, public_id))
