"""Employers on the command line."""

from datetime import date, datetime
from typing import Any

import click

from services.employers import Employer, clear_arrears, find_employer, list_employers, mark_arrears
from web.commands.office import Office, in_office
from web.commands.program import DAY, Group
from web.commands.tables import described, table
from web.words import N_

MOST = 200
NOTE = click.option("--note", default="", help="The reason; it is kept with who did it and when.")
HEADINGS = {
    "id": N_("Employer number"),
    "name": N_("Employer"),
    "credit_code": N_("Social-credit code"),
    "wage_arrears_since": N_("Owes wages since"),
    "county": N_("County"),
    "industry": N_("Industry"),
}


@click.group(cls=Group)
def employers() -> None:
    """Employers: list them, mark and clear those that owe wages."""


@employers.command("list")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most employers shown.")
@in_office
def list_(office: Office, limit: int) -> None:
    """Employers you may read, by name."""
    with office.reading() as (session, actor):
        document = [
            {**_brief(each), "county": each.division.name, "industry": each.industry.name if each.industry else None}
            for each in list_employers(session, actor=actor, limit=limit)
        ]
    office.show(document, lambda: _listed(document))


@employers.command()
@click.argument("employer")
@click.option("--since", type=DAY, help="The day since when wages are owed; unset means today.", metavar="DATE")
@NOTE
@in_office
def mark(office: Office, employer: str, since: datetime | None, note: str) -> None:
    """Mark an employer that owes wages: it files no orders."""
    day: date = since.date() if since else office.today()
    with office.writing() as (session, actor):
        mark_arrears(session, employer, since=day, actor=actor, at=office.now(), note=note)
    _show(office, employer)


@employers.command()
@click.argument("employer")
@NOTE
@in_office
def clear(office: Office, employer: str, note: str) -> None:
    """Record that an employer has paid what it owed."""
    with office.writing() as (session, actor):
        clear_arrears(session, employer, actor=actor, at=office.now(), note=note)
    _show(office, employer)


def _show(office: Office, employer: str) -> None:
    with office.reading() as (session, actor):
        document = _brief(find_employer(session, employer, actor=actor))
    office.show(document, lambda: described(document, HEADINGS))


def _brief(employer: Employer) -> dict[str, Any]:
    return {
        "id": employer.public_id,
        "name": employer.name,
        "credit_code": employer.credit_code,
        "wage_arrears_since": employer.wage_arrears_since,
    }


def _listed(document: list[dict[str, Any]]) -> str:
    return table(tuple(HEADINGS.values()), [tuple(each[key] for key in HEADINGS) for each in document])
