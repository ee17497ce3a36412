"""Matching on the command line: ranked lists, one pair explained, openings for a person, replay."""

from datetime import date, datetime
from typing import Any

import click
from flask import g
from flask_babel import gettext

from services.labourers import find_labourer
from services.lists import keep_list, log_list_reading, rank_line, replay, show_list, why
from services.openings import openings_of
from web.commands.labourers import record_reading
from web.commands.office import Office, in_office
from web.commands.program import DAY, REFUSED, Command
from web.commands.progress import working
from web.commands.tables import facts, table
from web.criteria import actual_text, change_text, required_text
from web.words import N_, label

TOP = 50
TOP_OPTION = click.option("--top", type=click.IntRange(1, 10_000), default=TOP, show_default=True, help="How many.")
LINE = click.option("--line", help="The post of the order; unset means its first.", metavar="ID")
AT = click.option("--at", type=DAY, help="The day for which ages and dates count; unset means today.", metavar="DATE")


@click.command("rank", cls=Command)
@click.option("--order", required=True, metavar="ID", help="The order.")
@LINE
@TOP_OPTION
@AT
@in_office
def rank_command(office: Office, order: str, line: str | None, top: int, at: datetime | None) -> None:
    """Rank everyone registered for one post of an order, and keep the list."""
    with working("rank"), office.reading() as (session, actor):
        ranked = rank_line(session, order, line_id=line, top=top, as_of=_day(office, at), actor=actor)
    with office.writing() as (session, actor):
        list_id = keep_list(session, ranked, actor=actor, at=office.now())
        log_list_reading(session, list_id, actor=actor, at=office.now())
    with office.reading() as (session, actor):
        document = show_list(session, list_id, actor=actor)
    office.show(document, lambda: _ranked(document))


@click.command("why", cls=Command)
@click.option("--order", required=True, metavar="ID", help="The order.")
@click.option("--labourer", required=True, metavar="ID", help="The person.")
@LINE
@AT
@in_office
def why_command(office: Office, order: str, labourer: str, line: str | None, at: datetime | None) -> None:
    """Explain one pair: every rule, every criterion, the rank, and what would help."""
    with working("why"), office.reading() as (session, actor):
        day = _day(office, at)
        document = why(session, order, labourer, line_id=line, as_of=day, actor=actor)
        read = find_labourer(session, labourer, actor=actor).id
    record_reading(office, office.ready, read, actor)
    office.show(document, lambda: _explained(office, document))


@click.command("openings", cls=Command)
@click.option("--labourer", required=True, metavar="ID", help="The person.")
@TOP_OPTION
@AT
@in_office
def openings_command(office: Office, labourer: str, top: int, at: datetime | None) -> None:
    """The open posts that fit a person, best first."""
    with working("openings"), office.reading() as (session, actor):
        document = openings_of(session, labourer, top=top, as_of=_day(office, at), actor=actor)
        read = find_labourer(session, labourer, actor=actor, right="openings.read").id
    record_reading(office, office.ready, read, actor)
    office.show(document, lambda: _open(document))


@click.command("replay", cls=Command)
@click.argument("list_id", metavar="LIST_ID")
@in_office
def replay_command(office: Office, list_id: str) -> None:
    """Compute a stored list again from its snapshot and compare; exit 1 when it differs."""
    with working("replay"), office.reading() as (session, actor):
        document = replay(session, list_id, actor=actor)
    office.show(document, lambda: _replayed(document))
    if not document["same"]:
        raise click.exceptions.Exit(REFUSED)


def _day(office: Office, at: datetime | None) -> date:
    return at.date() if at else office.today()


def _ranked(document: dict[str, Any]) -> str:
    criteria = [each["name"] for each in document["list"][0]["criteria"]] if document["list"] else []
    headings = (N_("Rank"), N_("Person"), N_("Name"), N_("Age"), N_("Home"), N_("Score"))
    rows = [
        (
            entry["rank"],
            entry["labourer"],
            entry["name"],
            entry.get("age"),
            entry.get("home"),
            entry["score"],
            *(each["points"] for each in entry["criteria"]),
        )
        for entry in document["list"]
    ]
    head = facts(
        [
            (N_("List"), document["list_id"]),
            (N_("Considered"), document["pool"]),
            (N_("Fit"), document["eligible"]),
            (N_("Rules"), document["rule_version"]),
        ]
    )
    return f"{head}\n\n{table([*headings, *(label('criterion', name) for name in criteria)], rows)}"


def _replayed(document: dict[str, Any]) -> str:
    reason = document.get("reason")
    pairs = [
        (N_("List"), document["list_id"]),
        (N_("Same to the bit"), document["same"]),
        (N_("Reason"), reason and label("replay_reason", reason)),
        (N_("People"), document.get("entries")),
        (N_("Snapshot"), document.get("snapshot")),
    ]
    return facts(pair for pair in pairs if pair[1] is not None)


def _explained(office: Office, document: dict[str, Any]) -> str:
    with office.reading() as (g.opened, _):  # for the names of skills and industries in the reader's language
        return _in_tables(document)


def _in_tables(document: dict[str, Any]) -> str:
    rules = [(each["ok"], label("rule", each["name"])) for each in document["rules"]]
    criteria = [
        (label("criterion", each["name"]), required_text(each), actual_text(each), each["weight"], each["points"])
        for each in document["criteria"]
    ]
    help_ = [(change_text(each), each["score"], each["rank"]) for each in document["would_help"]]
    found = document["into_first"]
    ways = [("; ".join(map(change_text, way["changes"])), way["score"], way["rank"]) for way in found]
    return "\n\n".join(
        [
            facts([(N_("Score"), document["score"]), (N_("Rank"), document["rank"])]),
            table((N_("Holds"), N_("Rule")), rules),
            table((N_("Criterion"), N_("Required"), N_("Actual"), N_("Weight"), N_("Points")), criteria),
            table((N_("What would help"), N_("Score"), N_("Rank")), help_),
            *(
                [
                    table(
                        (
                            gettext("What would lead among the first %(count)s", count=document["first"]),
                            N_("Score"),
                            N_("Rank"),
                        ),
                        ways,
                    )
                ]
                if ways
                else []
            ),
        ]
    )


def _open(document: list[dict[str, Any]]) -> str:
    headings = (
        N_("Rank"),
        N_("Order"),
        N_("Post"),
        N_("Employer"),
        N_("Occupation"),
        N_("Place"),
        N_("Free"),
        N_("Score"),
    )
    keys = ("rank", "order", "line", "employer", "occupation", "place", "seats", "score")
    return table(headings, [tuple(each[key] for key in keys) for each in document])
