"""Accounts to take away."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from flask import g, request
from sqlalchemy.orm import Session

from services.divisions import division_names
from services.sign_ins import last_seen
from services.users import ROLES, list_users
from web.formats import instant
from web.tables.table import paged, table
from web.words import N_, label


class _Row(NamedTuple):
    user: Any
    division: str | None
    seen: datetime | None


def _rows(session: Session) -> Iterator[_Row]:
    text, role = request.args.get("q", ""), request.args.get("role", "")
    role = role if role in ROLES else ""

    def read(limit: int, offset: int) -> list[_Row]:
        users = list_users(session, actor=g.actor, text=text, role=role, limit=limit, offset=offset)
        names = division_names(session, [each.division_code for each in users])
        seen = last_seen(session, [each.id for each in users])
        return [_Row(each, names.get(each.division_code or 0), seen.get(each.id)) for each in users]

    return paged(read)


table(
    "accounts", N_("Accounts"), "users.manage", _rows,
    (N_("Account"), lambda row: row.user.login),
    (N_("Name"), lambda row: row.user.name),
    (N_("Role"), lambda row: label("role", row.user.role)),
    (N_("Division"), lambda row: row.division),
    (N_("Last seen"), lambda row: instant(row.seen) if row.seen else None),
    (N_("Disabled"), lambda row: instant(row.user.disabled_at) if row.user.disabled_at else None),
)  # fmt: skip
