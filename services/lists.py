"""Ranked lists: made on a snapshot, kept with all that made them, shown as they were, replayed to the bit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from matching.changes import ways_into, would_help
from matching.explain import CriterionResult, explain, explain_each, single
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.parts import whole
from matching.pool import Pool
from matching.rank import Ranking, rank_parts
from matching.score import rule_hash
from matching.weights import CRITERIA, POINT, Weights
from models.division import Division
from models.labourer import SEX_NAMES, Labourer
from models.order import Order, OrderLine
from models.ranked_list import RankedEntry, RankedList
from models.reading import ListReading
from services.access import Actor, require
from services.calendar import age_on
from services.class_seats import kept_of
from services.errors import NotFound, RuleRefusal
from services.guards.orders import refuse_debtor
from services.labourers import home_of
from services.line_rows import load_posts
from services.list_snapshots import Packed, pack_snapshot, read_snapshot, store_snapshot
from services.naming import Naming
from services.orders import find_order
from services.places import place_among
from services.pools import open_pool
from services.snapshot import days, load_lines
from services.weights_in_force import weights_of
from services.words import vocabulary

MOST_WAYS, FIRST = 3, 10
"""Ways among the first of a list that are told, and how many are the first where fewer places are left."""
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
        details=_details(places, lines, nearness, weights, naming),
        packed=pack_snapshot(session, pool, lines, nearness),
    )


def _versions(session: Session, labourer_ids: list[int]) -> dict[int, int]:
    rows = session.execute(select(Labourer.id, Labourer.version).where(Labourer.id.in_(labourer_ids)))
    return {row.id: row.version for row in rows}


def _details(
    places: Sequence[tuple[Pool, int]], lines: Lines, nearness: Nearness, weights: Weights, naming: Naming
) -> list[list[dict[str, Any]]]:
    """What the line requires and each person has, by criterion; those of one pool are explained together."""
    found: dict[int, list[dict[str, Any]]] = {}
    for pool in {id(pool): pool for pool, _ in places}.values():
        here = [place for place, (other, _) in enumerate(places) if other is pool]
        people = pool.take(np.array([places[place][1] for place in here]))
        pairs = Pairs(people, lines, np.arange(len(here)), np.zeros(len(here), np.int64))
        for place, criteria in zip(here, explain_each(pairs, nearness, weights), strict=True):
            found[place] = [
                {"required": naming.values(each.required), "actual": naming.values(each.actual)} for each in criteria
            ]
    return [found[place] for place in range(len(places))]


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
    kept = _columns_of(session, list_id, RankedList.id, actor=actor)
    session.add(ListReading(list_id=kept.id, user_id=actor.user_id, at=at))


def latest_list_id(session: Session, order_id: str, line_id: str | None, *, actor: Actor) -> str | None:
    """The list made last for a line, if there is one."""
    _, line = line_of_order(session, order_id, line_id, actor, "lists.read")
    latest: str | None = session.scalar(_LATEST, {"line": line.id})
    return latest


def opened_list_id(
    session: Session, order_id: str, line_id: str | None, wanted: str | None, *, actor: Actor
) -> str | None:
    """The list of a line that is `wanted`; the one made last when none is. Raises NotFound for one of another line."""
    if not wanted:
        return latest_list_id(session, order_id, line_id, actor=actor)
    _, line = line_of_order(session, order_id, line_id, actor, "lists.read")
    if find_list(session, wanted, actor=actor).line_id != line.id:
        raise NotFound("list_unknown", field="list", id=wanted)
    return wanted


_LATEST = (
    select(RankedList.public_id).where(RankedList.line_id == bindparam("line")).order_by(RankedList.id.desc()).limit(1)
)


def show_list(session: Session, list_id: str, *, actor: Actor) -> dict[str, Any]:
    """A stored list as it was shown: the JSON of `rank`, with what a page needs to know of each person."""
    kept, order, line, _ = _columns_of(session, list_id, RankedList, Order.public_id, OrderLine.public_id, actor=actor)
    entries = session.execute(_ENTRIES, {"list": kept.id})
    return {
        "list_id": kept.public_id,
        "order": order,
        "line": line,
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


_ENTRIES = (
    select(
        RankedEntry.position, RankedEntry.score, RankedEntry.points, RankedEntry.details,
        RankedEntry.version.label("as_listed"), Labourer.version, Labourer.public_id, Labourer.name, Labourer.sex,
        Labourer.birth, Labourer.village, Division.name.label("home"),
    )
    .outerjoin(Labourer, Labourer.id == RankedEntry.labourer_id)
    .outerjoin(Division, Division.code == Labourer.home_code)
    .where(RankedEntry.list_id == bindparam("list"))
    .order_by(RankedEntry.position)
)  # fmt: skip
"""What is shown of the entries of a list, a thousand of them at times: columns, read by one statement built once."""


def _show_entry(entry: Any, kept: RankedList) -> dict[str, Any]:
    weights = kept.weights["points"]
    criteria = [
        {"name": name, **details, "weight": weights[name] / POINT, "points": points / POINT}
        for name, details, points in zip(CRITERIA, entry.details, entry.points, strict=True)
    ]
    return {"rank": entry.position, **_person(entry, kept.as_of), "score": entry.score / POINT, "criteria": criteria}


def _person(entry: Any, as_of: date) -> dict[str, Any]:
    if entry.public_id is None:
        return {"labourer": None, "name": None, "changed": True}
    return {**_described(entry, entry.home, as_of), "changed": entry.version != entry.as_listed}


def describe_person(person: Labourer, as_of: date) -> dict[str, Any]:
    """What a row of a list tells of a person, whose home is loaded, beside points."""
    return _described(person, person.home.name, as_of)


def _described(person: Any, home: str, as_of: date) -> dict[str, Any]:
    return {
        "labourer": person.public_id,
        "name": person.name,
        "sex": SEX_NAMES.get(person.sex),
        "age": person.birth and age_on(person.birth, as_of),
        "home": home,
        "village": person.village,
    }


def _columns_of(session: Session, list_id: str, *columns: Any, actor: Actor) -> Any:
    """Those of a list, its order or its line, and the county, for an actor who may read the list. Raises NotFound."""
    found = session.execute(_query_of(*columns), {"list": list_id}).one_or_none()
    if found is None:
        raise NotFound("list_unknown", field="list", id=list_id)
    require(actor, "lists.read", division=found.county_code)
    return found


@cache
def _query_of(*columns: Any) -> Select[Any]:
    query = select(*columns, Order.county_code).select_from(RankedList).join(Order, Order.id == RankedList.order_id)
    query = query.outerjoin(OrderLine, OrderLine.id == RankedList.line_id)
    return query.where(RankedList.public_id == bindparam("list"))


def find_list(session: Session, list_id: str, *, actor: Actor) -> RankedList:
    """A stored list. Raises NotFound."""
    kept: RankedList = _columns_of(session, list_id, RankedList, actor=actor)[0]
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
    person, _ = home_of(session, labourer_id, actor=actor, right="labourers.read")
    pool, lines = open_pool(session, order.county_code), load_posts(session, lambda owner: owner == line.id).table
    rows = pool.rows_of([person]).tolist()
    if not rows:
        raise RuleRefusal("labourer_of_another_county", field="labourer", id=labourer_id)
    people, row = pool.at(rows[0])
    nearness, naming, day = vocabulary(session).nearness(session), Naming(session), days(as_of)
    weights = weights_of(session, order.county_code)
    result = explain(people, lines, nearness, weights, row, 0, day)
    pair = single(people, lines, row, 0)
    score = result.score if result.eligible else None
    stand, place = place_among(pool, lines, nearness, weights, day, pair, score)
    changes = would_help(people, lines, nearness, weights, row, 0, day, stand)
    first = first_of(session, line, person)
    ways = ways_into(pair, nearness, weights, day, stand, first=first)
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
        "first": first,
        "into_first": [
            {"changes": [{"change": code, "params": naming.values(params)} for code, params in way.changes],
             "score": way.score / POINT, "rank": way.rank}
            for way in ways[:MOST_WAYS]
        ],
    }  # fmt: skip


def first_of(session: Session, line: OrderLine, person: int) -> int:
    """How many of a list are its first: those whom the places left to a person would take, ten at least."""
    return max(FIRST, kept_of(session, line, person=person).left)


def criterion_as_json(result: CriterionResult, naming: Naming) -> dict[str, Any]:
    """A criterion of a pair with names and points."""
    return {
        "name": result.name,
        "required": naming.values(result.required),
        "actual": naming.values(result.actual),
        "weight": result.weight / POINT,
        "points": result.points / POINT,
    }


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
