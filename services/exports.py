"""Whatever leaves the program as a file or on paper is written down: which table, as what, how many rows, by which
filters, by whom. What somebody typed to search by is not: a search for a person holds their name."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from services.access import Actor
from services.audit import Row, audit

CODED = ("state", "situation", "group", "kind", "by", "role", "who", "sort", "only", "line", "employer", "due", "mine")
"""Filters whose values are codes of lists or public ids; of every other one only the name is kept."""
_CODE = re.compile(r"[\w.-]{1,24}", re.ASCII)


def log_export(
    session: Session, table: str, form: str, *, rows: int | None, filters: Iterable[tuple[str, str]] = (), actor: Actor,
    at: datetime, subject: Row | None = None,
) -> None:  # fmt: skip
    """Write down that `actor` took `table` away as `form`, `rows` lines of it (None where they are not counted)."""
    asked = [_filter(name, text) for name, text in filters if text and _CODE.fullmatch(name)]
    told = " ".join((table, form, "-" if rows is None else str(rows), *asked))
    audit(session, "export.make", actor=actor, at=at, subject=subject, detail=told)


def _filter(name: str, text: str) -> str:
    return f"{name}={text}" if name in CODED and _CODE.fullmatch(text) else name
