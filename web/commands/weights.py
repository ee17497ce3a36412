"""Versions of the weights on the command line: read, draft, propose, run in the shadow, switch on."""

from functools import partial
from typing import Any

import click

from services.errors import Refusal
from services.shadow import run_shadow
from services.weights import (
    advance_weights,
    ask_shadow,
    brief_version,
    county_of_weights,
    describe_version,
    draft_weights,
    find_version,
    list_versions,
    values_in_force,
)
from services.weights_values import NUMBERS
from web.commands.classes import history
from web.commands.office import Office, in_office
from web.commands.program import Group
from web.commands.progress import working
from web.commands.steps import NOTE, adding
from web.commands.tables import facts, table
from web.field_names import field_name
from web.formats import day, instant
from web.weights_words import group_name, unit
from web.words import N_, label

MOST = 200
STEPS = {
    "propose": "Propose a draft: its numbers are fixed from now on.",
    "approve": "Switch a version on after its run in the shadow; never by whoever proposed it.",
    "refuse": "Refuse a proposed version, with the reason.",
    "withdraw": "Withdraw a version that is not in force, with the reason.",
}


@click.group(cls=Group)
def weights() -> None:
    """Weights of a county: their versions, from draft to switched on."""


@weights.command("list")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most versions shown.")
@in_office
def list_(office: Office, limit: int) -> None:
    """Versions you may read, the newest first."""
    with office.reading() as (session, actor):
        document = [brief_version(version) for version in list_versions(session, actor=actor, limit=limit)]
    headings = (N_("Number"), N_("County"), N_("Version"), N_("State"), N_("In force since"), N_("Reason"))
    office.show(
        document,
        lambda: table(
            headings,
            [
                (each["id"], each["county"], each["version"], label("weights_state", each["state"]),
                 instant(each["in_force_from"]), each["reason"])
                for each in document
            ],
        ),
    )  # fmt: skip


@weights.command("in-force")
@click.option("--county", default="", help="Code or name of the county; unset means that of your account.")
@in_office
def in_force(office: Office, county: str) -> None:
    """Every number of the weights a county ranks by, as `draft --set` takes it."""
    with office.reading() as (session, actor):
        code = county_of_weights(session, county, actor=actor)
        if code is None:
            raise Refusal("weights_of_county", field="county")
        name, values = values_in_force(session, code, actor=actor)
    office.show({"version": name, "values": values}, lambda: _numbers(values))


def _numbers(values: dict[str, str]) -> str:
    headings = (N_("Name"), N_("Item"), N_("In force"), N_("Unit"))
    rows = [(name, field_name(name), value, unit(NUMBERS[name].unit)) for name, value in values.items()]
    return table(headings, rows)


@weights.command()
@click.argument("version")
@in_office
def show(office: Office, version: str) -> None:
    """One version: what it changes, what its run in the shadow showed, its history and what you can do now."""
    _show(office, version)


@weights.command()
@click.option("--county", default="", help="Code or name of the county; unset means that of your account.")
@click.option("--reason", required=True, help="Why, in words.")
@click.option("--set", "changes", metavar="NAME=VALUE", multiple=True, required=True, help="A number of in-force.")
@in_office
def draft(office: Office, county: str, reason: str, changes: tuple[str, ...]) -> None:
    """Draft a version from the weights in force; the points must sum to 100."""
    fields = dict(_read(each) for each in changes)
    with office.writing() as (session, actor):
        code = county_of_weights(session, county, actor=actor)
        version = draft_weights(session, code, {**fields, "reason": reason}, actor=actor, at=office.now())
        public_id = version.public_id
    _show(office, public_id)


def _read(change: str) -> tuple[str, str]:
    name, sign, value = change.partition("=")
    name = name.strip()
    name = f"points_{name}" if f"points_{name}" in NUMBERS else name
    if not sign or name not in NUMBERS:
        known = ", ".join(each.removeprefix("points_") for each in NUMBERS)
        raise click.BadParameter(f"{change!r} is no NAME=VALUE of a number; the names are {known}.", param_hint="--set")
    return name, value


@weights.command()
@click.argument("version")
@in_office
def shadow(office: Office, version: str) -> None:
    """Run a proposed version on last season's lists, here and now, and show what would change."""
    with office.writing() as (session, actor):
        shadow_id = ask_shadow(session, version, actor=actor, at=office.now()).id
    with working("Ranking last season's lists again"):
        run_shadow(office.ready, shadow_id, now=office.now)
    _show(office, version)


def _show(office: Office, version: str) -> None:
    with office.reading() as (session, actor):
        document = describe_version(session, find_version(session, version, actor=actor), actor=actor)
    office.show(document, lambda: _shown(document))


_step = adding(weights, "version", _show)
for each, said in STEPS.items():
    _step(each, partial(advance_weights, action=each), said, NOTE)


def _shown(document: dict[str, Any]) -> str:
    head = facts(
        [
            (N_("Number"), document["id"]),
            (N_("County"), document["county"]),
            (N_("Version"), document["version"]),
            (N_("State"), label("weights_state", document["state"])),
            (N_("Reason"), document["reason"]),
            (N_("Next steps"), [label("weights_action", each) for each in document["actions"]]),
        ]
    )
    headings = (N_("Item"), N_("Was"), N_("Will be"), N_("Unit"))
    rows = [(field_name(each["name"]), each["old"], each["new"], unit(each["unit"])) for each in document["changes"]]
    parts = [head, table(headings, rows)]
    if document["shadow"]:
        parts.append(_shadow(document["shadow"]))
    return "\n\n".join([*parts, history(document["steps"])])


def _shadow(told: dict[str, Any]) -> str:
    total = told["total"]
    head = facts(
        [
            (N_("Lists since"), day(told["lists_since"])),
            (N_("Lists"), total["lists"]),
            (N_("Lists that differ"), total["changed"]),
            (N_("Places"), total["seats"]),
            (N_("Seats to other people"), total["gained"]),
            (N_("Moved on average"), total["mean"]),
            (N_("Most moved"), total["most"]),
        ]
    )
    headings = (
        N_("Group"),
        N_("Eligible"),
        N_("Seats before"),
        N_("Seats after"),
        N_("Ratio before"),
        N_("Ratio after"),
    )
    rows = [
        (f"{label('group_kind', each['kind'])} {group_name(each)}", each["considered"], each["seats_before"],
         each["seats_after"], _ratio(each["ratio_before"]), _ratio(each["ratio_after"]))
        for each in told["groups"]
    ]  # fmt: skip
    return "\n\n".join([head, table(headings, rows)])


def _ratio(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"
