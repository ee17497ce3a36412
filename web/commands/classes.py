"""Training classes on the command line: read and plan them, and take the steps of their workflow."""

from datetime import date, datetime
from typing import Any

import click

from services.class_forms import ClassWords, read_class
from services.class_lines import link_line, unlink_line
from services.classes import (
    CLASS,
    CLASS_KINDS,
    FEE_WAYS,
    PROGRAMMES,
    accept_class,
    approve_class,
    cancel_class,
    declare_class,
    describe_class,
    find_class,
    finish_class,
    list_classes,
    plan_class,
    return_class,
    start_class,
)
from web.commands.office import Office, in_office
from web.commands.program import DAY, Group, Word
from web.commands.steps import NOTE, adding
from web.commands.tables import facts, table
from web.formats import day, instant
from web.words import N_, label

MOST = 50


@click.group(cls=Group)
def classes() -> None:
    """Training classes: plan, list, show, and the steps from declared to accepted."""


@classes.command("list")
@click.option("--state", type=Word(CLASS.states), help="Only classes in this state.")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most classes shown.")
@in_office
def list_(office: Office, state: str | None, limit: int) -> None:
    """Classes you may read, the newest first."""
    with office.reading() as (session, actor):
        found = list_classes(session, actor=actor, state=state, limit=limit)
        document = [describe_class(session, taught, actor=actor) for taught in found]
    office.show(document, lambda: _listed(document))


@classes.command()
@click.argument("taught", metavar="CLASS")
@in_office
def show(office: Office, taught: str) -> None:
    """One class with the posts it trains for, its history and what you can do now."""
    _show(office, taught)


@classes.command()
@click.option("--base", help="The base that teaches, by number or name; unset means your own.")
@click.option("--title", required=True, help="What the class is called.")
@click.option("--occupation", required=True, help="What it trains for, in words.")
@click.option("--from", "starts_on", type=DAY, required=True, help="The first day.")
@click.option("--to", "ends_on", type=DAY, required=True, help="The last day.")
@click.option("--places", type=int, required=True, help="How many people it has room for.")
@click.option("--place", help="The division where it is held; unset means that of the base.")
@click.option("--address", default="", help="Where exactly.")
@click.option("--programme", type=Word(tuple(PROGRAMMES)), default="skill", show_default=True)
@click.option("--kind", type=Word(CLASS_KINDS), default="at_base", show_default=True)
@click.option("--level", type=click.IntRange(0, 5), default=0, help="The level certified, 5 to 1; 0 for none.")
@click.option("--certificate", help="The certificate or licence that it leads to.")
@click.option("--skill", "skills", multiple=True, help="A skill it teaches; may be given several times.")
@click.option("--hours", type=click.IntRange(0), default=0, help="Lessons in all.")
@click.option("--fee-way", type=Word(FEE_WAYS), default="free", show_default=True)
@click.option("--fee", type=click.IntRange(0), default=0, help="The fee a person pays, in yuan.")
@click.option("--three-free", is_flag=True, help="Tuition, lodging and meals are free.")
@click.option("--work-study", is_flag=True, help="People work while they learn.")
@click.option("--teacher", default="", help="Who teaches.")
@click.option("--teaching-plan", default="", help="The first of the three records.")
@click.option("--lesson-preparation", default="", help="The second.")
@click.option("--examination-plan", default="", help="The third.")
@in_office
def plan(office: Office, starts_on: datetime, ends_on: datetime, **words: Any) -> None:
    """Plan a class; it is declared to the county with `classes declare`."""
    said = ClassWords(starts_on=_date(starts_on), ends_on=_date(ends_on), **words)
    with office.writing() as (session, actor):
        taught = plan_class(session, read_class(session, said, actor=actor), actor=actor, at=office.now()).public_id
    _show(office, taught)


def _date(value: datetime) -> date:
    return value.date()


@classes.command()
@click.argument("taught", metavar="CLASS")
@click.option("--line", required=True, help="The post of an approved or open training order.")
@click.option("--seats", type=click.IntRange(1), required=True, help="How many of its places the class trains for.")
@click.option("--batch", type=click.IntRange(1), default=1, show_default=True, help="The batch they are delivered in.")
@in_office
def link(office: Office, taught: str, line: str, seats: int, batch: int) -> None:
    """Let a class train for a post of an order."""
    with office.writing() as (session, actor):
        link_line(session, taught, line, seats=seats, batch=batch, actor=actor, at=office.now())
    _show(office, taught)


@classes.command()
@click.argument("taught", metavar="CLASS")
@click.option("--line", required=True, help="The post that the class trains for no more.")
@in_office
def unlink(office: Office, taught: str, line: str) -> None:
    """Let a class no longer train for a post."""
    with office.writing() as (session, actor):
        unlink_line(session, taught, line, actor=actor, at=office.now())
    _show(office, taught)


def _show(office: Office, taught: str) -> None:
    with office.reading() as (session, actor):
        document = describe_class(session, find_class(session, taught, actor=actor), actor=actor)
    office.show(document, lambda: _shown(document))


_step = adding(classes, "taught", _show, metavar="CLASS")
_step("declare", declare_class, "Declare a planned class to the county.")
_step("return", return_class, "Send a declared class back to its base, with the reason.", NOTE)
_step("approve", approve_class, "Approve a declared class: from now on it enrols people.", NOTE)
_step("start", start_class, "Start an approved class on its first day.", NOTE)
_step("finish", finish_class, "Finish a class whose people have all finished or left.", NOTE)
_step("accept", accept_class, "Accept a finished class: the county's last word.", NOTE)
_step("cancel", cancel_class, "Cancel a class, with the reason; its people are released.", NOTE)


def _listed(document: list[dict[str, Any]]) -> str:
    headings = (
        N_("Class"),
        N_("State"),
        N_("Title"),
        N_("Training base"),
        N_("Occupation"),
        N_("From"),
        N_("Until"),
        N_("Places"),
        N_("Taken"),
    )
    rows = [
        (
            each["id"],
            label("state", each["state"]),
            each["title"],
            each["base"],
            each["occupation"],
            each["starts_on"],
            each["ends_on"],
            each["places"],
            each["taken"],
        )
        for each in document
    ]
    return table(headings, rows)


def _shown(document: dict[str, Any]) -> str:
    head = facts(
        [
            (N_("Class"), document["id"]),
            (N_("State"), label("state", document["state"])),
            (N_("Title"), document["title"]),
            (N_("Training base"), document["base"]),
            (N_("Occupation"), document["occupation"]),
            (N_("Programme"), label("programme", document["programme"])),
            (N_("Place"), document["place"] + document["address"]),
            (N_("From"), day(document["starts_on"])),
            (N_("Until"), day(document["ends_on"])),
            (N_("Places"), document["places"]),
            (N_("Taken"), document["taken"]),
            (N_("Certificate"), document["certificate"]),
            (N_("Next steps"), [label("action", each) for each in document["actions"]]),
        ]
    )
    headings = (N_("Post"), N_("Order"), N_("Employer"), N_("Occupation"), N_("Places"), N_("Batch"))
    lines = [
        (each["line"], each["order"], each["employer"], each["occupation"], each["seats"], each["batch"])
        for each in document["lines"]
    ]
    return "\n\n".join([head, table(headings, lines), history(document["steps"])])


def history(steps: list[dict[str, Any]]) -> str:
    """What was done, oldest first, as a table."""
    headings = (N_("When"), N_("Who"), N_("Step"), N_("Note"))
    return table(
        headings, [(instant(one["at"]), one["by"], label("done", one["action"]), one["note"]) for one in steps]
    )
