"""The register on the command line; ID and telephone numbers stay masked."""

from datetime import date
from typing import Any

import click

from models.db import Database
from services.access import Actor
from services.labourers import Labourer, age_on, find_labourer, list_labourers, log_reading
from services.masking import mask_id, mask_phone
from services.snapshot import SITUATIONS
from web.commands.office import Office, in_office
from web.commands.program import Group, Word
from web.commands.tables import facts, table
from web.words import N_, label

MOST = 50
SEX = {1: "male", 2: "female"}
PURPOSE = "command line"


@click.group(cls=Group)
def labourers() -> None:
    """The register: list and show people, masked."""


@labourers.command("list")
@click.option("--text", default="", help="A name in 汉字, pinyin or initials; or a whole ID or telephone number.")
@click.option("--situation", type=Word(SITUATIONS), help="Only people in this present state.")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most people shown.")
@click.option("--offset", type=click.IntRange(0), default=0, help="How many to skip.")
@in_office
def list_(office: Office, text: str, situation: str | None, limit: int, offset: int) -> None:
    """People you may read, by pinyin."""
    with office.reading() as (session, actor):
        found, total = list_labourers(session, actor=actor, text=text, situation=situation, limit=limit, offset=offset)
        document = [_brief(labourer, office.today()) for labourer in found]
    office.show(document, lambda: _listed(document))
    if not office.in_json:
        office.tell(f"{len(document):,} / {total:,}")


@labourers.command()
@click.argument("labourer")
@in_office
def show(office: Office, labourer: str) -> None:
    """One person's file, masked; the reading is logged."""
    with office.reading() as (session, actor):
        found = find_labourer(session, labourer, actor=actor)
        document = _whole(found, office.today())
    record_reading(office, office.ready, found.id, actor)
    office.show(document, lambda: facts(document.items()))


def record_reading(office: Office, database: Database, labourer_id: int, actor: Actor) -> None:
    """Log that a person's file was read here."""
    with database.writing() as session:
        log_reading(session, labourer_id, actor=actor, at=office.now(), purpose=PURPOSE)


def _brief(labourer: Labourer, today: date) -> dict[str, Any]:
    return {
        "id": labourer.public_id,
        "name": labourer.name,
        "sex": SEX.get(labourer.sex),
        "age": age_on(labourer.birth, today),
        "home": labourer.home.name,
        "village": labourer.village,
        "situation": labourer.situation,
        "skills": [each.skill.name for each in labourer.skills],
        "phone": labourer.phone and mask_phone(labourer.phone),
    }


def _whole(labourer: Labourer, today: date) -> dict[str, Any]:
    return {
        **_brief(labourer, today),
        "id_number": labourer.id_number and mask_id(labourer.id_number),
        "birth": labourer.birth,
        "education": labourer.education,
        "skills": [
            {
                "code": each.skill.code,
                "name": each.skill.name,
                "level": each.level or None,
                "years": each.years_x10 / 10,
            }
            for each in labourer.skills
        ],
        "certificates": [
            {"name": each.certificate.name, "level": each.level or None, "expires_on": each.expires_on}
            for each in labourer.certificates
        ],
        "experience": [{"occupation": each.occupation.name, "months": each.months} for each in labourer.experience],
        "wishes": [each.occupation.name for each in labourer.wishes],
        "places": [each.division.name for each in labourer.places],
        "wage_floor_fen": labourer.wage_floor or None,
        "categories": [each.category.name for each in labourer.categories],
        "flags": labourer.flags,
        "waiting_since": labourer.waiting_since,
    }


def _listed(document: list[dict[str, Any]]) -> str:
    headings = (
        N_("Person"),
        N_("Name"),
        N_("Sex"),
        N_("Age"),
        N_("Home"),
        N_("Village"),
        N_("State"),
        N_("Skills"),
        N_("Phone"),
    )
    rows = [
        (
            each["id"],
            each["name"],
            label("sex", each["sex"] or 0),
            each["age"],
            each["home"],
            each["village"],
            label("situation", each["situation"]),
            each["skills"],
            each["phone"],
        )
        for each in document
    ]
    return table(headings, rows)
