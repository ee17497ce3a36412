"""What would help: a few changes a person could make, each found by scoring a changed copy, none by a formula."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.columns import Ragged
from matching.details import Pair, Terms, Values, missing_licences
from matching.engine import masks_of
from matching.explain import single
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import NO_EXPIRY, Certificates, Divisions, Pool, Range, Skills
from matching.rank import Standing, place_in, standing_of_line
from matching.reference import best_skill, offer_of
from matching.score import points_of
from matching.weights import ONE, Weights

Proposal = tuple[str, Values, Pool]
"""Code of a change, its parameters, and the labourer (a pool of one) after it."""


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

    Each is applied alone to a copy of the labourer, judged and scored again, and ranked against the others' scores in
    `stand` (`rank.standing_of_line`; worked out when not given). Codes: `gain_certificate` (certificate),
    `gain_level` (skill, level), `accept_place` (division), `lower_wage_floor` (wage_floor), `be_free_earlier` (day).
    """
    pair = single(pool, lines, labourer, line)
    stand = stand or standing_of_line(pool, lines, nearness, weights, line, at_day)
    now = place_of(stand, pair, nearness, weights, at_day)
    found = []
    for code, params, changed in proposals(pair, nearness, weights, at_day):
        place = place_of(stand, replace(pair, pool=changed), nearness, weights, at_day)
        if place.rank is not None and (now.rank is None or place.score > now.score):
            found.append(Change(code, params, place.score, place.rank))
    return sorted(found, key=lambda change: -change.score)


def ways_into(
    pair: Pairs, nearness: Nearness, weights: Weights, at_day: int, stand: Standing, *, first: int = 10, most: int = 3
) -> list[Way]:
    """The fewest changes, `most` at the most, that bring a single pair (`explain.single`) among the `first` of a
    standing: every way of so many changes, best first; none when it is there already or no way leads there.

    Found by judging, scoring and ranking a copy of the labourer after all changes of a way, never by adding up.
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
    last = _order_of(*changes[-1]) if changes else None
    for code, params, changed in proposals(pair, nearness, weights, at_day):
        if last is None or _order_of(code, params) > last:
            yield (*changes, (code, params)), replace(pair, pool=changed)


def _order_of(code: str, params: Values) -> tuple[int, list[int]]:
    names = [propose.__name__ for propose in PROPOSERS]
    return names.index(code), list(params.values())


def proposals(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Every change worth trying for a single pair."""
    for propose in PROPOSERS:
        yield from propose(pair, nearness, weights, at_day)


def gain_certificate(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Each required certificate that is not held or has expired."""
    for number in missing_licences(Pair(pair, Terms.of(pair.lines, weights, at_day))):
        papers = extended(pair.pool.certificates, Certificates, (number, NO_EXPIRY))
        yield "gain_certificate", {"certificate": number}, replace(pair.pool, certificates=papers)


def gain_level(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Each required skill that is not fully had, at the level asked for (the lowest when any will do)."""
    both = Pair(pair)
    for need in both.line.skills:
        if need.skill >= 0 and best_skill(both.person, need, nearness, weights) < ONE:
            level = need.level or 5
            skills = extended(pair.pool.skills, Skills, (need.skill, level, 0))
            yield "gain_level", {"skill": need.skill, "level": level}, replace(pair.pool, skills=skills)


def accept_place(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Go where the work is: the place is added to the wanted ones, "near home only" and "not abroad" are given up."""
    division = Pair(pair).theirs("division")
    wanted = extended(pair.pool.wanted, Divisions, (division,))
    reach = np.where(pair.pool.range == Range.NEAR_HOME, Range.ANYWHERE, pair.pool.range).astype(np.int8)
    changed = replace(pair.pool, wanted=wanted, range=reach, abroad=pair.pool.abroad | pair.lines.abroad)
    yield "accept_place", {"division": division}, changed


def lower_wage_floor(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Take the offer as it is, board and lodging counted."""
    offer = offer_of(Pair(pair).line, weights)
    if 0 < offer < pair.pool.wage_floor[0]:
        yield "lower_wage_floor", {"wage_floor": offer}, replace(pair.pool, wage_floor=np.array([offer]))


def be_free_earlier(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Be free on the first day of work."""
    day = Terms.of(pair.lines, weights, at_day).day
    if pair.pool.available_from[0] > day:
        yield "be_free_earlier", {"day": day}, replace(pair.pool, available_from=np.array([day], np.int32))


PROPOSERS: tuple[Callable[[Pairs, Nearness, Weights, int], Iterator[Proposal]], ...] = (
    gain_certificate,
    gain_level,
    accept_place,
    lower_wage_floor,
    be_free_earlier,
)


def extended(column: Any, kind: type[Ragged], value: tuple[int, ...]) -> Any:
    """The ragged column of a single row with one more value."""
    added = kind.from_lists([[value]])
    joined = {name: np.concatenate([had, added.values()[name]]) for name, had in column.values().items()}
    return kind(column.offsets + np.array([0, 1]), **joined)
