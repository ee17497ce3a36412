"""Ranked lists: made on a snapshot, kept with all that made them, shown as they were, replayed to the bit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching.changes import ways_into, would_help
from matching.explain import CriterionResult, explain, explain_criteria, single
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import whole
from matching.pool import Pool
from matching.rank import Ranking, place_in, rank_parts, standing_of_parts
from matching.score import rule_hash
from matching.weights import CRITERIA, POINT, Weights
from models.labourer import SEX_NAMES, Labourer
from models.order import Order, OrderLine
from models.ranked_list import RankedEntry, RankedList
from models.reading import ListReading
from services.access import Actor, require
from services.calendar import age_on
from services.errors import NotFound, RuleRefusal
from services.guards.orders import refuse_debtor
from services.labourers import find_labourer
from services.list_snapshots import Packed, pack_snapshot, read_snapshot, store_snapshot
from services.naming import Naming
from services.orders import find_order
from services.pools import OpenPool, open_pool, open_posts
from services.snapshot import days, line_options, load_labourer, load_lines
from services.weights_in_force import openings_by_county, weights_of
from services.words import vocabulary

MOST_WAYS = 3
"""Ways into the first ten that are told."""
ENDED = ("closed", "cancelled", "expired")


@dataclass(frozen=True)
class Ranked:
    """A list as computed, not yet kept: labourers as (database id, tie number, version), best first, with details."""

    order_id: str
    line: OrderLine
    as_of: date
    top: int
    weights: Weights
    ranking: Ranking
    labourers: list[tuple[int, int, int]]
    details: list[list[dict[str, Any]]]
    packed: Packed


def rank_line(session: Session, order_id: str, *, line_id: str | None, top: int, as_of: date, actor: Actor) -> Ranked:
    """Rank everyone registered in the order's county for one line (the first when none is named). Writes nothing."""
    order, line = line_of_order(session, order_id, line_id, actor, "lists.make")
    if order.state in ENDED:
        raise RuleRefusal("order_has_ended", field="order", state=order.state)
    refuse_debtor(order.employer)
    pool, (lines, _) = open_pool(session, order.county_code), load_lines(session, OrderLine.id == line.id)
    nearness, weights = vocabulary(session).nearness(session), weights_of(session, order.county_code)
    ranking = rank_parts(pool.parts, lines, nearness, weights, 0, days(as_of), top)
    naming = Naming(session)
    listed = pool.ids_of(ranking.order).tolist()
    versions = _versions(session, listed)
    places = [pool.at(row) for row in ranking.order.tolist()]
    ties = [int(people.tie[row]) for people, row in places]
    return Ranked(
        order_id=order.public_id,
        line=line,
        as_of=as_of,
        top=top,
        weights=weights,
        ranking=ranking,
        labourers=[(each, tie, versions[each]) for each, tie in zip(listed, ties, strict=True)],
        details=[_details(people, lines, nearness, weights, row, naming) for people, row in places],
        packed=pack_snapshot(session, pool, lines, nearness),
    )


def _versions(session: Session, labourer_ids: list[int]) -> dict[int, int]:
    rows = session.execute(select(Labourer.id, Labourer.version).where(Labourer.id.in_(labourer_ids)))
    return {row.id: row.version for row in rows}


def _details(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, row: int, naming: Naming
) -> list[dict[str, Any]]:
    return [
        {"required": naming.values(each.required), "actual": naming.values(each.actual)}
        for each in explain_criteria(single(pool, lines, row, 0), nearness, weights)
    ]


def keep_list(session: Session, ranked: Ranked, *, actor: Actor, at: datetime) -> str:
    """Store a computed list with its snapshot; its public id."""
    ranking = ranked.ranking
    kept = RankedList(
        order_id=ranked.line.order_id,
        line_id=ranked.line.id,
        as_of=ranked.as_of,
        made_at=at,
        made_by_id=actor.user_id,
        pool=ranking.considered,
        eligible=ranking.eligible,
        top=ranked.top,
        rejections=ranking.rejections.by_rule(),
        rule_version=ranking.rule_version,
        rule_hash=ranking.rule_hash,
        weights=ranked.weights.to_dict(),
        snapshot=store_snapshot(session, ranked.packed, at=at),
        entries=[_entry(ranked, position) for position in range(len(ranked.labourers))],
    )
    session.add(kept)
    session.flush()
    return kept.public_id


def _entry(ranked: Ranked, position: int) -> RankedEntry:
    labourer_id, tie, version = ranked.labourers[position]
    return RankedEntry(
        position=position + 1,
        labourer_id=labourer_id,
        tie=tie,
        version=version,
        score=int(ranked.ranking.scores[position]),
        points=ranked.ranking.points[position].tolist(),
        details=ranked.details[position],
    )


