"""The register: searching people and reading one file, masked until revealed. Every reading is logged."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import scope_of
from services.acting import acts_for
from services.labourers import find_labourer, home_of, list_labourers, log_reading
from services.labourers import reveal as reveal_file
from services.register_groups import GROUPS, count_register, in_group, is_stale
from services.twins import folded_into
from services.unanswered import unanswered
from web.formats import now
from web.paging import Paging
from web.routes import ITS_OWN, database, page
from web.words import SITUATIONS

FIRST = 6
"""So many people whose answer is due stand above the register."""
COUNTY = 10**6  # codes of counties are multiples of this


@page("/labourers", action="labourers.read")
def labourers(session: Session) -> ResponseReturnValue:
    """The people in sight. Offices below the county, which look after each of them, see first whose answer is due, and
    how many there are of each kind."""
    text, situation = request.args.get("q", "").strip()[:60], request.args.get("situation", "")
    group, at = request.args.get("group", ""), now()
    chosen, paging = situation if situation in SITUATIONS else None, Paging.of_request()
    among = in_group(group, at) if group in GROUPS else None
    found, total = list_labourers(
        session, actor=g.actor, text=text, situation=chosen, among=among, limit=paging.size, offset=paging.offset
    )
    waiting = unanswered(session, actor=g.actor, at=at, limit=FIRST) if _looks_after_each() else ([], 0)
    return render_template(
        "labourers/list.html",
        labourers=found,
        paging=paging.of(total),
        text=text,
        situation=chosen or "",
        group=group if among is not None else "",
        groups=GROUPS,
        counts=count_register(session, actor=g.actor, at=at) if _looks_after_each() else {},
        waiting=waiting,
        stale={each.id for each in found if is_stale(each, at)},
    )


def _looks_after_each() -> bool:
    """Whether the actor is an office below the county: people are few enough to be counted on each visit."""
    code = g.actor.division_code
    return code is not None and code % COUNTY != 0 and scope_of(g.actor, "labourers.act") is not None


@page("/labourers/<public_id>", action="labourers.read", opens=ITS_OWN)
def labourer(public_id: str) -> ResponseReturnValue:
    with database().reading() as session:
        person_id, _ = home_of(session, public_id, actor=g.actor, right="labourers.read")
    with database().writing() as session:
        log_reading(session, person_id, actor=g.actor, at=now(), purpose="page")
    return _file(public_id, {})


@page("/labourers/<public_id>/reveal", action="labourers.reveal", methods=["POST"], opens=ITS_OWN)
def reveal(public_id: str) -> ResponseReturnValue:
    with database().writing() as session:
        shown = reveal_file(session, public_id, actor=g.actor, at=now(), purpose="reveal")
    return _file(public_id, shown)


def _file(public_id: str, shown: dict[str, str | None]) -> str:
    """The file as a page, once the reading is on record and no writing transaction is open (law 1)."""
    with database().reading() as g.opened:
        person = find_labourer(g.opened, public_id, actor=g.actor)
        acts, folded = acts_for(g.opened, person.id), folded_into(g.opened, person, actor=g.actor)
        return render_template("labourers/file.html", person=person, shown=shown, acts=acts, folded=folded)
