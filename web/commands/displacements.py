"""Displacements on the command line: report a placement that failed, and follow both its halves."""

from datetime import datetime
from typing import Any

import click

from services.displacements import (
    CAUSES,
    STATES,
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
from services.search_terms import agree_to_less, record_travel
from services.vacancies import close_vacancy, search_seat_again
from web.commands import placements
from web.commands.office import Office, in_office
from web.commands.placements import MOST
from web.commands.program import DAY, Command, Group, Word
from web.commands.steps import NOTE, adding
from web.commands.tables import facts, table
from web.formats import day, instant
from web.placement_words import CAUSES as CAUSE_WORDS
from web.placement_words import ROADS, word
from web.words import N_, label


@click.command("displace", cls=Command)
@click.option("--placement", required=True, help="The placement that failed.")
@click.option("--reason", type=Word(tuple(CAUSES)), required=True, help="The cause; it decides the road.")
@click.option("--on", type=DAY, help="When it happened; unset means today.", metavar="DATE")
@click.option("--back-on", type=DAY, help="From when the person is free again.", metavar="DATE")
@click.option("--floor", type=click.IntRange(0), help="The least wage, yuan a month, that they agree to now (say why).")
@click.option("--travel", help="How they get to the next job, and with whom.")
@NOTE
@in_office
def displace_command(
    office: Office,
    placement: str,
    reason: str,
    on: datetime | None,
    back_on: datetime | None,
    floor: int | None,
    travel: str | None,
    note: str,
) -> None:
    """Report that a placement failed; another job for the person, and another person for the employer, are searched
    for by themselves."""
    at = office.now()
    with office.writing() as (session, actor):
        made = displace(
            session, placement, reason, note=note, actor=actor, at=at, happened_on=on.date() if on else None,
            back_on=back_on.date() if back_on else None,
        )  # fmt: skip
        if floor is not None:
            agree_to_less(session, made.public_id, floor * 100, actor=actor, at=at, note=note)
        if travel is not None:
            record_travel(session, made.public_id, travel, actor=actor, at=at)
        document = {"displacement": made.public_id, "state": made.state}
    office.show(
        document,
        lambda: facts(
            [(N_("Displacement"), document["displacement"]), (N_("State"), label("state", document["state"]))]
        ),
    )


@click.group(cls=Group, invoke_without_command=True)
@click.option("--state", type=Word(STATES), help="Only displacements in this state.")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most shown.")
@click.pass_context
def displacements(context: click.Context, state: str | None, limit: int) -> None:
    """Placements that failed, with the road taken for the person and the place: age, offers made, next try."""
    if context.invoked_subcommand is None:
        context.invoke(list_, state=state, limit=limit)


# The group answers by itself too, so it takes the option that only commands take.
displacements.params += [option for option in displace_command.params if option.name == "json_"]


@displacements.command("list")
@click.option("--state", type=Word(STATES), help="Only displacements in this state.")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most shown.")
@in_office
def list_(office: Office, state: str | None, limit: int) -> None:
    """Displacements you may read, the newest first."""
    at = office.now()
    with office.reading() as (session, actor):
        found = list_displacements(session, actor=actor, state=state, limit=limit)
        document = [outline_of(session, each, at=at) for each in found]
    office.show(document, lambda: _listed(document))


@displacements.command()
@click.argument("displacement")
@in_office
def show(office: Office, displacement: str) -> None:
    """One displacement with both halves, its offers and its history."""
    _show(office, displacement)


def _show(office: Office, displacement: str) -> None:
    with office.reading() as (session, actor):
        found = find_displacement(session, displacement, actor=actor)
        document = describe_displacement(session, found, actor=actor, at=office.now())
    office.show(document, lambda: _shown(document))


_step = adding(displacements, "displacement", _show)
_step("resume", resume, "Search for another job after somebody looked into it, with the reason.", NOTE)
_step("retrain", retrain, "Send the person back to class first, with the reason.", NOTE)
_step("escalate", escalate, "Have a person look instead of the search, with the reason.", NOTE)
_step("withdraw", withdraw, "No other job is wanted, with the reason.", NOTE)
_step("search", search_again, "Search now instead of at the next try.")


@displacements.command("close-vacancy")
@click.argument("vacancy")
@NOTE
@in_office
def close_vacancy_(office: Office, vacancy: str, note: str) -> None:
    """Give a vacant place back to its post, with the reason."""
    with office.writing() as (session, actor):
        closed = close_vacancy(session, vacancy, actor=actor, at=office.now(), note=note)
        document = {"vacancy": closed.public_id, "state": closed.state}
    office.show(document, lambda: document["vacancy"])


@displacements.command()
@click.argument("vacancy")
@in_office
def refill(office: Office, vacancy: str) -> None:
    """Fill a vacant place now."""
    with office.writing() as (session, actor):
        found = search_seat_again(session, vacancy, actor=actor, at=office.now())
        document = {"vacancy": found.public_id, "state": found.state}
    office.show(document, lambda: document["vacancy"])


def _listed(document: list[dict[str, Any]]) -> str:
    headings = (
        N_("Displacement"), N_("State"), N_("Name"), N_("Employer"), N_("Cause"), N_("Road"), N_("Hours"),
        N_("Offers"), N_("Next try"), N_("Place"),
    )  # fmt: skip
    rows = [
        (
            each["id"], label("state", each["state"]), each["name"], each["employer"],
            word(CAUSE_WORDS, each["cause"]), word(ROADS, each["road"]), each["age_hours"], each["offers_made"],
            instant(each["next_try_at"]), each["vacancy"] and label("state", each["vacancy"]["state"]),
        )
        for each in document
    ]  # fmt: skip
    return table(headings, rows)


def _shown(document: dict[str, Any]) -> str:
    vacancy = document["vacancy"]
    head = facts(
        [
            (N_("Displacement"), document["id"]),
            (N_("State"), label("state", document["state"])),
            (N_("Name"), document["name"]),
            (N_("Employer"), document["employer"]),
            (N_("Cause"), word(CAUSE_WORDS, document["cause"])),
            (N_("Road"), word(ROADS, document["road"])),
            (N_("Happened"), day(document["happened_on"])),
            (N_("Next try"), instant(document["next_try_at"])),
            (N_("Vacant place"), vacancy and f"{vacancy['id']} {label('state', vacancy['state'])}"),
            (N_("Next steps"), [label("action", each) for each in document["actions"]]),
        ]
    )
    return "\n\n".join([head, placements.listed(document["offers"]), placements.history(document["steps"])])
