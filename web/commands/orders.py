"""Orders on the command line: read them and take the steps of their workflow."""

from pathlib import Path
from typing import Any

import click

from services.contracts import contract_of
from services.orders import (
    ORDER,
    approve_order,
    cancel_order,
    close_order,
    describe_order,
    find_order,
    list_orders,
    return_order,
    submit_order,
)
from web.commands.office import Office, in_office
from web.commands.program import Group, Word
from web.commands.steps import NOTE, adding
from web.commands.tables import facts, table
from web.errors import flag_sentence
from web.formats import day, instant, money
from web.words import N_, label

MOST = 50


@click.group(cls=Group)
def orders() -> None:
    """Orders: list, show, and the steps from submitted to closed."""


@orders.command("list")
@click.option("--state", type=Word(ORDER.states), help="Only orders in this state.")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most orders shown.")
@in_office
def list_(office: Office, state: str | None, limit: int) -> None:
    """Orders you may read, the newest first."""
    with office.reading() as (session, actor):
        found = list_orders(session, actor=actor, state=state, limit=limit)
        document = [describe_order(session, order, actor=actor) for order in found]
    office.show(document, lambda: _listed(document))


@orders.command()
@click.argument("order")
@in_office
def show(office: Office, order: str) -> None:
    """One order with its posts, its history and what you can do now."""
    _show(office, order)


def _show(office: Office, order: str) -> None:
    with office.reading() as (session, actor):
        document = describe_order(session, find_order(session, order, actor=actor), actor=actor)
    office.show(document, lambda: _shown(document))


_step = adding(orders, "order", _show)
_step("submit", submit_order, "Hand a draft, or a returned order, to the county.")
_step("approve", approve_order, "Approve a submitted order.", NOTE)
_step("return", return_order, "Send an order back to its employer, with the reason.", NOTE)
_step("cancel", cancel_order, "Cancel an order, with the reason.", NOTE)
_step("close", close_order, "Close an order; while places are free, with the reason.", NOTE)


@orders.command()
@click.argument("order")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--template", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A Word template.")
@in_office
def contract(office: Office, order: str, file: Path, template: Path | None) -> None:
    """Write the contract of an order as a Word document."""
    with office.reading() as (session, actor):
        made = contract_of(session, order, actor=actor, template=template.read_bytes() if template else None)
    file.write_bytes(made.content)
    document = {"order": order, "file": str(file.resolve())}
    office.show(document, lambda: facts([(N_("Order"), order), (N_("File"), document["file"])]))


def _listed(document: list[dict[str, Any]]) -> str:
    headings = (
        N_("Order"),
        N_("State"),
        N_("Kind"),
        N_("Employer"),
        N_("Posts"),
        N_("Places"),
        N_("Taken"),
        N_("Deadline"),
    )
    rows = [
        (
            each["id"],
            label("state", each["state"]),
            label("sub_kind", each["sub_kind"]),
            each["employer"],
            [line["occupation"] for line in each["lines"]],
            sum(line["seats"] for line in each["lines"]),
            sum(line["taken"] for line in each["lines"]),
            each["deadline"],
        )
        for each in document
    ]
    return table(headings, rows)


def _shown(document: dict[str, Any]) -> str:
    head = facts(
        [
            (N_("Order"), document["id"]),
            (N_("State"), label("state", document["state"])),
            (N_("Kind"), f"{label('kind', document['kind'])}, {label('sub_kind', document['sub_kind'])}"),
            (N_("Employer"), document["employer"]),
            (N_("Deadline"), day(document["deadline"])),
            (N_("Next steps"), [label("action", each) for each in document["actions"]]),
            (N_("To look at"), [flag_sentence(flag) for line in document["lines"] for flag in line.get("flags", ())]),
        ]
    )
    headings = (N_("Post"), N_("Occupation"), N_("Place"), N_("Places"), N_("Taken"), N_("Wage from"), N_("to"))
    lines = [
        (
            line["id"],
            line["occupation"],
            line["place"],
            line["seats"],
            line["taken"],
            money(line["wage_month_min_fen"]),
            money(line["wage_month_max_fen"]),
        )
        for line in document["lines"]
    ]
    return "\n\n".join([head, table(headings, lines), _history(document["steps"])])


def _history(steps: list[dict[str, Any]]) -> str:
    headings = (N_("When"), N_("Who"), N_("Step"), N_("Note"))
    return table(
        headings, [(instant(one["at"]), one["by"], label("done", one["action"]), one["note"]) for one in steps]
    )
