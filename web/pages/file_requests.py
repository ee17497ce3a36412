"""What people ask to have changed of who they are: somebody who sees the ID card confirms it or says why not."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.file_requests import RIGHT, confirm_request, list_requests, refuse_request
from web.formats import now
from web.paging import Paging
from web.routes import page


@page("/file-requests", action=RIGHT)
def file_requests(session: Session, refusals: Sequence[Refusal] = (), mine: str = "") -> str:
    paging = Paging.of_request()
    found, total = list_requests(session, actor=g.actor, limit=paging.size, offset=paging.offset)
    return render_template(
        "complaints/requests.html", requests=found, total=total, paging=paging.of(total), refusals=refusals, tried=mine
    )


def file_requests_again(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    """The list once more, with what stood in the way of the one."""
    return file_requests(session, refusals, mine=public_id)


@page("/file-requests/<public_id>", action=RIGHT, methods=["POST"], again=file_requests_again)
def file_request_decide(session: Session, public_id: str) -> ResponseReturnValue:
    said = request.form
    if said.get("do") == "refuse":
        refuse_request(session, public_id, note=said.get("note", ""), actor=g.actor, at=now())
    else:
        confirm_request(session, public_id, seen=said.get("id_number", ""), actor=g.actor, at=now())
    return redirect(url_for("file_requests", said="done"), 303)
