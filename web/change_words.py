"""What a change says: the label of its field, and the value before and after in words."""

from collections.abc import Callable, Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Flask, g
from flask_babel import gettext

from services.intake.batch import Change
from services.masking import mask_phone
from services.words import Vocabulary, vocabulary
from web.field_names import field_name
from web.formats import MISSING, comma, day, money, months, named, place, schooling, span, wage
from web.words import label

# Columns whose field goes by another name in sheets and forms.
_NAMED = {
    "home_code": "division",
    "division_code": "place",
    "county_code": "county",
    "situation": "state",
    "ethnicity": "nation",
    "wishes": "wish_occupations",
    "places": "wish_places",
    "industries": "wish_industries",
    "experience": "work_history",
    "busy_months": "season",
    "work_range": "distance",
    "wants_board": "board",
    "wants_lodging": "lodging",
    "training_wish": "training_wishes",
    "wants_training": "training",
    "occupation_id": "occupation",
    "industry_id": "industry",
}


def changed(change: Change) -> tuple[str, str, str]:
    """The label of a field, and what it said before and says after."""
    words = _WORDS.get(change.field, _plain)
    return (
        field_name(_NAMED.get(change.field, change.field)),
        MISSING if change.before is None else words(change.before) or MISSING,
        words(change.after) or MISSING,
    )


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        return day(value)
    return "" if value is None else str(value)


def _entry(words: Vocabulary, kind: str, entry_id: int) -> Any:
    found = getattr(words, kind)
    return found.entries[found.dense[entry_id]] if hasattr(found, "dense") else found.by_id[entry_id]


def _items(kind: str, detail: Callable[[int], str] = lambda _: "") -> Callable[[Iterable[Any]], str]:
    """Names of a list of ids of word lists, each with its level or months."""

    def words(items: Iterable[Any]) -> str:
        lists = vocabulary(g.opened)
        pairs = [(item, 0) if isinstance(item, int) else item[:2] for item in items]
        return comma().join(f"{named(_entry(lists, kind, each))}{detail(more)}" for each, more in pairs)

    return words


def _level(level: int) -> str:
    return f" {label('level', level)}" if level else ""


def _months(count: int) -> str:
    return " " + span(count) if count else ""


def _one(kind: str) -> Callable[[int | None], str]:
    return lambda entry: _items(kind)([entry]) if entry else ""


def _label(table: str) -> Callable[[Any], str]:
    return lambda code: label(table, code) if code else ""


def _wage(value: tuple[int, int, str]) -> str:
    return wage(SimpleNamespace(wage_min=value[0], wage_max=value[1], wage_unit=value[2]))


_WORDS: dict[str, Callable[[Any], str]] = {
    "wage": _wage,
    "skills": _items("skills", _level),
    "certificates": _items("certificates", _level),
    "wishes": _items("occupations"),
    "experience": _items("occupations", _months),
    "places": lambda items: comma().join(place(code) for code, _ in items),
    "industries": _items("industries"),
    "categories": _items("categories"),
    "occupations": _items("occupations"),
    "occupation_id": _one("occupations"),
    "industry_id": _one("industries"),
    "home_code": place,
    "division_code": place,
    "county_code": place,
    "phone": lambda number: mask_phone(number) if number else "",
    "other_phone": lambda number: mask_phone(number) if number else "",
    "sex": _label("sex"),
    "marital": _label("marital"),
    "situation": _label("situation"),
    "work_range": _label("range"),
    "wage_unit": _label("wage_unit"),
    "pay_method": _label("pay_method"),
    "sub_kind": _label("sub_kind"),
    "education": lambda rank: schooling(rank) if rank else "",
    "busy_months": lambda bits: months(bits) if bits else "",
    **dict.fromkeys(("wage_min", "wage_max", "board_value", "lodging_value"), money),
}


def use_change_words(app: Flask) -> None:
    app.jinja_env.filters.update(changed=changed)
