"""Messages to labourers on the command line: read them, take back, send again, print."""

from collections.abc import Callable
from typing import Any

import click

from services.masking import mask_phone
from services.message_desk import (
    STATES,
    TO_PRINT,
    Posted,
    list_messages,
    mark_printed,
    print_instead,
    send_again,
    take_back,
)
from web.commands.office import Office, in_office
from web.commands.program import Group, Word
from web.commands.tables import table
from web.formats import instant
from web.message_words import trouble
from web.words import N_, label

MOST = 50


@click.group(cls=Group)
def messages() -> None:
    """Messages to labourers: what waits, went out or failed."""


@messages.command("list")
@click.option("--state", type=Word(STATES), help="Only messages in this state.")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most messages shown.")
@in_office
def list_(office: Office, state: str | None, limit: int) -> None:
    """Messages to the people you may read about, the newest first."""
    show(office, state=state or "", limit=limit)


def show(office: Office, **which: Any) -> None:
    with office.reading() as (session, actor):
        document = [_brief(each) for each in list_messages(session, actor=actor, at=office.now(), **which)]
    headings = (N_("Number"), N_("Person"), N_("State"), N_("When"), N_("Way"), N_("Message"))
    office.show(document, lambda: table(headings, [_row(each) for each in document]))


def _brief(posted: Posted) -> dict[str, Any]:
    row, phone = posted.message, posted.person.phone or posted.person.other_phone
    names = ("channel", "gateway", "attempts", "last_error")
    times = ("written_at", "not_before", "next_try_at", "sent_at", "delivered_at", "cancelled_at")
    return {
        "id": row.public_id,
        "labourer": posted.person.public_id,
        "name": posted.person.name,
        "phone": mask_phone(phone) if phone else None,
        "state": posted.state,
        "text": posted.text,
        **{name: getattr(row, name) for name in (*names, *times)},
    }


def _row(each: dict[str, Any]) -> tuple[object, ...]:
    when = each["sent_at"] or each["cancelled_at"] or each["next_try_at"] or each["not_before"]
    state = label("message_state", each["state"])
    why = trouble(each["last_error"]) if each["last_error"] else ""
    way = label("message_channel", each["channel"]) if each["channel"] else ""
    return each["id"], each["name"], f"{state} {why}".strip(), instant(when), way, each["text"]


def step(name: str, service: Callable[..., Any], about: str) -> None:
    """Add the command of what an office does about one message."""

    @in_office
    def take(office: Office, message: str) -> None:
        with office.writing() as (session, actor):
            service(session, message, actor=actor, at=office.now())
        show(office, limit=MOST)

    messages.command(name, help=about)(click.argument("message")(take))


step("take-back", take_back, "Take back a message that was not sent yet.")
step("again", send_again, "Send a message again that was given up.")
step("as-letter", print_instead, "Let a message that was given up go as a letter.")


@messages.command()
@click.argument("letters", nargs=-1, required=True, metavar="MESSAGE...")
@in_office
def printed(office: Office, letters: tuple[str, ...]) -> None:
    """Say that letters were printed; they leave the list of those to print."""
    with office.writing() as (session, actor):
        mark_printed(session, letters, actor=actor, at=office.now())
    show(office, state=TO_PRINT, limit=MOST)
