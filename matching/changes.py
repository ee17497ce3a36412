"""What would help: a few changes a person could make or ask for, each found by scoring a changed copy, none by a
formula."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.columns import Ragged
from matching.details import Pair, Terms, Values, location_values, missing_licences
from matching.engine import masks_of
from matching.explain import single
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import NO_EXPIRY, Certificates, Divisions, Pool, Range, Skills
from matching.rank import Standing, place_in, standing_of_line
from matching.reference import best_skill, day_of, offer_of
from matching.score import points_of
from matching.weights import ONE, Weights

Proposal = tuple[str, Values, Pairs]
"""Code of a change, its parameters, and the single pair after it."""
MOST_LATER = 28
"""Days beyond what the rule on the start forgives by which the start may be asked to be put off: four weeks. An
employer who waits longer finds somebody who is free."""
ALL_MONTHS = 0xFFF


@dataclass(frozen=True)
class Change:
    """A change that would help: its code and parameters, and the score (millionths of a point) and rank after it."""

    change: str
    params: Values
    score: int
    rank: int


@dataclass(frozen=True)
class Way:
    """Changes that together lead to a rank: code and parameters of each, and the score and rank after all of them."""

    changes: tuple[tuple[str, Values], ...]
    score: int
    rank: int


@dataclass(frozen=True)
class Place:
    """Where a pair stands now: the rank is None when a rule refuses it."""

    score: int
    rank: int | None


def place_of(stand: Standing, pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Place:
    """Score and rank of a single pair (see `explain.single`) among a standing of the same line."""
    score = int(points_of(pair, nearness, weights).sum())
    refused = masks_of(pair, weights, at_day)[0]
    return Place(score, None if refused else place_in(stand, pair, score))


def would_help(
    pool: Pool,
    lines: Lines,
    nearness: Nearness,
    weights: Weights,
    labourer: int,
    line: int,
    at_day: int,
    stand: Standing | None = None,
) -> list[Change]:
    """Changes that make the pair eligible or raise its score, best first.

    Each is applied alone to a copy of the pair, judged and scored again, and ranked against the others' scores in
    `stand` (`rank.standing_of_line`; worked out when not given). The others stand there for the line as it is, also
    beside a later start, which is asked for this person alone. Codes: `start_later` (day, days), `gain_certificate`
    (certificate), `gain_level` (skill, level), `accept_place` (division, metres), `lower_wage_floor` (wage_floor),
    `be_free_earlier` (day, days).
    """
    pair = single(pool, lines, labourer, line)
    stand = stand or standing_of_line(pool, lines, nearness, weights, line, at_day)
    now = place_of(stand, pair, nearness, weights, at_day)
    found = []
    for code, params, changed in proposals(pair, nearness, weights, at_day):
        place = place_of(stand, changed, nearness, weights, at_day)
        if place.rank is not None and (now.rank is None or place.score > now.score):
            found.append(Change(code, params, place.score, place.rank))
    return sorted(found, key=lambda change: -change.score)


def ways_into(
    pair: Pairs, nearness: Nearness, weights: Weights, at_day: int, stand: Standing, *, first: int = 10, most: int = 3
) -> list[Way]:
    """The fewest changes, `most` at the most, that bring a single pair (`explain.single`) among the `first` of a
    standing: every way of so many changes, best first; none when it is there already or no way leads there.

    Found by judging, scoring and ranking a copy of the pair after all changes of a way, never by adding up; the others
    stand as in `would_help`. Who is free earlier needs no later start, and the reverse: no way has both.
    """
    now = place_of(stand, pair, nearness, weights, at_day)
    ways: list[tuple[tuple[tuple[str, Values], ...], Pairs]] = [((), pair)]
    reached: list[Way] = []
    for _ in range(0 if now.rank is not None and now.rank <= first else most):
        ways = [each for way in ways for each in _one_further(*way, nearness, weights, at_day)]
        places = [(changes, place_of(stand, changed, nearness, weights, at_day)) for changes, changed in ways]
        reached = [Way(changes, at.score, at.rank) for changes, at in places if at.rank and at.rank <= first]
        if reached:
            break
    return sorted(reached, key=lambda way: (way.rank, -way.score))


def _one_further(
    changes: tuple[tuple[str, Values], ...], pair: Pairs, nearness: Nearness, weights: Weights, at_day: int
) -> Iterator[tuple[tuple[tuple[str, Values], ...], Pairs]]:
    """A way with each change added that comes later in the order of their codes: so no way is walked twice."""
    last = _order_of(*changes[-1]) if changes else (0, [])
    for code, params, changed in proposals(pair, nearness, weights, at_day, last[0]):
        if _order_of(code, params) > last:
            yield (*changes, (code, params)), changed


def _order_of(code: str, params: Values) -> tuple[int, list[int]]:
    names = [propose.__name__ for propose in PROPOSERS]
    return names.index(code), list(params.values())


def proposals(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int, since: int = 0) -> Iterator[Proposal]:
    """Every change worth trying for a single pair, from that place of `PROPOSERS` on."""
    both = Pair(pair, Terms.of(pair.lines, weights, at_day))
    for propose in PROPOSERS[since:]:
        yield from propose(both, nearness, weights)


def start_later(both: Pair, nearness: Nearness, weights: Weights) -> Iterator[Proposal]:
    """The work starts for this person on the day on which they are free, and lasts as long as it would have."""
    first, free = both.terms.day, both.person.available_from
    if first < free <= first + weights.late_days + MOST_LATER:
        start, months = np.array([free], np.int32), np.array([_months_from(free, both.line)], np.uint16)
        lines = replace(both.pairs.lines, start=start, months=months)
        yield "start_later", {"day": free, "days": free - first}, replace(both.pairs, lines=lines)


def gain_certificate(both: Pair, nearness: Nearness, weights: Weights) -> Iterator[Proposal]:
    """Each required certificate that is not held or has expired."""
    for number in missing_licences(both):
        papers = extended(both.pairs.pool.certificates, Certificates, (number, NO_EXPIRY))
        yield "gain_certificate", {"certificate": number}, _with(both, certificates=papers)


def gain_level(both: Pair, nearness: Nearness, weights: Weights) -> Iterator[Proposal]:
    """Each required skill that is not fully had, at the level asked for (the lowest when any will do)."""
    for need in both.line.skills:
        if need.skill >= 0 and best_skill(both.person, need, nearness, weights) < ONE:
            level = need.level or 5
            skills = extended(both.pairs.pool.skills, Skills, (need.skill, level, 0))
            yield "gain_level", {"skill": need.skill, "level": level}, _with(both, skills=skills)


def accept_place(both: Pair, nearness: Nearness, weights: Weights) -> Iterator[Proposal]:
    """Go where the work is, `metres` from home (None unknown): the place is added to the wanted ones, "near home only"
    and "not abroad" are given up."""
    person, line = both.person, both.line
    params = {"division": line.division, "metres": location_values(both, nearness, weights)[1]["metres"]}
    changed = _with(
        both,
        wanted=extended(both.pairs.pool.wanted, Divisions, (line.division,)),
        range=np.array([Range.ANYWHERE if person.range == Range.NEAR_HOME else person.range], np.int8),
        abroad=np.array([person.abroad or line.abroad]),
    )
    yield "accept_place", params, changed


def lower_wage_floor(both: Pair, nearness: Nearness, weights: Weights) -> Iterator[Proposal]:
    """Take the offer as it is, board and lodging counted."""
    offer = offer_of(both.line, weights)
    if 0 < offer < both.person.wage_floor:
        yield "lower_wage_floor", {"wage_floor": offer}, _with(both, wage_floor=np.array([offer]))


def be_free_earlier(both: Pair, nearness: Nearness, weights: Weights) -> Iterator[Proposal]:
    """Be free on the first day of work."""
    first, free = both.terms.day, both.person.available_from
    if free > first:
        params = {"day": first, "days": free - first}
        yield "be_free_earlier", params, _with(both, available_from=np.array([first], np.int32))


PROPOSERS: tuple[Callable[[Pair, Nearness, Weights], Iterator[Proposal]], ...] = (
    start_later,
    gain_certificate,
    gain_level,
    accept_place,
    lower_wage_floor,
    be_free_earlier,
)
"""In the order in which a way takes them: on a later start another certificate may have expired."""


def _months_from(day: int, line: Any) -> int:
    """The months worked when the start of a line moves to `day`; as they are where it states no start."""
    before, after = day_of(line.start or day), day_of(day)
    moved = (12 * (after.year - before.year) + after.month - before.month) % 12
    return int((line.months << moved | line.months >> 12 - moved) & ALL_MONTHS)


def _with(both: Pair, **columns: Any) -> Pairs:
    """The pair of a labourer with other columns."""
    return replace(both.pairs, pool=replace(both.pairs.pool, **columns))


def extended(column: Any, kind: type[Ragged], value: tuple[int, ...]) -> Any:
    """The ragged column of a single row with one more value."""
    added = kind.from_lists([[value]])
    joined = {name: np.concatenate([had, added.values()[name]]) for name, had in column.values().items()}
    return kind(column.offsets + np.array([0, 1]), **joined)
