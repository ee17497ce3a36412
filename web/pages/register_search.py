"""Searching the register: a name goes on to the list by its address; a number stands in no address, and so in no
history and no log of a proxy."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.labourers import list_labourers, number_in
from services.register_groups import GROUPS
from web.paging import SIZE, Paging
from web.routes import READING, page


@page("/labourers", action="labourers.read", methods=["POST"], opens=READING)
def labourers_search(session: Session) -> ResponseReturnValue:
    """A number leads to the one file it belongs to, else to those people of whom several have it, or to nobody."""
    sent = {name: request.form.get(name, "").strip()[:60] or None for name in ("q", "situation", "group")}
    number = number_in(sent["q"] or "")
    if not number:
        return redirect(url_for("labourers", **sent), 303)
    found, _ = list_labourers(session, actor=g.actor, text=number, limit=SIZE)
    people = [each.public_id for each in found]
    if len(people) == 1:
        return redirect(url_for("labourer", public_id=people[0]), 303)
    return redirect(url_for("labourers_found", person=people), 303)


@page("/labourers/found", action="labourers.read")
def labourers_found(session: Session) -> str:
    """The people whom a number found."""
    people = request.args.getlist("person")[:SIZE]
    found, total = list_labourers(session, actor=g.actor, people=people, limit=SIZE)
    return render_template(
        "labourers/list.html", labourers=found, paging=Paging(1).of(total), sought=True, text="", situation="",
        group="", groups=GROUPS, counts={}, waiting=([], 0), stale=(),
    )  # fmt: skip
