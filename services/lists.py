"""Ranked lists: made on a snapshot, kept with all that made them, shown as they were, replayed to the bit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching.changes import would_help
from matching.explain import CriterionResult, explain, explain_criteria, single
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from matching.rank import Ranking, openings, place_in, rank, standing_of_line
from matching.score import rule_hash
from matching.weights import CRITERIA, DEFAULT, POINT, Weights
from models.employer import Employer
from models.labourer import SEX_NAMES, Labourer
from models.order import Order, OrderLine
from models.ranked_list import RankedEntry, RankedList
from models.reading import ListReading
from services.access import Actor, enclosing, require
from services.calendar import age_on
from services.errors import NotFound, RuleRefusal
from services.guards.orders import refuse_debtor
from services.labourers import find_labourer
from services.naming import Naming
from services.orders import find_order
from services.snapshot import days, load_labourer, load_lines, load_pool
from services.snapshot_store import pack_snapshot, read_snapshot, store_snapshot
from services.words import vocabulary

ENDED = ("closed", "cancelled", "expired")
OFFERING = ("approved", "open")


@dataclass(frozen=True)
class Ranked:
    """A list as computed, not yet kept: rows of `pool` by `ids` (database), best first, with their details."""

    order_id: str
    line: OrderLine
    as_of: date
    top: int
    ranking: Ranking
    labourers: list[tuple[int, int, int]]
    details: list[list[dict[str, Any]]]
    packed: dict[str, list[bytes]]


def rank_line(session: Session, order_id: str, *, line_id: str | None, top: int, as_of: date, actor: Actor) -> Ranked:
    """Rank everyone registered in the order's county for one line (the first when none is named). Writes nothing."""
    order, line = _line_of(session, order_id, line_id, actor, "lists.make")
    if order.state in ENDED:
        raise RuleRefusal("order_has_ended", field="order", state=order.state)
    refuse_debtor(order.employer)
    loaded, (lines, _) = load_pool(session, order.county_code), load_lines(session, OrderLine.id == line.id)
    nearness = vocabulary(session).nearness(session)
    ranking = rank(loaded.pool, lines, nearness, DEFAULT, 0, days(as_of), top)
    naming = Naming(session)
    listed = [int(loaded.ids[row]) for row in ranking.order]
    rows = session.execute(select(Labourer.id, Labourer.version).where(Labourer.id.in_(listed)))
    versions = {row.id: row.version for row in rows}
    ties = loaded.pool.tie[ranking.order].tolist()
    return Ranked(
        order_id=order.public_id,
        line=line,
        as_of=as_of,
        top=top,
        ranking=ranking,
        labourers=[(each, tie, versions[each]) for each, tie in zip(listed, ties, strict=True)],
        details=[_details(loaded.pool, lines, nearness, row, naming) for row in ranking.order.tolist()],
        packed=pack_snapshot(loaded.pool, lines, nearness),
    )


def _details(pool: Pool, lines: Lines, nearness: Nearness, row: int, naming: Naming) -> list[dict[str, Any]]:
    return [
        {"required": naming.values(each.required), "actual": naming.values(each.actual)}
        for each in explain_criteria(single(pool, lines, row, 0), nearness, DEFAULT)
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
        weights=DEFAULT.to_dict(),
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
    _, line = _line_of(session, order_id, line_id, actor, "lists.read")
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
    return {
        "labourer": person.public_id,
        "name": person.name,
        "sex": SEX_NAMES.get(person.sex),
        "age": person.birth and age_on(person.birth, as_of),
        "home": person.home.name,
        "village": person.village,
        "changed": person.version != entry.version,
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
    again = rank(pool, lines, nearness, weights, 0, days(kept.as_of), kept.top)
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
    order, line = _line_of(session, order_id, line_id, actor, "lists.read")
    labourer = find_labourer(session, labourer_id, actor=actor)
    loaded, (lines, _) = load_pool(session, order.county_code), load_lines(session, OrderLine.id == line.id)
    row = int(np.searchsorted(loaded.ids, labourer.id))
    if row >= len(loaded.ids) or loaded.ids[row] != labourer.id:
        raise RuleRefusal("labourer_of_another_county", field="labourer", id=labourer_id)
    nearness, naming, day = vocabulary(session).nearness(session), Naming(session), days(as_of)
    result = explain(loaded.pool, lines, nearness, DEFAULT, row, 0, day)
    stand = standing_of_line(loaded.pool, lines, nearness, DEFAULT, 0, day)
    changes = would_help(loaded.pool, lines, nearness, DEFAULT, row, 0, day, stand)
    place = place_in(stand, single(loaded.pool, lines, row, 0), result.score) if result.eligible else None
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
    }  # fmt: skip


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
    loaded = load_labourer(session, labourer.id)
    debtors = select(Employer.id).where(Employer.wage_arrears_since.is_not(None))
    which = Order.county_code.in_(enclosing(labourer.home_code)) & Order.employer_id.not_in(debtors)
    which = which & Order.state.in_(OFFERING) & (OrderLine.taken < OrderLine.seats)
    lines, rows = load_lines(session, which)
    nearness, naming = vocabulary(session).nearness(session), Naming(session)
    found = openings(loaded.pool, lines, nearness, DEFAULT, 0, days(as_of), top)
    described = [
        {
            "rank": position,
            "order": rows[j].order.public_id,
            "line": rows[j].public_id,
            "employer": rows[j].order.employer.name,
            "occupation": rows[j].occupation.name,
            "place": naming.place(rows[j].division_code),
            "seats": rows[j].seats - rows[j].taken,
            "wage_month_min_fen": rows[j].wage_month_min,
            "wage_month_max_fen": rows[j].wage_month_max,
            "score": int(score) / POINT,
            "criteria": [
                criterion_as_json(each, naming)
                for each in explain_criteria(single(loaded.pool, lines, 0, j), nearness, DEFAULT)
            ],
        }
        for position, (j, score) in enumerate(zip(found.order.tolist(), found.scores, strict=True), start=1)
    ]
    return described, [rows[j] for j in found.order.tolist()], found


def _line_of(session: Session, order_id: str, line_id: str | None, actor: Actor, right: str) -> tuple[Order, OrderLine]:
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
