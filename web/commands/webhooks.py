"""Webhooks on the command line: where a system is told of steps, and what became of that."""

from typing import Any

import click

from services.api_tokens import find_system, list_systems
from services.api_webhooks import (
    KINDS,
    add_webhook,
    describe_delivery,
    describe_webhooks,
    find_webhook,
    list_deliveries,
    list_webhooks,
    stop_webhook,
)
from web.commands.office import Office, in_office
from web.commands.program import Group, Word
from web.commands.tables import facts, table
from web.formats import instant
from web.words import N_

MOST = 50


@click.group(cls=Group)
def webhooks() -> None:
    """Webhooks of systems: add, list, what was sent, stop."""


@webhooks.command()
@click.argument("system")
@click.argument("url")
@click.option("--kind", "kinds", type=Word(KINDS), multiple=True, required=True,
              help="A step it is told of, like order.approve or placement.*; repeat it.")  # fmt: skip
@in_office
def add(office: Office, system: str, url: str, kinds: tuple[str, ...]) -> None:
    """Tell a system of steps at an address; the secret that signs them is shown once."""
    with office.writing() as (session, actor):
        found = find_system(session, system, actor=actor)
        made = add_webhook(session, found, url, kinds, settings=office.settings, actor=actor, at=office.now())
        document = {"webhook": made.public_id, "url": made.url, "kinds": made.kinds, "secret": made.secret}
    office.show(
        document,
        lambda: facts(
            [(N_("Webhook"), document["webhook"]), (N_("Address"), url), (N_("Steps"), document["kinds"]),
             (N_("Secret"), document["secret"])]
        ),
    )  # fmt: skip


@webhooks.command("list")
@in_office
def list_(office: Office) -> None:
    """The webhooks of the systems that you administer, with what waits, was sent and was given up."""
    with office.reading() as (session, actor):
        owners = {each.id: each.user.login for each in list_systems(session, actor=actor)}
        found = list_webhooks(session, owners)
        told = describe_webhooks(session, found)
        document = [{"system": owners[each.system_id], **one} for each, one in zip(found, told, strict=True)]
    headings = (
        N_("Webhook"), N_("System"), N_("Address"), N_("Steps"), N_("Waiting"), N_("Sent"), N_("Given up"),
        N_("Stopped"),
    )  # fmt: skip
    keys = ("id", "system", "url", "kinds", "waiting", "sent", "failed")
    office.show(
        document,
        lambda: table(headings, [(*(each[key] for key in keys), instant(each["stopped_at"])) for each in document]),
    )


@webhooks.command()
@click.argument("system")
@click.argument("webhook")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most shown.")
@in_office
def deliveries(office: Office, system: str, webhook: str, limit: int) -> None:
    """What a webhook was told, the newest first, and what came of it."""
    with office.reading() as (session, actor):
        owner = find_system(session, system, actor=actor)
        found = find_webhook(session, webhook, system_id=owner.id)
        document = [describe_delivery(each) for each in list_deliveries(session, found, limit=limit)]
    headings = (N_("Step"), N_("Of"), N_("State"), N_("Tries"), N_("Written"), N_("Next try"), N_("Last error"))
    office.show(document, lambda: table(headings, list(map(_row, document))))


def _row(each: dict[str, Any]) -> tuple[object, ...]:
    return (
        each["body"]["kind"], each["body"]["subject_id"], each["state"], each["attempts"], instant(each["written_at"]),
        instant(each["next_try_at"]), each["last_error"],
    )  # fmt: skip


@webhooks.command()
@click.argument("system")
@click.argument("webhook")
@in_office
def stop(office: Office, system: str, webhook: str) -> None:
    """Send nothing more to a webhook; what waits is given up."""
    with office.writing() as (session, actor):
        owner = find_system(session, system, actor=actor)
        found = find_webhook(session, webhook, system_id=owner.id)
        stop_webhook(session, found, actor=actor, at=office.now())
        document = {"webhook": found.public_id, "stopped_at": found.stopped_at}
    office.show(document, lambda: document["webhook"])