def log_list_reading(session: Session, list_id: str, *, actor: Actor, at: datetime) -> None:
    """Record that a list, and so the files of those on it, was shown (law 10)."""
    kept = find_list(session, list_id, actor=actor)
    session.add(ListReading(list_id=kept.id, user_id=actor.user_id, at=at))


def latest_list_id(session: Session, order_id: str, line_id: str | None, *, actor: Actor) -> str | None:
    """The list made last for a line, if there is one."""
    _, line = line_of_order(session, order_id, line_id, actor, "lists.read")
    query = select(RankedList.public_id).where(RankedList.line_id == line.id).order_by(RankedList.id.desc())
    return session.scalar(query.limit(1))


def show_list(session: Session, list_id: str, *, actor: Actor) -> dict[str, Any]:
    """A stored list as it was shown: the JSON of `rank`, with what a page needs to know of each person."""
    kept = find_list(session, list_id, actor=actor)
    query = select(RankedEntry).where(RankedEntry.list_id == kept.id).order_by(RankedEntry.position)
    entries = session.scalars(query.options(joinedload(RankedEntry.labourer).joinedload(Labourer.home)))
    return {
        "list_id": kept.public_id,
        "order": kept.order.public_id,
        "line": kept.line.public_id if kept.line else None,
        "pool": kept.pool,
        "eligible": kept.eligible,
        "list": [_show_entry(entry, kept) for entry in entries],
        "rule_version": kept.rule_version,
        "rule_hash": kept.rule_hash,
        "snapshot": kept.snapshot,
        "as_of": kept.as_of,
        "made_at": kept.made_at,
        "rejections": kept.rejections,
    }


def _show_entry(entry: RankedEntry, kept: RankedList) -> dict[str, Any]:
    weights = kept.weights["points"]
    criteria = [
        {"name": name, **details, "weight": weights[name] / POINT, "points": points / POINT}
        for name, details, points in zip(CRITERIA, entry.details, entry.points, strict=True)
    ]
    return {"rank": entry.position, **_person(entry, kept.as_of), "score": entry.score / POINT, "criteria": criteria}


def _person(entry: RankedEntry, as_of: date) -> dict[str, Any]:
    person = entry.labourer
    if person is None:
        return {"labourer": None, "name": None, "changed": True}
    return {**describe_person(person, as_of), "changed": person.version != entry.version}


def describe_person(person: Labourer, as_of: date) -> dict[str, Any]:
    """What a row of a list tells of a person, whose home is loaded, beside points."""
    return {
        "labourer": person.public_id,
        "name": person.name,
        "sex": SEX_NAMES.get(person.sex),
        "age": person.birth and age_on(person.birth, as_of),
        "home": person.home.name,
        "village": person.village,
    }


def find_list(session: Session, list_id: str, *, actor: Actor) -> RankedList:
    """A stored list with its order, and its line unless that has changed since. Raises NotFound."""
    options = (joinedload(RankedList.order), joinedload(RankedList.line))
    kept = session.scalar(select(RankedList).where(RankedList.public_id == list_id).options(*options))
    if kept is None:
        raise NotFound("list_unknown", field="list", id=list_id)
    require(actor, "lists.read", division=kept.order.county_code)
    return kept


def replay(session: Session, list_id: str, *, actor: Actor) -> dict[str, Any]:
    """Compute a stored list again from its snapshot and weights; `same` is true when rank, score and points agree to
    the bit. A list whose rules this version no longer has is not the same, with the reason `rules_changed`."""
    kept = find_list(session, list_id, actor=actor)
    weights = Weights.from_dict(kept.weights)
    if rule_hash(weights) != kept.rule_hash:
        return {"list_id": list_id, "same": False, "reason": "rules_changed", "rule_hash": kept.rule_hash}
    pool, lines, nearness = read_snapshot(session, kept.snapshot)
    again = rank_parts([whole(pool)], lines, nearness, weights, 0, days(kept.as_of), kept.top)
    query = select(RankedEntry.tie, RankedEntry.score, RankedEntry.points)
    entries = session.execute(query.where(RankedEntry.list_id == kept.id).order_by(RankedEntry.position)).all()
    ties, scores = pool.tie[again.order].tolist(), again.scores.tolist()
    computed = list(zip(ties, scores, again.points.tolist(), strict=True))
    same = computed == [tuple(entry) for entry in entries] and again.eligible == kept.eligible
    return {"list_id": list_id, "same": same, "entries": len(entries), "snapshot": kept.snapshot}


