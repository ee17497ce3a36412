"""The labourer's start page: what to do now first, then the job or class now, messages, openings and papers."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.db import Database
from services.acting import acts_for
from services.calendar import county_day
from services.contests import own_complaints
from services.displacements import list_displacements
from services.enrolments import list_enrolments
from services.errors import Refusal
from services.families import asks_for_birth, choose_member, members_of, own_person
from services.fits import Outlook, outlook_of
from services.job_reviews import job_to_say_of
from services.labourers import find_labourer, log_reading
from services.messages import messages_of
from services.own_log import changes_of
from services.papers import list_papers
from services.placements import TAKEN, list_placements
from services.readings import readings_of_own_file
from services.sign_ins import remember_person
from web.formats import now
from web.own_pages import OWN_PAGES, for_a_person, show
from web.routes import ITS_OWN, database, page

IN_CLASS = ("applied", "agreed", "waitlisted", "enrolled", "training", "finished")
FOUND = ("resolved", "withdrawn")
FEW, MESSAGES = 3, 6


@page("/me", action=OWN_PAGES)
@for_a_person
def me(opened: Session) -> str:
    jobs, classes = list_placements(opened, actor=g.actor), list_enrolments(opened, actor=g.actor)
    offers, invitations = asked_now(jobs), asked_now(classes)
    job = next((each for each in jobs if each.state in TAKEN), None)
    lost = next((each for each in list_displacements(opened, actor=g.actor) if each.state not in FOUND), None)
    person = own_person(opened, actor=g.actor)
    return show(
        "home",
        person=person,
        offers=offers,
        invitations=invitations,
        job=job,
        lost=lost,
        unsaid=job_to_say_of(opened, day=county_day(now()), actor=g.actor),
        classes=[each for each in classes if each.state in IN_CLASS],
        messages=messages_of(opened, actor=g.actor, at=now(), limit=MESSAGES),
        outlook=None if job or offers else _outlook(opened, person),
        papers=list_papers(opened, person.public_id, actor=g.actor),
        shared=len(members_of(opened, g.actor.user_id)) > 1,
    )


def asked_now(rows: Sequence[Any]) -> list[Any]:
    """The offers or invitations that can still be answered, the first to end first."""
    at = now()
    waiting = [each for each in rows if each.state in ("offered", "invited") and (each.answer_by or at) >= at]
    return sorted(waiting, key=lambda each: each.answer_by or at)


def _outlook(opened: Session, person: Any) -> Outlook:
    return outlook_of(opened, person.public_id, top=FEW, as_of=county_day(now()), actor=g.actor, explained=False)


@page("/me/papers", action=OWN_PAGES)
@for_a_person
def my_papers(opened: Session) -> str:
    person = own_person(opened, actor=g.actor)
    return show("papers", papers=list_papers(opened, person.public_id, actor=g.actor))


@page("/me/file", action=OWN_PAGES)
@for_a_person
def my_file(opened: Session) -> str:
    """What the office holds on the person, and who read it; the reading is on record like any other."""
    person = find_labourer(opened, own_person(opened, actor=g.actor).public_id, actor=g.actor)
    readings = readings_of_own_file(opened, actor=g.actor)
    with database().writing() as writer:
        log_reading(writer, person.id, actor=g.actor, at=now(), purpose="page")
    acts, changes = acts_for(opened, person.id), changes_of(opened, person.id)
    jobs = list_placements(opened, actor=g.actor)
    firms = list(dict.fromkeys(each.employer.name for each in jobs if each.employer))
    return show("file", person=person, readings=readings, changes=changes, acts=acts, firms=firms)


@page("/me/help", action=OWN_PAGES)
@for_a_person
def my_help(opened: Session) -> str:
    person, told = own_person(opened, actor=g.actor), own_complaints(opened, actor=g.actor)
    phone = current_app.config["SETTINGS"].office_phone
    return show("help", person=person, complaints=told, phone=phone)


@page("/me/person", action=OWN_PAGES)
def my_person(opened: Session, refusals: Sequence[Refusal] = ()) -> ResponseReturnValue:
    """Who of those that share the account is here; an account of one person has nothing to choose."""
    people = members_of(opened, g.actor.user_id)
    if len(people) == 1:
        return redirect(url_for("me"), 303)
    return show("person", people=people, by_birth=any(map(asks_for_birth, people)), refusals=refusals)


@page("/me/person", action=OWN_PAGES, methods=["POST"], opens=ITS_OWN, again=my_person)
def my_person_send() -> ResponseReturnValue:
    wanted, fact = request.form.get("person", ""), request.form.get("fact", "")
    if not wanted:
        raise Refusal("person_not_chosen", field="person")
    _choose(database(), wanted, fact)
    return redirect(url_for("me"), 303)


def _choose(database: Database, wanted: str, fact: str) -> None:
    """The sign-in is the person's from now on; a wrong fact is on record before it is refused."""
    with database.writing() as writer:
        chosen = choose_member(writer, g.actor.user_id, wanted, fact, at=now())
        if chosen is not None:
            remember_person(writer, g.sign_in.id, chosen)
    if chosen is None:
        raise Refusal("own_fact_wrong", field="fact")
