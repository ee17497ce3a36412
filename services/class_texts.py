"""The class form of the pages: texts to a draft, with every fault at its field, and a class as such texts again."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from models.training_class import TrainingClass
from services.access import Actor
from services.class_forms import ClassWords, read_class
from services.classes import MOST_PLACES, ClassDraft
from services.divisions import gazetteer
from services.errors import Refusal, Several, tried
from services.order_form_posts import occupation_text, word_of
from services.sheets.fields.counts import read_count
from services.sheets.fields.dates import read_day
from services.sheets.fields.lists import read_list
from services.words import vocabulary

T = TypeVar("T")
MOST_HOURS, MOST_FEE = 5_000, 100_000
_LONGEST = {
    "address": 200,
    "teacher": 60,
    "teaching_plan": 4_000,
    "lesson_preparation": 4_000,
    "examination_plan": 4_000,
}
_CODES = {"programme": "skill", "kind": "at_base", "fee_way": "free"}
_TICKS = ("three_free", "work_study")
_NEEDED = {"class_title": "", "occupation": "", "class_starts_on": date.max, "ends_on": date.max, "places": 1}


def read_class_form(session: Session, fields: Mapping[str, str], *, actor: Actor) -> ClassDraft:
    """The class that a form says; `fields` are named as `class_texts` names them.

    Raises Several with every refusal, each with the field it belongs to.
    """
    errors: list[Refusal] = []
    said = _words(fields, errors)
    if actor.base_id is None and not said.base:
        raise Several([Refusal("missing", field="base"), *errors])
    missing = {each.field for each in errors}
    try:
        draft = read_class(session, said, actor=actor)
    except Several as unknown:
        raise Several([*errors, *(each for each in unknown.refusals if each.field not in missing)]) from None
    if errors:
        raise Several(errors)
    return draft


def _words(fields: Mapping[str, str], errors: list[Refusal]) -> ClassWords:
    text = {name: value.strip() for name, value in fields.items()}
    needed = {name: _needed(text, name, errors) for name in _NEEDED}
    plain: dict[str, Any] = {name: tried(errors, partial(_short, text, name)) or "" for name in _LONGEST}
    plain |= {name: text.get(name) or usual for name, usual in _CODES.items()}
    plain |= {name: bool(text.get(name)) for name in _TICKS}
    plain["hours"] = tried(errors, lambda: _number(text, "lesson_hours", MOST_HOURS)) or 0
    plain["fee"] = tried(errors, lambda: _number(text, "fee", MOST_FEE)) or 0
    level = text.get("level", "")
    return ClassWords(
        title=needed.pop("class_title"),
        starts_on=needed.pop("class_starts_on"),
        base=text.get("base") or None,
        place=text.get("division") or None,
        level=int(level) if level in tuple("12345") else 0,
        certificate=text.get("certificates") or None,
        skills=tuple(read_list(text.get("skills", ""))),
        **needed,
        **plain,
    )


def _needed(text: Mapping[str, str], name: str, errors: list[Refusal]) -> Any:
    """What must be said; a value of its type where it is not, with the refusal among `errors`."""
    found = tried(errors, lambda: _READERS.get(name, _as_it_is)(_said(text, name), name))
    return _NEEDED[name] if found is None else found


def _said(text: Mapping[str, str], name: str) -> str:
    if not text.get(name):
        raise Refusal("missing", field=name)
    return text[name]


def _as_it_is(text: str, name: str) -> str:
    return text


_READERS: dict[str, Callable[[str, str], Any]] = {
    "class_starts_on": lambda text, name: read_day(text, name).value,
    "ends_on": lambda text, name: read_day(text, name).value,
    "places": lambda text, name: read_count(text, name, most=MOST_PLACES),
}


def _short(text: Mapping[str, str], name: str) -> str:
    said = text.get(name, "")
    if len(said) > _LONGEST[name]:
        raise Refusal("text_too_long", field=name, length=len(said), most=_LONGEST[name])
    return said


def _number(text: Mapping[str, str], name: str, most: int) -> int:
    said = text.get(name, "")
    return 0 if said in ("", "0") else read_count(said, name, most=most)


def class_texts(session: Session, taught: TrainingClass) -> dict[str, str]:
    """A class, loaded whole, as the texts of its form: sent back untouched, they say the same."""
    words = vocabulary(session)
    skills = (words.skills.entries[words.skills.dense[each.skill_id]] for each in taught.skills)
    certificate = taught.certificate
    return {
        **{name: getattr(taught, name) for name in (*_LONGEST, *_CODES)},
        **{name: "yes" if getattr(taught, name) else "" for name in _TICKS},
        "class_title": taught.title,
        "base": taught.training_base.public_id,
        "occupation": occupation_text(words, taught.occupation_id),
        "class_starts_on": taught.starts_on.isoformat(),
        "ends_on": taught.ends_on.isoformat(),
        "places": str(taught.places),
        "division": gazetteer(session).full_name(taught.division_code),
        "level": str(taught.level or ""),
        "certificates": certificate.name if certificate else "",
        "skills": "、".join(word_of(each) for each in skills),
        "lesson_hours": str(taught.hours or ""),
        "fee": str(taught.fee // 100 or ""),
    }
