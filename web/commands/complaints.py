"""Complaints on the command line: what is to be answered, the first due first."""

from typing import Any

import click

from services.complaint_list import Listed, list_complaints
from web import complaint_words, queue_words  # noqa: F401  the words of the table
from web.commands.office import Office, in_office
from web.commands.program import Command
from web.commands.tables import table
from web.formats import instant
from web.placement_words import CAUSES, word
from web.words import N_, label

MOST = 50


@click.command("complaints", cls=Command)
@click.option("--all", "answered", is_flag=True, help="Those that were answered, too.")
@click.option("--employer", default="", help="Only about this employer (its number).")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most shown.")
@in_office
def complaints_command(office: Office, answered: bool, employer: str, limit: int) -> None:
    """Complaints that displacements opened and that people wrote themselves, the first due first."""
    at = office.now()
    with office.reading() as (session, actor):
        found = list_complaints(session, actor=actor, at=at, answered=answered, employer=employer, limit=limit)
        document = [{**_brief(each), "late": each.is_late(at)} for each in found.rows]
    office.show(document, lambda: _table(document))


def _brief(each: Listed) -> dict[str, Any]:
    row = each.complaint
    return {
        "id": row.public_id,
        "state": row.state,
        "labourer": each.labourer,
        "name": each.person,
        "employer": each.employer,
        "displacement": each.displacement,
        "cause": each.cause,
        "kind": row.kind,
        "text": row.text,
        "received_at": row.received_at,
        "answer_by": row.answer_by,
        "turn": each.charge and each.charge.level,
        "turn_name": each.name or None,
    }


def _table(document: list[dict[str, Any]]) -> str:
    headings = (
        N_("Displacement"), N_("Name"), N_("Cause"), N_("Employer reported"), N_("Answer by"), N_("Late"),
        N_("Whose turn"), N_("State"), N_("What they say"),
    )  # fmt: skip
    rows = [
        (
            each["displacement"] or each["id"], each["name"],
            word(CAUSES, each["cause"]) if each["cause"] else label("complaint_kind", each["kind"]), each["employer"],
            instant(each["answer_by"]), "!" if each["late"] else "",
            each["turn_name"] or (each["turn"] and label("work_level", each["turn"])),
            label("complaint_state", each["state"]), each["text"],
        )
        for each in document
    ]  # fmt: skip
    return table(headings, rows)
