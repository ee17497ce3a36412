"""Offers on the command line: made from a list or for a person, answered, withdrawn."""

from typing import Any

import click

from services.placements import offer_from_list, offer_line
from web.commands.office import Office, in_office
from web.commands.placements import ANSWERS, MOST, show_list, show_one
from web.commands.program import Group
from web.commands.steps import adding


@click.group(cls=Group)
def offers() -> None:
    """Offers of posts to people: make, list, and their answers."""


@offers.command()
@click.option("--labourer", required=True, help="Who is offered the post.")
@click.option("--list", "list_id", help="The stored list that the person is picked from.")
@click.option("--order", help="The order, where there is no list.")
@click.option("--line", help="The post of the order; unset means the first.")
@click.option("--departure", default="", help="Why somebody higher on the list is passed over.")
@click.option("--channel", default="", help="Who brought the two together.")
@in_office
def make(office: Office, labourer: str, list_id: str | None, order: str | None, line: str | None, **more: Any) -> None:
    """Hold a place for a person and offer it to them."""
    if (list_id is None) == (order is None):
        raise click.UsageError("Give either --list or --order.")
    with office.writing() as (session, actor):
        if list_id is not None:
            made = offer_from_list(session, list_id, labourer, actor=actor, at=office.now(), **more)
        else:
            made = offer_line(session, order or "", labourer, line_id=line, actor=actor, at=office.now(), **more)
        placement = made.public_id
    show_one(office, placement)


@offers.command("list")
@click.option("--order", help="Only those of this order.")
@click.option("--labourer", help="Only those to this person.")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most offers shown.")
@in_office
def list_(office: Office, **which: Any) -> None:
    """Offers that wait for an answer, the newest first."""
    show_list(office, state="offered", **which)


_step = adding(offers, "placement", show_one)
for answer, answering, about, asked in ANSWERS:
    _step(answer, answering, about, *asked)
