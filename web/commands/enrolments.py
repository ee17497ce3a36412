"""Enrolments on the command line: who is in a class, and every step from the application to the certificate."""

from datetime import datetime
from typing import Any

import click

from services.attendance import record_attendance
from services.enrolments import (
    ENROLMENT,
    EXAM_PARTS,
    accept_application,
    agree,
    apply_for_class,
    brief_enrolment,
    decline,
    describe_enrolment,
    drop,
    enrol_or_wait,
    find_enrolment,
    finish,
    list_enrolments,
    refuse_application,
    withdraw,
)
from services.examinations import certify, fail, record_examination
from services.invitations import invite
from web.commands.classes import history
from web.commands.office import Office, in_office
from web.commands.program import DAY, Group, Word
from web.commands.steps import NOTE, adding
from web.commands.tables import facts, table
from web.formats import day, instant
from web.words import CHANNELS, N_, label

MOST = 50
CHANNEL = Word(tuple(CHANNELS))


@click.group(cls=Group)
def enrolments() -> None:
    """People in classes: apply, invite, enrol, keep attendance, examine, certify."""


@enrolments.command("list")
@click.option("--class", "taught", help="Only people of this class.")
@click.option("--state", type=Word(ENROLMENT.states), help="Only those in this state.")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most people shown.")
@in_office
def list_(office: Office, taught: str | None, state: str | None, limit: int) -> None:
    """People in classes whom you may read, the newest first."""
    with office.reading() as (session, actor):
        found = list_enrolments(session, actor=actor, state=state, class_id=taught, limit=limit)
        document = [brief_enrolment(each, actor=actor) for each in found]
    office.show(document, lambda: _listed(document))


@enrolments.command()
@click.argument("enrolment")
@in_office
def show(office: Office, enrolment: str) -> None:
    """One person in one class, with lessons, examinations, papers and history."""
    _show(office, enrolment)


@enrolments.command()
@click.option("--class", "taught", required=True, help="The class.")
@click.option("--labourer", required=True, help="Who applies.")
@click.option("--channel", type=CHANNEL, help="How the person came to it.")
@in_office
def apply(office: Office, taught: str, labourer: str, channel: str | None) -> None:
    """Apply for a class, or let somebody apply."""
    with office.writing() as (session, actor):
        made = apply_for_class(session, taught, labourer, channel=channel or "", actor=actor, at=office.now()).public_id
    _show(office, made)


@enrolments.command("invite")
@click.option("--class", "taught", required=True, help="The class.")
@click.option("--list", "ranked", required=True, help="The ranked list the person is on.")
@click.option("--labourer", required=True, help="Who is invited.")
@click.option("--reason", default="", help="Why somebody higher on the list was passed over.")
@click.option("--channel", type=CHANNEL, help="Who invites.")
@in_office
def invite_(office: Office, taught: str, ranked: str, labourer: str, reason: str, channel: str | None) -> None:
    """Invite somebody of a ranked list; whoever passes over somebody says why."""
    with office.writing() as (session, actor):
        made = invite(
            session, taught, ranked, labourer, departure=reason, channel=channel or "", actor=actor, at=office.now()
        ).public_id
    _show(office, made)


@enrolments.command()
@click.argument("enrolment")
@click.option("--day", "on", type=DAY, help="The day of the lesson; unset means today.")
@click.option("--absent", is_flag=True, help="The person was not there.")
@in_office
def attend(office: Office, enrolment: str, on: datetime | None, absent: bool) -> None:
    """Record that somebody was at the lessons of a day, or was not; the first one begins the training."""
    with office.writing() as (session, actor):
        taught = find_enrolment(session, enrolment, actor=actor).training_class.public_id
        lesson = on.date() if on else office.today()
        record_attendance(session, taught, lesson, {enrolment: not absent}, actor=actor, at=office.now())
    _show(office, enrolment)


