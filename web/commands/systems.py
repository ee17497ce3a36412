"""Other systems on the command line: given a token with its rights, listed, ended."""

from typing import Any

import click

from services.access import PERMISSIONS
from services.api_tokens import (
    NO_SYSTEM,
    add_system,
    describe_system,
    find_system,
    list_systems,
    new_token,
    revoke_tokens,
)
from services.divisions import division_names
from services.employers import find_employer
from services.training_bases import find_base
from services.users import ROLES
from web.commands.office import Office, in_office
from web.commands.program import Group, Word
from web.commands.tables import facts, table
from web.formats import instant
from web.words import N_, label


@click.group(cls=Group)
def systems() -> None:
    """Systems that call the API: add, another token, list, revoke."""


@systems.command()
@click.argument("system")
@click.option(
    "--role", type=Word([role for role in ROLES if role != NO_SYSTEM]), required=True, help="What it acts as."
)
@click.option("--right", "rights", type=Word(tuple(PERMISSIONS)), multiple=True, required=True,
              help="A right it may use of its role; repeat it.")  # fmt: skip
@click.option("--name", default="", help="The name that histories show.")
@click.option("--division", metavar="CODE|NAME", help="The division it acts in.")
@click.option("--employer", metavar="ID", help="The employer it speaks for.")
@click.option("--base", metavar="ID", help="The training base it speaks for.")
@in_office
def add(
    office: Office, system: str, role: str, rights: tuple[str, ...], name: str, division: str | None,
    employer: str | None, base: str | None,
) -> None:  # fmt: skip
    """Add a system with its first token, which is shown once."""
    with office.writing() as (session, actor):
        made = add_system(
            session, system, name=name, role=role, rights=rights, actor=actor, at=office.now(),
            division_code=office.division(session, division),
            employer_id=find_employer(session, employer, actor=actor).id if employer else None,
            base_id=find_base(session, base, actor=actor).id if base else None,
        )  # fmt: skip
        shown = new_token(session, made, actor=actor, at=office.now())
    _show(office, system, shown)


@systems.command()
@click.argument("system")
@in_office
def token(office: Office, system: str) -> None:
    """Another token for a system, which is shown once; end the old one when the new one is in use."""
    with office.writing() as (session, actor):
        shown = new_token(session, find_system(session, system, actor=actor), actor=actor, at=office.now())
    _show(office, system, shown)


@systems.command("list")
@in_office
def list_(office: Office) -> None:
    """The systems that you administer, with their tokens."""
    with office.reading() as (session, actor):
        document = [describe_system(each) for each in list_systems(session, actor=actor)]
        names = division_names(session, [each["division"] for each in document])
    office.show(document, lambda: _listed(document, names))


@systems.command()
@click.argument("system")
@click.option("--token", metavar="ID", help="Only this token; unset ends all of them, and the webhooks.")
@in_office
def revoke(office: Office, system: str, token: str | None) -> None:
    """End the tokens of a system."""
    with office.writing() as (session, actor):
        revoke_tokens(session, find_system(session, system, actor=actor), token=token, actor=actor, at=office.now())
    _show(office, system)


def _show(office: Office, system: str, shown: str | None = None) -> None:
    with office.reading() as (session, actor):
        document = describe_system(find_system(session, system, actor=actor))
    whole = {**document, "token": shown} if shown else document
    office.show(whole, lambda: _described(whole))


def _described(document: dict[str, Any]) -> str:
    head = [
        (N_("System"), document["system"]),
        (N_("Role"), label("role", document["role"])),
        (N_("Rights"), document["rights"]),
        *([(N_("Token"), document["token"])] if "token" in document else []),
    ]
    headings = (N_("Token"), N_("Made"), N_("Last used"), N_("Ended"))
    rows = [
        (each["id"], instant(each["made_at"]), instant(each["last_used_at"]), instant(each["revoked_at"]))
        for each in document["tokens"]
    ]
    return f"{facts(head)}\n\n{table(headings, rows)}"


def _listed(document: list[dict[str, Any]], divisions: dict[int, str]) -> str:
    headings = (N_("System"), N_("Role"), N_("Division"), N_("Rights"), N_("Tokens in force"), N_("Last used"))
    rows = [
        (
            each["system"], label("role", each["role"]), divisions.get(each["division"]), each["rights"],
            sum(token["revoked_at"] is None for token in each["tokens"]),
            instant(max((token["last_used_at"] for token in each["tokens"] if token["last_used_at"]), default=None)),
        )
        for each in document
    ]  # fmt: skip
    return table(headings, rows)
