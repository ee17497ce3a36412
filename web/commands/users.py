"""Accounts on the command line."""

import secrets
from typing import Any

import click
from sqlalchemy.orm import Session

from services.access import Actor
from services.divisions import division_names
from services.employers import find_employer
from services.errors import NotFound
from services.handing_over import hand_over
from services.labourers import Labourer, find_labourer
from services.second_factor import drop_factor_of
from services.sign_outs import sign_out_everybody
from services.training_bases import list_bases
from services.users import (
    ROLES,
    User,
    add_user,
    disable_user,
    enable_user,
    list_users,
    reset_password,
    tie_to_single_sign_on,
)
from web.commands.office import Office, in_office
from web.commands.program import Group, Word, standard_input
from web.commands.tables import described, facts, table
from web.formats import instant
from web.words import N_, label

PASSWORD = click.option("--password", metavar="TEXT|-", help="The password; - reads it from standard input.")
ALL_BASES = 100_000
HEADINGS = {
    "login": N_("Account"),
    "name": N_("Name"),
    "role": N_("Role"),
    "division": N_("Division"),
    "disabled_at": N_("Disabled"),
    "password": N_("Password"),
}
HANDED = {"handed": N_("Handed over"), "left": N_("Left: no right to them")}


@click.group(cls=Group)
def users() -> None:
    """Accounts: add, list, disable and enable, sign out, set a new password, hand work over."""


@users.command()
@click.argument("login")
@click.option("--role", type=Word(ROLES), required=True, help="What the account may do.")
@click.option("--name", default="", help="The person's name.")
@click.option("--division", metavar="CODE|NAME", help="The division the role covers.")
@click.option("--employer", metavar="ID", help="The employer the account speaks for.")
@click.option("--base", metavar="ID", help="The training base the account speaks for.")
@click.option("--labourer", metavar="ID", multiple=True, help="The person the account belongs to; a family repeats it.")
@PASSWORD
@in_office
def add(office: Office, login: str, role: str, name: str, password: str | None, **belongs: Any) -> None:
    """Add an account; without --password one is made up and shown once."""
    if role in belongs and not belongs[role]:
        raise click.UsageError(f"An account of the role {role} needs --{role} ID.")
    if belongs["labourer"] and role != "labourer":
        raise click.UsageError("--labourer goes with the role labourer.")
    chosen = _password(password)
    with office.writing() as (session, actor):
        people = [find_labourer(session, each, actor=actor) for each in belongs["labourer"]]
        whose: dict[str, Any] = {
            "division_code": office.division(session, belongs["division"]) or _home_of(people),
            "labourers": people,
            **_speaks_for(session, actor, **belongs),
        }
        user = add_user(session, login, name=name, role=role, password=chosen, actor=actor, at=office.now(), **whose)
        document = _described(user)
    _show(office, document, None if password else chosen)


def _home_of(people: list[Labourer]) -> int | None:
    """Where an account of labourers is administered: by the office of their home."""
    return people[0].home_code if people else None


def _speaks_for(
    session: Session, actor: Actor, employer: str | None, base: str | None, **_: object
) -> dict[str, int | None]:
    return {
        "employer_id": find_employer(session, employer, actor=actor).id if employer else None,
        "base_id": _base(session, base, actor) if base else None,
    }


def _base(session: Session, public_id: str, actor: Actor) -> int:
    for base in list_bases(session, actor=actor, limit=ALL_BASES):
        if base.public_id == public_id:
            return base.id
    raise NotFound("base_unknown", field="base", id=public_id)


@users.command("list")
@in_office
def list_(office: Office) -> None:
    """Accounts you administer, by login."""
    with office.reading() as (session, actor):
        document = [_described(user) for user in list_users(session, actor=actor)]
        names = division_names(session, [one["division"] for one in document])
    office.show(document, lambda: _listed(document, names))


@users.command()
@click.argument("login")
@in_office
def disable(office: Office, login: str) -> None:
    """Disable an account: it can no longer sign in; its history stays."""
    with office.writing() as (session, actor):
        document = _described(disable_user(session, login, actor=actor, at=office.now()))
    _show(office, document)


