"""Seats for everybody whom one employer displaced, planned at once: who sits where, and what a seat is worth."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from matching.columns import Ints
from matching.geography import COUNTY
from matching.hashing import pair_hash
from matching.lines import Lines
from matching.parts import whole
from matching.plan import Compared, Plan, compared, plan
from matching.shortlists import Shortlists, shortlists
from matching.terms import Terms
from matching.weights import POINT
from models.displacement import Displacement
from models.labourer import Labourer
from models.placement import Placement
from services.access import enclosing
from services.calendar import county_day
from services.companions import travelling_together
from services.line_rows import load_posts
from services.people_rows import Loaded, load_people
from services.pool_views import Held, Posts
from services.pools import open_posts
from services.redeployment import SPENT, learning_until
from services.snapshot import days
from services.weights_in_force import weights_of
from services.words import vocabulary

PAIRS = 4_000_000
"""So many pairs of people and lines are all considered; beyond them the best of each line."""
FILL = 100 * POINT
"""What a filled seat adds: no score is worth leaving somebody without an offer."""


@dataclass(frozen=True)
class Seat:
    """A seat that the plan has for somebody: ids of the displacement, person and line; score in millionths."""

    displacement_id: int
    labourer_id: int
    line_id: int
    score: int


@dataclass(frozen=True, eq=False)
class Together:
    """A plan for displaced people: their seats, the displacements for whom there is none, and the plan itself over
    `posts`; `cut` when some pairs were left out, so that a search for one may still find something."""

    seats: list[Seat]
    without: list[int]
    posts: Held[Lines, Posts]
    plan: Plan
    simpler: Compared
    people: int
    cut: bool


def waits_for_plan(employer_id: int) -> ColumnElement[bool]:
    """The displaced people of an employer for whom nothing was tried yet."""
    fresh = Displacement.handled_at.is_(None) & (Displacement.state == "open") & (Displacement.attempts == 0)
    return (Displacement.employer_id == employer_id) & fresh & (Displacement.road == "another_job")


def plan_together(session: Session, employer_id: int, *, at: datetime) -> Together | None:
    """Plan the open seats for everybody of an employer who waits for it; None when nobody does. Writes nothing."""
    here = waits_for_plan(employer_id)
    of = dict(session.execute(select(Displacement.labourer_id, Displacement.id).where(here)).all())
    if not of:
        return None
    people = load_people(session, lambda owner: owner.in_(select(Displacement.labourer_id).where(here)))
    posts = posts_for(session, people, employer_id, at)
    lists, cut = lists_of(session, people, posts, at)
    free = np.maximum(posts.table.seats.astype(np.int64) - posts.keys.taken, 0)
    rows = {person: row for row, person in enumerate(people.ids.tolist())}
    waiting = Labourer.id.in_(select(Displacement.labourer_id).where(here))
    terms = Terms(fill=FILL, companions=travelling_together(session, waiting, here, rows))
    made = plan(lists, free, len(people.ids), terms, ties=posts.table.tie)
    seated = np.flatnonzero(made.held >= 0)
    found = (people.ids[seated], posts.keys.id[made.line_of[seated]], lists.scores[made.held[seated]])
    seats = [
        Seat(of[person], person, *place) for person, *place in zip(*(each.tolist() for each in found), strict=True)
    ]
    seats.sort(key=lambda seat: (seat.line_id, seat.displacement_id))  # so that few lines are held at one time
    without = sorted(set(of.values()) - {seat.displacement_id for seat in seats})
    return Together(seats, without, posts, made, compared(lists, free, len(people.ids), terms), len(people.ids), cut)


def posts_for(session: Session, people: Loaded, employer_id: int, at: datetime) -> Held[Lines, Posts]:
    """The lines with a free seat that people of any of their counties are found for; none of the employer's own."""
    today = days(county_day(at))
    counties = np.unique(people.pool.home // COUNTY).tolist()
    held = [open_posts(session, county * COUNTY, day=today, filled=True) for county in counties]
    if not held:
        return open_posts(session, 0)
    every = held[0].joined(*held[1:])
    _, first = np.unique(every.keys.id, return_index=True)
    every = every.take(first)
    return every.take(np.flatnonzero(every.table.employer != employer_id))


def lists_of(session: Session, people: Loaded, posts: Held[Lines, Posts], at: datetime) -> tuple[Shortlists, bool]:
    """Who may have a seat of each line, best first, rows counted by `people`; and whether lists were cut short.

    A pair has the score of the single search: by the weights of the county of the order, for people of a division that
    it recruits in, without what somebody lost or declined before or what begins before their class is over.
    """
    most = max(1, PAIRS // max(1, len(posts)))
    near, today = vocabulary(session).nearness(session), days(county_day(at))
    found: list[tuple[Ints, Ints, Ints]] = []
    for rows, lines in _markets(session, people, posts):
        part, few = whole(people.pool.take(rows)), posts.table.take(lines)
        weights = weights_of(session, int(posts.keys.region[lines[0]]))
        lists = shortlists([part], few, near, weights, today, np.full(len(lines), min(most, len(rows))))
        line = np.repeat(lines, np.diff(lists.offsets))
        found.append((line, rows[lists.labourer], lists.scores))
    none = np.empty(0, np.int64)
    line, person, score = (np.concatenate([none, *each]) for each in zip(*found, strict=True)) if found else (none,) * 3
    learnt = np.maximum(posts.table.start, today)[line] > _learning_until(session, people)[person]
    allowed = learnt & ~np.isin(_pair(person, line), _spent(session, people, posts))
    line, person, score = line[allowed], person[allowed], score[allowed]
    order = np.lexsort((pair_hash(people.pool.tie[person], posts.table.tie[line]), -score, line))
    offsets = np.searchsorted(line[order], np.arange(len(posts) + 1)).astype(np.int64)
    return Shortlists(offsets, person[order], score[order]), most < len(people.ids)


def _markets(session: Session, people: Loaded, posts: Held[Lines, Posts]) -> list[tuple[Ints, Ints]]:
    """Rows of the people of one county with the lines that recruit there and are ranked by the same weights."""
    counties, markets = people.pool.home // COUNTY, []
    for county in np.unique(counties).tolist():
        groups: defaultdict[object, list[int]] = defaultdict(list)
        for line in np.flatnonzero(np.isin(posts.keys.region, enclosing(county * COUNTY))).tolist():
            groups[weights_of(session, int(posts.keys.region[line]))].append(line)
        rows = np.flatnonzero(counties == county)
        markets += [(rows, np.array(lines, np.int64)) for lines in groups.values()]
    return markets


def _spent(session: Session, people: Loaded, posts: Held[Lines, Posts]) -> Ints:
    """The pairs that are not tried again by themselves."""
    here = Placement.labourer_id.in_(people.ids.tolist()) & Placement.state.in_(SPENT) & Placement.line_id.is_not(None)
    pairs = session.execute(select(Placement.labourer_id, Placement.line_id).where(here)).all()
    ids = np.array([tuple(pair) for pair in pairs], np.int64).reshape(-1, 2)
    line = posts.rows_of(ids[:, 1])
    return _pair(np.searchsorted(people.ids, ids[:, 0])[line >= 0], line[line >= 0])


def _learning_until(session: Session, people: Loaded) -> Ints:
    """The last day of the classes that each has a place in: nobody is offered a job that begins before it is over."""
    until = learning_until(session, people.ids.tolist())
    return np.array([days(until.get(each)) for each in people.ids.tolist()], np.int64)


def _pair(person: Ints, line: Ints) -> Ints:
    """One number for each pair of rows."""
    return person.astype(np.int64) << 32 | line


def still_fit(session: Session, seats: Sequence[Seat], *, at: datetime) -> set[int]:
    """The displacements whose pair breaks no hard rule on a fresh read of these people and lines."""
    people = load_people(session, lambda owner: owner.in_([seat.labourer_id for seat in seats]))
    posts = load_posts(session, lambda line: line.in_({seat.line_id for seat in seats}))
    lists, _ = lists_of(session, people, posts, at)
    line = np.repeat(posts.keys.id, np.diff(lists.offsets))
    fit = set(zip(people.ids[lists.labourer].tolist(), line.tolist(), strict=True))
    return {seat.displacement_id for seat in seats if (seat.labourer_id, seat.line_id) in fit}
