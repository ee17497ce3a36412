"""The register: searching people and reading one file, masked until revealed. Every reading is logged."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.labourers import find_labourer, list_labourers, log_reading
from services.labourers import reveal as reveal_file
from web.formats import now
from web.paging import Paging
from web.routes import ITS_OWN, database, page
from web.words import SITUATIONS


@page("/labourers", action="labourers.read")
def labourers(session: Session) -> ResponseReturnValue:
    text, situation = request.args.get("q", "").strip()[:60], request.args.get("situation", "")
    chosen, paging = situation if situation in SITUATIONS else None, Paging.of_request()
    found, total = list_labourers(
        session, actor=g.actor, text=text, situation=chosen, limit=paging.size, offset=paging.offset
    )
    return render_template(
        "labourers/list.html", labourers=found, paging=paging.of(total), text=text, situation=chosen or ""
    )


@page("/labourers/<public_id>", action="labourers.read", opens=ITS_OWN)
def labourer(public_id: str) -> ResponseReturnValue:
    with database().reading() as session:
        person_id = find_labourer(session, public_id, actor=g.actor).id
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
        return render_template("labourers/file.html", person=person, shown=shown)