def why(
    session: Session, order_id: str, labourer_id: str, *, line_id: str | None = None, as_of: date, actor: Actor
) -> dict[str, Any]:
    """One pair explained: every rule, every criterion, the rank, and what would help."""
    order, line = line_of_order(session, order_id, line_id, actor, "lists.read")
    labourer = find_labourer(session, labourer_id, actor=actor)
    pool, (lines, _) = open_pool(session, order.county_code), load_lines(session, OrderLine.id == line.id)
    people, row = _place_of(pool, labourer)
    nearness, naming, day = vocabulary(session).nearness(session), Naming(session), days(as_of)
    weights = weights_of(session, order.county_code)
    result = explain(people, lines, nearness, weights, row, 0, day)
    stand = standing_of_parts(pool.parts, lines, nearness, weights, 0, day)
    changes = would_help(people, lines, nearness, weights, row, 0, day, stand)
    pair = single(people, lines, row, 0)
    place = place_in(stand, pair, result.score) if result.eligible else None
    ways = ways_into(pair, nearness, weights, day, stand)
    return {
        "order": order.public_id,
        "line": line.public_id,
        "labourer": labourer_id,
        "eligible": result.eligible,
        "rules": [
            {"name": rule.name, "ok": rule.ok, "reason": rule.reason or None,
             "values": naming.rule(rule.name, rule.params)}
            for rule in result.rules
        ],
        "score": result.score / POINT,
        "rank": place,
        "criteria": [criterion_as_json(each, naming) for each in result.criteria],
        "would_help": [
            {"change": each.change, "params": naming.values(each.params), "score": each.score / POINT,
             "rank": each.rank}
            for each in changes
        ],
        "into_first_ten": [
            {"changes": [{"change": code, "params": naming.values(params)} for code, params in way.changes],
             "score": way.score / POINT, "rank": way.rank}
            for way in ways[:MOST_WAYS]
        ],
    }  # fmt: skip


def _place_of(pool: OpenPool, labourer: Labourer) -> tuple[Pool, int]:
    rows = pool.rows_of([labourer.id]).tolist()
    if not rows:
        raise RuleRefusal("labourer_of_another_county", field="labourer", id=labourer.public_id)
    return pool.at(rows[0])


def criterion_as_json(result: CriterionResult, naming: Naming) -> dict[str, Any]:
    """A criterion of a pair with names and points."""
    return {
        "name": result.name,
        "required": naming.values(result.required),
        "actual": naming.values(result.actual),
        "weight": result.weight / POINT,
        "points": result.points / POINT,
    }


def openings_of(session: Session, labourer_id: str, *, top: int, as_of: date, actor: Actor) -> list[dict[str, Any]]:
    """The open lines that fit of those whose `rank` considers the labourer, orders of the home county or of what it
    lies in, best first; each pair has the score it has in `rank`."""
    return look_for_openings(session, labourer_id, top=top, as_of=as_of, actor=actor)[0]


def look_for_openings(
    session: Session, labourer_id: str, *, top: int, as_of: date, actor: Actor
) -> tuple[list[dict[str, Any]], list[OrderLine], Ranking]:
    """`openings_of`, the line of each, and the ranking with the rules that turned lines away."""
    labourer = find_labourer(session, labourer_id, actor=actor, right="openings.read")
    loaded, posts = load_labourer(session, labourer.id), open_posts(session, labourer.home_code)
    lines = posts.table
    nearness, naming = vocabulary(session).nearness(session), Naming(session)
    found = openings_by_county(session, loaded.pool, lines, posts.keys.region, nearness, days(as_of), top)
    rows = describable(session, posts.keys.id[found.order].tolist())
    described = [
        {
            "rank": position,
            "order": row.order.public_id,
            "line": row.public_id,
            "employer": row.order.employer.name,
            "occupation": row.occupation.name,
            "place": naming.place(row.division_code),
            "seats": row.seats - row.taken,
            "wage_month_min_fen": row.wage_month_min,
            "wage_month_max_fen": row.wage_month_max,
            "score": int(score) / POINT,
            "criteria": [
                criterion_as_json(each, naming)
                for each in explain_criteria(
                    single(loaded.pool, lines, 0, j), nearness, weights_of(session, row.order.county_code)
                )
            ],
        }
        for position, (row, j, score) in enumerate(zip(rows, found.order.tolist(), found.scores, strict=True), start=1)
    ]
    return described, rows, found


def describable(session: Session, line_ids: list[int]) -> list[OrderLine]:
    """Those lines with all that describes them, in that order."""
    query = select(OrderLine).where(OrderLine.id.in_(line_ids)).options(*line_options())
    found = {line.id: line for line in session.scalars(query)}
    return [found[line_id] for line_id in line_ids]


def line_of_order(
    session: Session, order_id: str, line_id: str | None, actor: Actor, right: str
) -> tuple[Order, OrderLine]:
    """An order and its line, the first when none is named, for an actor who has that right there."""
    order = find_order(session, order_id, actor=actor)
    require(actor, right, division=order.county_code)
    if not order.lines:
        raise RuleRefusal("order_has_no_lines", field="lines")
    if line_id is None:
        return order, order.lines[0]
    line = next((line for line in order.lines if line.public_id == line_id), None)
    if line is None:
        raise NotFound("line_unknown", field="line", id=line_id)
    return order, line
