"""Rows of the figures of offices: a name and its counts, in the order in which they are read."""

from typing import Any, NamedTuple

from flask import request
from sqlalchemy.orm import Session

from services.access import Actor
from services.divisions import gazetteer
from services.figures import Figures, figures
from web.figure_words import COUNTED_BY
from web.words import label


class Row(NamedTuple):
    name: str
    one: Figures


def counted_by() -> str:
    """What the address asks for: a key of `COUNTED_BY`, the month when it asks for nothing."""
    asked = request.args.get("by", "")
    return asked if asked in COUNTED_BY else "month"


def figure_rows(session: Session, by: str, *, actor: Actor) -> list[Row]:
    """The figures of each group: months in their order, all others the most people first."""
    found = [Row(_name(session, by, key), one) for key, one in figures(session, by, actor=actor).items()]
    return found if by == "month" else sorted(found, key=lambda row: -row.one.trained)


def _name(session: Session, by: str, key: Any) -> str:
    match by:
        case "month":
            return month(key)
        case "township":
            return "".join(each.name for each in gazetteer(session).path(key)[2:]) or str(key)
        case "programme":
            return label("programme", key)
        case _:
            return str(key)


def month(key: int | str) -> str:
    """202703 as 2027-03."""
    return f"{str(key)[:4]}-{str(key)[4:]}"
