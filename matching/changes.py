"""What would help: a few changes a person could make, each found by scoring a changed copy, none by a formula."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.columns import Ragged
from matching.criteria import match_skills, offers
from matching.details import Pair, Values
from matching.explain import single
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import NO_EXPIRY, Certificates, Divisions, Pool, Range, Skills
from matching.rank import Standing, place_in, standing_of_line
from matching.rules import Terms, judge, licences_held
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
class Place:
    """Where a pair stands now: the rank is None when a rule refuses it."""

    score: int
    rank: int | None


def place_of(stand: Standing, pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Place:
    """Score and rank of a single pair (see `explain.single`) among a standing of the same line."""
    score = int(points_of(pair, nearness, weights).sum())
    eligible, _ = judge(pair, Terms.of(pair.lines, weights, at_day))
    return Place(score, place_in(stand, pair, score) if eligible[0] else None)


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


def proposals(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Every change worth trying for a single pair."""
    for propose in PROPOSERS:
        yield from propose(pair, nearness, weights, at_day)


def gain_certificate(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Each required certificate that is not held or has expired."""
    held, _ = licences_held(pair, Terms.of(pair.lines, weights, at_day))
    for number in pair.lines.certificates.certificate[held == 0].tolist():
        papers = extended(pair.pool.certificates, Certificates, (number, NO_EXPIRY))
        yield "gain_certificate", {"certificate": number}, replace(pair.pool, certificates=papers)


def gain_level(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Each required skill that is not fully had, at the level asked for (the lowest when any will do)."""
    best = match_skills(pair, nearness, weights).best.tolist()
    for need, fraction in zip(Pair(pair).their_rows("skills"), best, strict=True):
        if fraction < ONE and need["skill"] >= 0:
            level = need["level"] or 5
            skills = extended(pair.pool.skills, Skills, (need["skill"], level, 0))
            yield "gain_level", {"skill": need["skill"], "level": level}, replace(pair.pool, skills=skills)


def accept_place(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Go where the work is: the place is added to the wanted ones, "near home only" and "not abroad" are given up."""
    division = Pair(pair).theirs("division")
    wanted = extended(pair.pool.wanted, Divisions, (division,))
    reach = np.where(pair.pool.range == Range.NEAR_HOME, Range.ANYWHERE, pair.pool.range).astype(np.int8)
    changed = replace(pair.pool, wanted=wanted, range=reach, abroad=pair.pool.abroad | pair.lines.abroad)
    yield "accept_place", {"division": division}, changed


def lower_wage_floor(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Take the offer as it is, board and lodging counted."""
    offer = offers(pair, weights)
    if 0 < offer[0] < pair.pool.wage_floor[0]:
        yield "lower_wage_floor", {"wage_floor": int(offer[0])}, replace(pair.pool, wage_floor=offer)


def be_free_earlier(pair: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Iterator[Proposal]:
    """Be free on the first day of work."""
    day = int(Terms.of(pair.lines, weights, at_day).day[0])
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
