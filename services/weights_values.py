"""The numbers of weights as people write them: in points, per cent, years and kilometres, each with its bounds."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from matching.weights import CRITERIA, ONE, POINT, Points, Weights
from services.errors import Refusal, Several, tried

SCALES = {"points": POINT, "percent": ONE // 100, "age": 1, "days": 1, "months": 1, "years": 10, "km": 1000}
"""What is stored for one of the unit that is written."""
OF_POINTS = "points_"
LONGEST = 20  # characters of one number
SHARE, MOST_SHARE, MOST_METRES = "percent", ONE, 10_000_000


@dataclass(frozen=True)
class Number:
    """One field: `least` and `most` in stored units, and how many values it may have."""

    name: str
    unit: str = SHARE
    least: int = 0
    most: int = MOST_SHARE
    fewest: int = 1
    largest: int = 1

    @property
    def scale(self) -> int:
        return SCALES[self.unit]


def _shares(*names: str) -> tuple[Number, ...]:
    return tuple(Number(name) for name in names)


GROUPS: dict[str, tuple[Number, ...]] = {
    "points": tuple(Number(f"{OF_POINTS}{name}", "points", 0, 100 * POINT) for name in CRITERIA),
    "skill": (
        Number("level_short", fewest=6, largest=6),
        *_shares("unproven"),
        Number("years_as_level", "years", 0, 600, 1, 5),
        *_shares("wish_as_skill", "taught"),
    ),
    "experience": (Number("experience_full", "months", 1, 1200), *_shares("experience_near")),
    "location": (
        Number("half_distance", "km", 1, MOST_METRES),
        Number("lived_steps", fewest=4, largest=4),
        Number("wanted_steps", fewest=4, largest=4),
        *_shares("place_anywhere", "place_away", "place_abroad", "lived_when_away"),
    ),
    "wish": (Number("wish_ranks", largest=10), *_shares("wish_industry", "wish_unstated")),
    "wage": (
        *_shares("wage_range_share"),
        Number("wage_zero_ratio", most=ONE - 1),
        *_shares("wage_at_floor"),
        Number("wage_full_ratio", least=ONE + 1, most=10 * ONE),
        *_shares("wage_no_floor", "wage_unknown", "board_missing", "lodging_missing"),
    ),
    "season": _shares("month_cost"),
    "rules": (Number("age_floor", "age", 16, 65), Number("late_days", "days", 0, 365)),
}
"""The fields in the order of a form. Nobody under 16 works, whatever a county writes (Labour Law, article 15)."""
NUMBERS = {number.name: number for group in GROUPS.values() for number in group}
POINTS = [number.name for number in GROUPS["points"]]


def stored_values(weights: Weights, name: str) -> tuple[int, ...]:
    """The values of a field, in stored units."""
    of = weights.points if name.startswith(OF_POINTS) else weights
    value: Any = getattr(of, name.removeprefix(OF_POINTS))
    return value if isinstance(value, tuple) else (value,)


def written(weights: Weights) -> dict[str, str]:
    """Every field as a form shows it: 30, 62.5, several values with a comma between them."""
    return {
        name: ", ".join(_plain(value, number.scale) for value in stored_values(weights, name))
        for name, number in NUMBERS.items()
    }


def _plain(value: int, scale: int) -> str:
    return f"{(Decimal(value) / scale).normalize():f}"


def changed_numbers(before: Weights, after: Weights) -> list[tuple[Number, str, str]]:
    """The fields that differ, each as it was and as it will be."""
    old, new = written(before), written(after)
    return [(number, old[name], new[name]) for name, number in NUMBERS.items() if old[name] != new[name]]


def read_weights(fields: Mapping[str, str], based_on: Weights, name: str) -> Weights:
    """Weights of that name: what `fields` write, all else as in `based_on`.

    Raises Several with a refusal for each field to mend, one of them when the points do not sum to 100.
    """
    errors: list[Refusal] = []
    values = {name: stored_values(based_on, name) for name in NUMBERS}
    for each in NUMBERS.values():
        if each.name in fields and (read := tried(errors, partial(read_number, each, fields[each.name]))):
            values[each.name] = read
    if not any(refusal.field in POINTS for refusal in errors):
        tried(errors, lambda: _check_sum(sum(values[field][0] for field in POINTS)))
    if errors:
        raise Several(errors)
    return _made(values, based_on, name)


def _made(values: Mapping[str, tuple[int, ...]], based_on: Weights, name: str) -> Weights:
    points = Points(**{each: values[f"{OF_POINTS}{each}"][0] for each in CRITERIA})
    plain: dict[str, Any] = {
        number.name: values[number.name] if number.largest > 1 else values[number.name][0]
        for number in NUMBERS.values()
        if not number.name.startswith(OF_POINTS)
    }
    return replace(based_on, version=name, points=points, **plain)


def _check_sum(total: int) -> None:
    over = total - 100 * POINT
    if over:
        code = "points_too_many" if over > 0 else "points_too_few"
        raise Refusal(code, field=POINTS[0], total=_plain(total, POINT), by=_plain(abs(over), POINT))


def read_number(number: Number, text: str) -> tuple[int, ...]:
    """The values of one field in stored units. Raises Refusal."""
    texts = unicodedata.normalize("NFKC", text).replace("、", ",").replace("%", "").split(",")
    texts = [each.strip() for each in texts if each.strip()]
    if not texts:
        raise Refusal("missing", field=number.name)
    if not number.fewest <= len(texts) <= number.largest:
        needed = str(number.fewest) if number.fewest == number.largest else f"{number.fewest}–{number.largest}"
        raise Refusal("values_count", field=number.name, needed=needed, length=len(texts))
    values = tuple(_value(number, each) for each in texts)
    if number.name == "years_as_level" and list(values) != sorted(values):
        raise Refusal("values_must_rise", field=number.name)
    return values


def _value(number: Number, text: str) -> int:
    try:
        written = Decimal(text) if len(text) <= LONGEST else None
    except InvalidOperation:
        written = None
    if written is None or not written.is_finite():
        raise Refusal("number_unreadable", field=number.name, text=text[:LONGEST])
    least, most = (_plain(each, number.scale) for each in (number.least, number.most))
    if not Decimal(number.least) <= written * number.scale <= number.most:
        raise Refusal("count_out_of_range", field=number.name, text=text, least=least, most=most)
    if written * number.scale % 1:
        raise Refusal("number_too_fine", field=number.name, text=text, step=_plain(1, number.scale))
    return int(written * number.scale)
