"""Messages to labourers, to take away."""

from collections.abc import Iterator

from flask import g, request
from sqlalchemy.orm import Session

from services.masking import mask_phone
from services.message_desk import STATES, Posted, list_messages
from web import message_words  # noqa: F401  its tables of words
from web.formats import instant, now
from web.tables.table import paged, table
from web.words import N_, label


def _rows(session: Session) -> Iterator[Posted]:
    at, state = now(), request.args.get("state", "")
    state = state if state in STATES else ""
    return paged(
        lambda limit, offset: list_messages(session, actor=g.actor, at=at, state=state, limit=limit, offset=offset)
    )


def _phone(each: Posted) -> str | None:
    number = each.person.phone or each.person.other_phone
    return mask_phone(number) if number and each.message.channel != "letter" else None


table(
    "messages", N_("Messages"), "messages.read", _rows,
    (N_("Person"), lambda each: each.person.name),
    (N_("Home"), lambda each: each.person.home.name),
    (N_("Message"), lambda each: each.text),
    (N_("Way"), lambda each: label("message_channel", each.message.channel) if each.message.channel else None),
    (N_("Phone"), _phone),
    (N_("State"), lambda each: label("message_state", each.state)),
    (N_("Written"), lambda each: instant(each.message.written_at)),
    (N_("Sent"), lambda each: instant(each.message.sent_at) if each.message.sent_at else None),
    reads=lambda each: each.person.public_id,
)  # fmt: skip