@users.command()
@click.argument("login")
@in_office
def enable(office: Office, login: str) -> None:
    """Enable an account again; its password is the one it had."""
    with office.writing() as (session, actor):
        document = _described(enable_user(session, login, actor=actor, at=office.now()))
    _show(office, document)


@users.command("sign-out")
@click.option("--everybody", is_flag=True, help="All accounts, the one that acts included.")
@click.option("--division", metavar="CODE|NAME", help="The accounts of this division and of those below it.")
@in_office
def sign_out(office: Office, everybody: bool, division: str | None) -> None:
    """Sign many out at once: everybody, or all accounts of a division; they can sign in again."""
    if everybody == bool(division):
        raise click.UsageError("Say either --everybody or --division.")
    with office.writing() as (session, actor):
        code = office.division(session, division)
        document = {"ended": sign_out_everybody(session, actor=actor, at=office.now(), division=code)}
    office.show(document, lambda: facts([(N_("Sign-ins ended"), document["ended"])]))


@users.command("drop-factor")
@click.argument("login")
@in_office
def drop_factor(office: Office, login: str) -> None:
    """Take the second step of signing in from an account whose phone is lost."""
    with office.writing() as (session, actor):
        document = _described(drop_factor_of(session, login, actor=actor, at=office.now()))
    _show(office, document)


@users.command("hand-over")
@click.argument("login")
@click.option("--to", "successor", metavar="LOGIN", required=True, help="The account that takes the work.")
@in_office
def hand_over_command(office: Office, login: str, successor: str) -> None:
    """Put another name on the open work of an account: displaced people and placements it took on."""
    with office.writing() as (session, actor):
        handed = hand_over(session, login, successor, actor=actor, at=office.now())
    document = {"handed": handed.done, "left": handed.left}
    office.show(document, lambda: described(document, HANDED))


@users.command("single-sign-on")
@click.argument("login")
@click.argument("name", default="")
@in_office
def single_sign_on(office: Office, login: str, name: str) -> None:
    """Let who the county's single sign-on calls NAME use the account; without NAME nobody."""
    with office.writing() as (session, actor):
        document = _described(tie_to_single_sign_on(session, login, name, actor=actor, at=office.now()))
    _show(office, document)


@users.command()
@click.argument("login")
@PASSWORD
@in_office
def reset(office: Office, login: str, password: str | None) -> None:
    """Set a new password; unlocks and enables the account."""
    chosen = _password(password)
    with office.writing() as (session, actor):
        document = _described(reset_password(session, login, chosen, actor=actor, at=office.now()))
    _show(office, document, None if password else chosen)


def _password(given: str | None) -> str:
    if given == "-":
        return standard_input().readline().rstrip("\r\n")
    return given or secrets.token_urlsafe(12)


def _show(office: Office, document: dict[str, Any], made_up: str | None = None) -> None:
    whole = {**document, "password": made_up} if made_up else document
    with office.reading() as (session, _):
        names = division_names(session, [document["division"]])
    office.show(whole, lambda: described(_in_words(whole, names), HEADINGS))


def _described(user: User) -> dict[str, Any]:
    return {
        "id": user.public_id,
        "login": user.login,
        "name": user.name,
        "role": user.role,
        "division": user.division_code,
        "disabled_at": user.disabled_at,
    }


def _in_words(one: dict[str, Any], divisions: dict[int, str]) -> dict[str, Any]:
    words = {
        "role": label("role", one["role"]),
        "division": divisions.get(one["division"]),
        "disabled_at": instant(one["disabled_at"]),
    }
    return {**one, **words}


def _listed(document: list[dict[str, Any]], divisions: dict[int, str]) -> str:
    shown = [_in_words(one, divisions) for one in document]
    keys = [key for key in HEADINGS if key != "password"]
    return table([HEADINGS[key] for key in keys], [[one[key] for key in keys] for one in shown])
