"""Filters of a ranked list: which ticks there are, who is left, and how many each tick would leave, the others kept.

A tick is `group:value`. Ticks of one group are alternatives, except of the groups in `ALL_OF`, each of which narrows.
Nothing here is about ranking: filters hide rows and change no rank.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.weights import CRITERIA
from services.list_marks import Marks
from services.standings import Standing

Row = Mapping[str, Any]
STAGES = ("not_asked", "waiting", "agreed", "said_no", "elsewhere", "passed")
ALL_OF = ("with", "full")
_WAITING = ("offered", "invited", "applied")


@dataclass(frozen=True)
class Tick:
    """One choice: how many rows there would be with it ticked, and whether it is."""

    code: str
    value: str
    count: int
    on: bool


@dataclass(frozen=True)
class Person:
    """One row with what the filters ask of it: every tick it meets."""

    row: Row
    meets: frozenset[str]


def people_of(rows: Sequence[Row], stand: Mapping[str, Standing], marks: Mapping[str, Marks]) -> list[Person]:
    """The rows of a list with the ticks each of them meets; somebody erased meets none."""
    return [Person(row, frozenset(_ticks(row, stand.get(row["labourer"]), marks.get(row["labourer"])))) for row in rows]


def _ticks(row: Row, standing: Standing | None, marks: Marks | None) -> Iterable[str]:
    if row["labourer"] is None:
        return
    yield f"stage:{stage_of(standing, marks)}"
    yield f"home:{row['home']}"
    if marks and marks.notes:
        yield "with:notes"
    if row["changed"]:  # what the list knew of somebody who changed since says nothing any more
        yield "with:changed"
        return
    criteria = {each["name"]: each for each in row["criteria"]}
    yield from (f"with:{name}" for name, holds in _WITH.items() if holds(criteria))
    yield from (f"full:{name}" for name, each in criteria.items() if each["points"] >= each["weight"])
    yield from (f"level:{level}" for level in range(_best_level(criteria), 6))


def stage_of(standing: Standing | None, marks: Marks | None) -> str:
    """How far somebody has come, in one word of `STAGES`."""
    if standing is None or (standing.over and not standing.here):
        return "passed" if marks and marks.passed else "not_asked"
    if not standing.here:
        return "elsewhere"
    if standing.over:
        return "said_no"
    return "waiting" if standing.state in _WAITING else "agreed"


_NOT_COMPARED: Row = {"required": {}, "actual": {}}


def _wants_the_place(criteria: Mapping[str, Row]) -> bool:
    """Whether a place the person named holds the place of work."""
    location = criteria.get("location", _NOT_COMPARED)
    place = location["required"].get("division") or ""
    return any(place.startswith(each) for each in location["actual"].get("wanted") or [] if each)


def _wants_the_work(criteria: Mapping[str, Row]) -> bool:
    wish = criteria.get("wish", _NOT_COMPARED)
    wished = [each.get("occupation") for each in wish["actual"].get("wishes") or []]
    return wish["required"].get("occupation") in wished


def _best_level(criteria: Mapping[str, Row]) -> int:
    """The highest level (1 is above 5) among the skills that serve the post; 6 where none is known."""
    skills = criteria.get("skill", _NOT_COMPARED)["actual"].get("skills", [])
    return min((each["level"] for each in skills if each.get("level")), default=6)


_WITH: dict[str, Callable[[Mapping[str, Row]], bool]] = {
    "place": _wants_the_place,
    "work": _wants_the_work,
    "season": lambda criteria: not criteria.get("season", _NOT_COMPARED)["actual"].get("clash"),
}


def left_by(people: Sequence[Person], on: Collection[str]) -> list[Person]:
    """Who meets the ticks."""
    asked = _asked(on)
    return [person for person in people if all(person.meets & any_of for any_of in asked)]


def _asked(on: Collection[str]) -> list[frozenset[str]]:
    """For each condition the ticks of which one has to be met."""
    groups: dict[str, set[str]] = {}
    for code in on:
        group = code.partition(":")[0]
        groups.setdefault(code if group in ALL_OF else group, set()).add(code)
    return [frozenset(codes) for codes in groups.values()]


def ticks_of(people: Sequence[Person], on: Collection[str]) -> dict[str, list[Tick]]:
    """By group every tick that somebody meets, or that is on, with the rows that it would leave."""
    each = Counter(code for person in people for code in person.meets)
    found: dict[str, list[Tick]] = {}
    for code in sorted({*each, *on}, key=_place):
        group, _, value = code.partition(":")
        count = len(left_by(people, {*on, code})) if on else each[code]
        found.setdefault(group, []).append(Tick(code, value, count, code in on))
    return found


def _place(code: str) -> tuple[int, str]:
    """In the order of the words above; homes by name, levels from the first to reach."""
    group, _, value = code.partition(":")
    order = _ORDERS.get(group, ())
    return (order.index(value) if value in order else 0, value)


def sorted_by(rows: Sequence[Row], column: str) -> Sequence[Row]:
    """The rows by the points of one criterion, most first; as ranked for any other word. Whoever changed since the
    list was made has no points to go by and comes last."""
    if column not in CRITERIA:
        return rows
    return sorted(rows, key=lambda row: (row["changed"], -_points(row, column), row["rank"]))


def _points(row: Row, column: str) -> float:
    return float(next((each["points"] for each in row["criteria"] if each["name"] == column), 0))


GROUPS = ("stage", "with", "level", "full", "home")
_ORDERS: Mapping[str, Sequence[str]] = {
    "stage": STAGES,
    "with": (*_WITH, "notes", "changed"),
    "level": ("5", "4", "3", "2", "1"),
    "full": CRITERIA,
}


def read_ticks(texts: Iterable[str], most: int = 40) -> list[str]:
    """Those of the ticks named in an address that can be ticks."""
    return [text for text in dict.fromkeys(texts) if text.partition(":")[0] in GROUPS and len(text) <= 80][:most]
