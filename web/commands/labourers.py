"""The register on the command line; ID and telephone numbers stay masked."""

from datetime import date
from typing import Any

import click
from flask_babel import gettext

from models.db import Database
from services.access import Actor
from services.calendar import age_on
from services.erasure_proof import proof_of_erasure
from services.labourers import Labourer, find_labourer, list_labourers, log_reading
from services.masking import mask_id, mask_phone
from services.snapshot import SITUATIONS
from services.words import vocabulary
from web.commands.office import Office, in_office
from web.commands.program import Group, Word
from web.commands.tables import facts, table
from web.errors import flag_sentence
from web.formats import day, money, schooling_in, span, years
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
        document, words = _whole(found, office.today()), vocabulary(session)
    record_reading(office, office.ready, found.id, actor)
    office.show(document, lambda: _file(document, schooling_in(words, document["education"])))


@labourers.command("erased")
@click.argument("labourer")
@in_office
def erased(office: Office, labourer: str) -> None:
    """What is left of a person who was erased: the row itself, and every table that points at it."""
    with office.reading() as (session, actor):
        proof = proof_of_erasure(session, labourer, actor=actor)
    document = {
        "id": proof.public_id,
        "erased_at": proof.erased_at,
        "row": proof.row,
        "left": [{"table": each.table, "rows": each.rows, "words": list(each.words)} for each in proof.left],
    }
    office.show(document, lambda: _proof(document))


def _proof(document: dict[str, Any]) -> str:
    rows = [(each["table"], each["rows"], each["words"]) for each in document["left"]]
    said = [(name, str(value)) for name, value in document["row"].items()]
    return facts(said) + "\n\n" + table((N_("Table"), N_("Rows"), N_("Words left in them")), rows)


def record_reading(office: Office, database: Database, labourer_id: int, actor: Actor) -> None:
    """Log that a person's file was read here."""
    with database.writing() as session:
        log_reading(session, labourer_id, actor=actor, at=office.now(), purpose=PURPOSE)


def _brief(labourer: Labourer, today: date) -> dict[str, Any]:
    return {
        "id": labourer.public_id,
        "name": labourer.name,
        "sex": SEX.get(labourer.sex),
        "age": labourer.birth and age_on(labourer.birth, today),
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


def _file(document: dict[str, Any], schooling: str) -> str:
    """A file for people: words for its codes, the labels of the page."""
    return facts(
        [
            (N_("Person"), document["id"]),
            (N_("Name"), document["name"]),
            (N_("Sex"), document["sex"] and label("sex", document["sex"])),
            (N_("Age"), document["age"]),
            (N_("Birth date"), day(document["birth"])),
            (N_("ID number"), document["id_number"]),
            (N_("Phone"), document["phone"]),
            (N_("Home"), f"{document['home']}{document['village']}"),
            (N_("State"), label("situation", document["situation"])),
            (N_("Education"), schooling),
            (N_("Categories"), document["categories"]),
            (N_("Skills"), [_skill(each) for each in document["skills"]]),
            (N_("Certificates"), [_certificate(each) for each in document["certificates"]]),
            (N_("Work history"), [_work(each) for each in document["experience"]]),
            (N_("Wished occupations"), document["wishes"]),
            (N_("Wished places"), document["places"]),
            (N_("Wage"), _floor(document["wage_floor_fen"])),
            (N_("To look at"), [flag_sentence(flag) for flag in document["flags"]]),
            (N_("Waiting since"), day(document["waiting_since"])),
        ]
    )


def _skill(skill: dict[str, Any]) -> str:
    level = label("level", skill["level"]) if skill["level"] else ""
    lasted = years(round(skill["years"] * 10)) if skill["years"] else ""
    return " ".join(part for part in (skill["name"], level, lasted) if part)


def _certificate(held: dict[str, Any]) -> str:
    level = f" {label('level', held['level'])}" if held["level"] else ""
    until = f" {gettext('until')} {day(held['expires_on'])}" if held["expires_on"] else ""
    return f"{held['name']}{level}{until}"


def _work(done: dict[str, Any]) -> str:
    months = f" {span(done['months'])}" if done["months"] else ""
    return f"{done['occupation']}{months}"


def _floor(fen: int | None) -> str | None:
    return gettext("at least %(amount)s a month", amount=money(fen)) if fen else None


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
