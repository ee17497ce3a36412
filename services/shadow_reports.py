"""What a run in the shadow showed, for a page or a command: lists, sums and groups with their impact ratios."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching.impact import Selection, impacts
from models.category import Category
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.weights_version import WeightsShadow
from services.divisions import gazetteer
from services.masking import mask_name

KINDS = ("sex", "age", "category", "township")
UNKNOWN = 0


def describe_shadow(session: Session, shadow: WeightsShadow) -> dict[str, Any]:
    """A finished run as JSON: `lists`, what changes in all of them, and `groups`. Names of people are masked."""
    figures = shadow.figures or {}
    return {
        "made_at": shadow.handled_at,
        "rule_hash": shadow.rule_hash,
        "against": shadow.against,
        "against_hash": shadow.against_hash,
        "lists_since": shadow.lists_since,
        "more_lists": figures["more_lists"],
        "total": _total(figures["lists"]),
        "lists": sorted(_lists(session, figures["lists"]), key=lambda each: (-each["gained"], -each["mean"])),
        "groups": [
            {"kind": kind, "name": _name(session, kind, int(code)), "code": int(code), **row}
            for kind in KINDS
            for code, row in _groups(figures["groups"].get(kind, {})).items()
        ],
    }


def _total(lists: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums over all lists; `mean` is of all people compared."""
    compared = sum(each["compared"] for each in lists)
    return {
        "lists": len(lists),
        "changed": sum(each["moved"] > 0 or each["gained"] > 0 or each["lost"] > 0 for each in lists),
        "compared": compared,
        "mean": round(sum(each["mean"] * each["compared"] for each in lists) / compared, 2) if compared else 0.0,
        "most": max((each["most"] for each in lists), default=0),
        "seats": sum(min(each["seats"], each["eligible"][0]) for each in lists),
        "gained": sum(each["gained"] for each in lists),
    }


def _lists(session: Session, lists: list[dict[str, Any]]) -> list[dict[str, Any]]:
    query = select(OrderLine).where(OrderLine.public_id.in_([each["line"] for each in lists]))
    options = (joinedload(OrderLine.occupation), joinedload(OrderLine.order).joinedload(Order.employer))
    lines = {line.public_id: line for line in session.scalars(query.options(*options))}
    people = _people(session, [number for each in lists for name in ("entered", "left") for number in each[name]])
    return [
        {
            **each,
            "title": (line.title or line.occupation.name) if (line := lines.get(each["line"])) else None,
            "employer": line.order.employer.name if line else None,
            **{name: [people[number] for number in each[name] if number in people] for name in ("entered", "left")},
        }
        for each in lists
    ]


def _people(session: Session, ids: list[int]) -> dict[int, dict[str, str]]:
    query = select(Labourer.id, Labourer.public_id, Labourer.name).where(Labourer.id.in_(ids))
    return {row.id: {"id": row.public_id, "name": mask_name(row.name)} for row in session.execute(query)}


def _groups(groups: dict[str, list[int]]) -> dict[str, dict[str, Any]]:
    """Of each group: considered, seats, rate and impact ratio by the weights in force and by the new ones."""
    before = {code: Selection(*row[:2]) for code, row in groups.items()}
    after = {code: Selection(*row[2:]) for code, row in groups.items()}
    was, will = impacts(before), impacts(after)
    return {
        code: {
            "considered": after[code].considered,
            "seats_before": before[code].selected,
            "seats_after": after[code].selected,
            "rate_before": _rounded(before[code].rate),
            "rate_after": _rounded(after[code].rate),
            "ratio_before": _rounded(was[code].ratio),
            "ratio_after": _rounded(will[code].ratio),
            "low": will[code].low,
            "was_low": was[code].low,
            "worse": will[code].low and (not was[code].low or (will[code].ratio or 0) < (was[code].ratio or 0)),
        }
        for code in groups
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _name(session: Session, kind: str, code: int) -> str | None:
    """The Chinese name of a township or a category; sexes and ages are words of the page."""
    if code == UNKNOWN:
        return None
    if kind == "township":
        division = gazetteer(session).by_code.get(code)
        return division.name if division else str(code)
    return session.get_one(Category, code).name if kind == "category" else None
