"""Placements on the command line: read them, deliver, confirm, end, call."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from services.deliveries import Terms, confirm_placements, record_terms, roster_of, sign_delivery
from services.follow_ups import FOLLOW_UPS, OUTCOMES, follow_ups_due, record_call
from services.placements import (
    DECLINE_REASONS,
    STATES,
    accept_offer,
    cancel_placement,
    decline_offer,
    describe_placement,
    end_placement,
    find_placement,
    list_placements,
    outline,
)
from web.commands.office import Office, in_office
from web.commands.program import DAY, Group, Word
from web.commands.steps import NOTE, adding
from web.commands.tables import facts, table
from web.formats import day, instant, money
from web.placement_words import CALLS, DECLINES, word
from web.words import N_, label

MOST = 50
ON = click.option("--on", type=DAY, help="The day; unset means today.", metavar="DATE")


@click.group(cls=Group)
def placements() -> None:
    """Placements: list, show, and the steps from the offer to the confirmed roster."""


@placements.command("list")
@click.option("--state", type=Word(STATES), help="Only placements in this state.")
@click.option("--order", help="Only those of this order.")
@click.option("--labourer", help="Only those of this person.")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most placements shown.")
@in_office
def list_(office: Office, **which: Any) -> None:
    """Placements you may read, the newest first."""
    show_list(office, **which)


def show_list(office: Office, **which: Any) -> None:
    """The placements that options name."""
    with office.reading() as (session, actor):
        document = [outline(each) for each in list_placements(session, actor=actor, **which)]
    office.show(document, lambda: listed(document))


@placements.command()
@click.argument("placement")
@in_office
def show(office: Office, placement: str) -> None:
    """One placement with its terms, its history and what you can do now."""
    show_one(office, placement)


def show_one(office: Office, placement: str) -> None:
    """A placement as it is now."""
    with office.reading() as (session, actor):
        document = describe_placement(session, find_placement(session, placement, actor=actor), actor=actor)
    office.show(document, lambda: _shown(document))


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


REASON = click.option("--reason", type=Word(DECLINE_REASONS), required=True, help="Why.")
ANSWERS: tuple[tuple[str, Callable[..., Any], str, tuple[Any, ...]], ...] = (
    ("accept", accept_offer, "Accept an offer; others to this person are withdrawn.", (NOTE,)),
    ("decline", decline_offer, "Decline an offer, with the reason.", (REASON, NOTE)),
    ("cancel", cancel_placement, "Take back an offer, or a hire before delivery, with the reason.", (NOTE,)),
)
_step = adding(placements, "placement", show_one)
for answer, answering, about_it, asked in ANSWERS:
    _step(answer, answering, about_it, *asked)
_step("end", end_placement, "End a confirmed placement as agreed, with the reason.", NOTE, ON)


@placements.command()
@click.argument("order")
@click.argument("people", nargs=-1, required=True, metavar="PLACEMENT...")
@ON
@in_office
def deliver(office: Office, order: str, people: tuple[str, ...], on: datetime | None) -> None:
    """Sign for people of an order delivered on a day: all of them, or nobody."""
    with office.writing() as (session, actor):
        batch = sign_delivery(session, order, people, actor=actor, at=office.now(), on=_day(on))
    with office.reading() as (session, actor):
        roster = roster_of(session, order, actor=actor)
    document = {"order": order, "batch": batch, "roster": roster}
    office.show(document, lambda: listed(roster))


@placements.command()
@click.argument("people", nargs=-1, required=True, metavar="PLACEMENT...")
@ON
@in_office
def confirm(office: Office, people: tuple[str, ...], on: datetime | None) -> None:
    """Confirm people by the stamped roster, after the month at the plant: all of them, or nobody."""
    with office.writing() as (session, actor):
        confirm_placements(session, people, actor=actor, at=office.now(), on=_day(on))
    with office.reading() as (session, actor):
        document = [outline(find_placement(session, each, actor=actor)) for each in people]
    office.show(document, lambda: listed(document))


@placements.command()
@click.argument("placement")
@click.option("--wage", type=float, help="Yuan a month.")
@click.option("--address", help="Street and number, below the division.")
@click.option("--phone", "employer_phone", help="The employer's head or personnel office.")
@click.option("--contract", "contract_number", help="The number of the contract.")
@click.option("--from", "contract_from", type=DAY, help="First day of the contract.", metavar="DATE")
@click.option("--until", "contract_until", type=DAY, help="Last day of the contract.", metavar="DATE")
@click.option("--checked", "contract_checked_on", type=DAY, help="When a visit found it lawful.", metavar="DATE")
@click.option("--evidence", help="Papers of a business or team.")
@in_office
def terms(office: Office, placement: str, wage: float | None, **given: Any) -> None:
    """Record what was agreed; what is not named stays."""
    dated = {name: _day(value) if isinstance(value, datetime) else value for name, value in given.items()}
    agreed = Terms(wage_month=None if wage is None else round(wage * 100), **dated)
    with office.writing() as (session, actor):
        record_terms(session, placement, agreed, actor=actor, at=office.now())
    show_one(office, placement)


@placements.command()
@click.argument("placement")
@click.option("--kind", type=Word(FOLLOW_UPS), required=True, help="Which call.")
@click.option("--outcome", type=Word(OUTCOMES), required=True, help="What it brought.")
@NOTE
@in_office
def call(office: Office, placement: str, kind: str, outcome: str, note: str) -> None:
    """Record a call to the person or the employer."""
    with office.writing() as (session, actor):
        record_call(session, placement, kind, outcome, actor=actor, at=office.now(), note=note)
    show_one(office, placement)


@placements.command()
@in_office
def calls(office: Office) -> None:
    """The calls that are due today or were before."""
    with office.reading() as (session, actor):
        document = follow_ups_due(session, actor=actor, at=office.now())
    headings = (N_("Placement"), N_("Call"), N_("Due"), N_("Name"), N_("Employer"))
    office.show(
        document,
        lambda: table(
            headings,
            [(each["placement"], word(CALLS, each["kind"]), day(each["due_on"]), each["name"], each["employer"])
             for each in document],
        ),
    )  # fmt: skip


def listed(document: list[dict[str, Any]]) -> str:
    """A table of placements."""
    headings = (
        N_("Placement"), N_("State"), N_("Name"), N_("Employer"), N_("Occupation"), N_("Place"), N_("Wage"),
        N_("Answer by"),
    )  # fmt: skip
    rows = [
        (
            each["id"], label("state", each["state"]), each["name"], each["employer"], each["occupation"],
            each["place"], money(each["wage_month_fen"]), instant(each["answer_by"]),
        )
        for each in document
    ]  # fmt: skip
    return table(headings, rows)


def _shown(document: dict[str, Any]) -> str:
    head = facts(
        [
            (N_("Placement"), document["id"]),
            (N_("State"), label("state", document["state"])),
            (N_("Name"), document["name"]),
            (N_("Employer"), document["employer"]),
            (N_("Occupation"), document["occupation"]),
            (N_("Place"), document["place"]),
            (N_("Wage"), money(document["wage_month_fen"])),
            (N_("Answer by"), instant(document["answer_by"])),
            (N_("Declined because of"), word(DECLINES, document["decline_reason"])),
            (N_("Delivered"), day(document["delivered_on"])),
            (N_("Next steps"), [label("action", each) for each in document["actions"]]),
        ]
    )
    return "\n\n".join([head, history(document["steps"])])


def history(steps: list[dict[str, Any]]) -> str:
    """A table of steps."""
    headings = (N_("When"), N_("Who"), N_("Step"), N_("Note"))
    rows = [(instant(one["at"]), one["by"], label("done", one["action"]), one["note"]) for one in steps]
    return table(headings, rows)
