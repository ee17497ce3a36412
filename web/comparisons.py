"""Two entries that may be one person, field by field."""

from typing import Any, NamedTuple

from flask import Flask
from flask_babel import gettext

from services.masking import mask_id, mask_phone
from services.twins import CHOICES, to_choose
from web.field_names import field_name
from web.formats import MISSING, age, comma, day, home_place, named, schooling, wage
from web.words import label


class Compared(NamedTuple):
    """A field of two entries: its label and both values as text; `choose` when one may be chosen, `must` when it has
    to be: both say something, and not the same."""

    field: str
    label: str
    first: str
    second: str
    choose: bool
    must: bool


def compared(twin: Any, busy: bool) -> list[Compared]:
    """Both entries field by field; `busy` when one of them has a job, an offer or a class."""
    first, second = _values(twin.first), _values(twin.second)
    must = to_choose(twin.first, twin.second, busy=busy)
    free = [field for field in CHOICES if not (busy and field == "state")]
    return [
        Compared(field, field_name(field), one, other, field in free and (field in must or one != other), field in must)
        for field, one, other in ((field, one, second[field]) for field, one in first.items())
    ]


def _values(person: Any) -> dict[str, str]:
    values = {
        "name": person.name,
        "id_number": mask_id(person.id_number) if person.id_number else "",
        "sex": label("sex", person.sex) if person.sex else "",
        "birth": day(person.birth) + gettext(", ") + gettext("age %(age)s", age=age(person.birth)),
        "address": home_place(person),
        "phone": mask_phone(person.phone) if person.phone else "",
        "education": schooling(person.education),
        "skills": comma().join(named(each.skill) for each in person.skills),
        "wage": wage(person),
        "state": label("situation", person.situation),
        "registered_on": day(person.registered_at.date()),
    }
    return {field: value or MISSING for field, value in values.items()}


def use_comparisons(app: Flask) -> None:
    app.jinja_env.filters.update(compared=compared)
