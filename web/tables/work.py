"""What is due today, and the watch list, to take away."""

from collections.abc import Iterator
from typing import NamedTuple

from flask import g, request
from sqlalchemy.orm import Session

from services.readings import people_behind
from services.signals import Group, Watched, watch_list
from services.work_queue import KINDS, SILENT, Item, work_queue
from web.formats import comma, instant, now
from web.queue_words import about
from web.tables.table import MOST, paged, table
from web.words import N_, label


class _Row(NamedTuple):
    item: Item
    labourer: str | None


def _rows(session: Session) -> list[_Row]:
    kind = request.args.get("kind", "")
    queue = work_queue(
        session, actor=g.actor, at=now(), mine="mine" in request.args, kind=kind if kind in (*KINDS, SILENT) else "",
        limit=MOST + 1,
    )  # fmt: skip
    people = people_behind(session, [(item.subject, item.row_id) for item in queue.items])
    return [_Row(item, people.get((item.subject, item.row_id))) for item in queue.items]


def _watched(session: Session) -> Iterator[Watched]:
    """Everybody on the list; of a firm of which only the first stand on the page, all of its people."""
    for group in _groups(session, request.args.get("employer", "")):
        whole = group.people == len(group.rows)
        for each in [group] if whole else _groups(session, group.rows[0].placement.employer.public_id):
            yield from each.rows


def _groups(session: Session, employer: str) -> Iterator[Group]:
    at = now()
    return paged(
        lambda limit, offset: (
            watch_list(session, actor=g.actor, at=at, employer=employer, limit=limit, offset=offset).groups
        )
    )


def _reasons(row: Watched) -> str:
    said = [label("signal", each) for each in row.signals] or [label("driver", each) for each in row.drivers]
    return comma().join(said)


table(
    "work", N_("To do"), "displacements.work", _rows,
    (N_("Person"), lambda row: row.item.person),
    (N_("What"), lambda row: label("work_item", row.item.kind)),
    (N_("About"), lambda row: about(row.item)),
    (N_("By when"), lambda row: instant(row.item.due)),
    (N_("Whose turn"), lambda row: row.item.name),
    (N_("Days nobody spoke to them"), lambda row: row.item.silent_days or None),
    reads=lambda row: row.labourer,
)  # fmt: skip
table(
    "watch", N_("Watch list"), "watch.read", _watched,
    (N_("Person"), lambda row: row.placement.labourer.name),
    (N_("Why"), _reasons),
    (N_("Employer"), lambda row: row.placement.employer.name if row.placement.employer else None),
    (N_("At work since"), lambda row: row.placement.delivered_on),
    (N_("Points"), lambda row: row.points),
    (N_("Chance of leaving"), lambda row: None if row.chance is None else round(row.chance, 4)),
    reads=lambda row: row.placement.labourer.public_id,
)  # fmt: skip