@enrolments.command()
@click.argument("enrolment")
@click.option("--part", type=Word(EXAM_PARTS), required=True, help="What was examined.")
@click.option("--score", type=int, help="Of 100; 60 passes unless you say otherwise.")
@click.option("--passed/--failed", default=None, help="The result, where there is no score.")
@click.option("--on", type=DAY, help="The day of the examination; unset means today.")
@in_office
def examine(
    office: Office, enrolment: str, part: str, score: int | None, passed: bool | None, on: datetime | None
) -> None:
    """Record one sitting; whoever taught the class does not examine it."""
    with office.writing() as (session, actor):
        record_examination(
            session, enrolment, part, score=score, passed=passed, sat_on=on.date() if on else None, actor=actor,
            at=office.now(),
        )  # fmt: skip
    _show(office, enrolment)


@enrolments.command("certify")
@click.argument("enrolment")
@click.option("--issuer", default="", help="Who stands on the certificate; unset means the county.")
@in_office
def certify_(office: Office, enrolment: str, issuer: str) -> None:
    """Certify somebody who passed both parts, or brought a checked licence."""
    with office.writing() as (session, actor):
        certify(session, enrolment, issuer=issuer, actor=actor, at=office.now())
    _show(office, enrolment)


def _show(office: Office, enrolment: str) -> None:
    with office.reading() as (session, actor):
        document = describe_enrolment(session, find_enrolment(session, enrolment, actor=actor), actor=actor)
    office.show(document, lambda: _shown(document))


_step = adding(enrolments, "enrolment", _show)
_step("accept", accept_application, "Take an applicant.", NOTE)
_step("refuse", refuse_application, "Turn an applicant down, with the reason.", NOTE)
_step("agree", agree, "Agree to an invitation.", NOTE)
_step("decline", decline, "Decline an invitation, with the reason.", NOTE)
_step("enrol", enrol_or_wait, "Enrol somebody who agreed, or put the person on the waiting list of a full class.", NOTE)
_step("withdraw", withdraw, "Leave before the training begins, with the reason.", NOTE)
_step("finish", finish, "Record that somebody finished; the completion certificate is issued.", NOTE)
_step("drop", drop, "Record that somebody never came or stopped coming, with the reason.", NOTE)
_step("fail", fail, "Record that it did not work out.", NOTE)


def _listed(document: list[dict[str, Any]]) -> str:
    headings = (N_("Enrolment"), N_("State"), N_("Class"), N_("Labourer"), N_("Name"), N_("Home"), N_("Answer by"))
    rows = [
        (
            each["id"],
            label("state", each["state"]),
            each["title"],
            each["labourer"],
            each["name"],
            each["home"],
            each["answer_by"] and instant(each["answer_by"]),
        )
        for each in document
    ]
    return table(headings, rows)


def _shown(document: dict[str, Any]) -> str:
    head = facts(
        [
            (N_("Enrolment"), document["id"]),
            (N_("State"), label("state", document["state"])),
            (N_("Class"), f"{document['class']} {document['title']}"),
            (N_("Labourer"), document["labourer"]),
            (N_("Name"), document["name"]),
            (N_("Answer by"), document["answer_by"] and instant(document["answer_by"])),
            (N_("Lessons attended"), f"{document['present']} / {document['days']}"),
            (N_("Next steps"), [label("action", each) for each in document["actions"]]),
        ]
    )
    return "\n\n".join([head, _results(document), history(document["steps"])])


def _results(document: dict[str, Any]) -> str:
    sat = [
        (label("exam_part", one["part"]), day(one["sat_on"]), one["score"], one["passed"])
        for one in document["examinations"]
    ]
    papers = [
        (label("paper_kind", one["kind"]), one["number"], one["issuer"], day(one["issued_on"]))
        for one in document["papers"]
    ]
    examinations = table((N_("Examination"), N_("Day"), N_("Score"), N_("Passed")), sat)
    return examinations + "\n\n" + table((N_("Paper"), N_("Number"), N_("Issuer"), N_("Issued on")), papers)
