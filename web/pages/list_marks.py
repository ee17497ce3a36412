"""What is written beside a ranked list: notes, passes, people put forward, and who has it open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.calendar import county_day
from services.errors import Refusal
from services.labourers import find_labourer, list_labourers, log_reading
from services.list_filters import read_ticks
from services.list_marks import MARK, pass_person, take_back_mark, write_note
from services.list_news import News, news_since
from services.lists import line_of_order
from services.presence import look_on, others_looking
from services.put_forward import consider, put_forward
from web.departures import PASS_REASONS, departure
from web.errors import status_of
from web.formats import now
from web.pages.candidates import Picked, back_to_list, show_candidates
from web.routes import ITS_OWN, database, page

FOUND = 20


@page("/orders/<public_id>/candidates/note", action=MARK, methods=["POST"], opens=ITS_OWN)
def candidates_note(public_id: str) -> ResponseReturnValue:
    return _write(public_id, write_note, lambda: {"text": request.form.get("text", "")}, "notes")


@page("/orders/<public_id>/candidates/pass", action=MARK, methods=["POST"], opens=ITS_OWN)
def candidates_pass(public_id: str) -> ResponseReturnValue:
    return _write(public_id, pass_person, lambda: {"reason": _reason()}, None)


def _reason() -> str:
    return departure(request.form.get("pass_why", ""), request.form.get("pass_words", ""), PASS_REASONS, "passed")


def _write(
    public_id: str, write: Callable[..., Any], said: Callable[[], dict[str, str]], anchor: str | None
) -> ResponseReturnValue:
    """Write a mark on the person that the form names; the list again when it is refused."""
    _may_mark(public_id)
    person, line = request.form.get("person", ""), request.args.get("line")
    try:
        if not person:
            raise Refusal("nobody_chosen", field="picks")
        words = said()
        with database().writing() as session:
            write(session, public_id, person, line_id=line, actor=g.actor, at=now(), **words)
    except Refusal as refusal:
        return _again(public_id, refusal)
    return back_to_list(public_id, anchor=anchor, open=person if anchor else None)


@page("/orders/<public_id>/candidates/unmark", action=MARK, methods=["POST"], opens=ITS_OWN)
def candidates_unmark(public_id: str) -> ResponseReturnValue:
    """A pass is lifted, or somebody put forward is so no more."""
    _may_mark(public_id)
    mark = request.form.get("mark", "")
    if not mark:
        return _again(public_id, Refusal("nothing_to_undo", field="undo"))
    with database().writing() as session:
        take_back_mark(session, mark, actor=g.actor, at=now())
    return back_to_list(public_id, open=None)


def _may_mark(public_id: str) -> None:
    with database().reading() as session:
        line_of_order(session, public_id, request.args.get("line"), g.actor, MARK)


def _again(public_id: str, refusal: Refusal) -> ResponseReturnValue:
    with database().reading() as g.opened:
        return show_candidates(g.opened, public_id, Picked(refusals=[refusal])), status_of(refusal)


@page("/orders/<public_id>/candidates/add", action=MARK)
def candidates_add(session: Session, public_id: str) -> ResponseReturnValue:
    """Somebody is looked up in the register and held against the post."""
    return _add(session, public_id, [])


def _add(session: Session, public_id: str, refusals: list[Refusal]) -> str:
    person, text = request.values.get("person", ""), request.values.get("q", "").strip()[:60]
    order, line = line_of_order(session, public_id, request.args.get("line"), g.actor, MARK)
    found, total = list_labourers(session, actor=g.actor, text=text, limit=FOUND) if text and not person else ([], 0)
    labourer = find_labourer(session, person, actor=g.actor) if person else None
    if labourer is not None:
        with database().writing() as writer:
            log_reading(writer, labourer.id, actor=g.actor, at=now(), purpose="list")
    which = {"line_id": line.public_id, "as_of": county_day(now()), "actor": g.actor}
    return render_template(
        "candidates/add.html",
        order=order,
        line=line,
        text=text,
        found=found,
        total=total,
        person=labourer,
        considered=consider(session, public_id, person, **which) if labourer else None,
        refusals=refusals,
    )


@page("/orders/<public_id>/candidates/add", action=MARK, methods=["POST"], opens=ITS_OWN)
def candidates_put_forward(public_id: str) -> ResponseReturnValue:
    _may_mark(public_id)
    person = request.form.get("person", "")
    try:
        if not person:
            raise Refusal("nobody_chosen", field="picks")
        with database().writing() as session:
            put_forward(
                session, public_id, person, line_id=request.args.get("line"), reason=request.form.get("reason", ""),
                actor=g.actor, at=now(),
            )  # fmt: skip
            name = find_labourer(session, person, actor=g.actor).name
    except Refusal as refusal:
        with database().reading() as g.opened:
            return _add(g.opened, public_id, [refusal]), status_of(refusal)
    flash(gettext("%(name)s was put forward", name=name))
    return back_to_list(public_id, anchor=f"rank-hand-{person}")


@page("/orders/<public_id>/candidates/look", action="lists.read", methods=["POST"], opens=ITS_OWN)
def candidates_look(public_id: str) -> ResponseReturnValue:
    """The heartbeat of an open list: who else has it open, whose data changed since, and whom others picked."""
    with database().reading() as session:
        _, line = line_of_order(session, public_id, request.args.get("line"), g.actor, "lists.read")
        others = others_looking(session, line, actor=g.actor, at=now())
        news = _news(session, line)
        with database().writing() as writer:
            look_on(writer, line, actor=g.actor, at=now())
    kept = {name: request.args.get(name) for name in ("line", "list", "page", "sort")}
    address = url_for("candidates", public_id=public_id, only=read_ticks(request.args.getlist("only")), **kept)
    newest = url_for("candidates", public_id=public_id, line=kept["line"])
    return render_template("candidates/_others.html", others=others, news=news, address=address, newest=newest)


def _news(session: Session, line: Any) -> News | None:
    """What the open page does not show yet, by when it was made and the people whose scores it hides already."""
    try:
        since = datetime.fromisoformat(request.form.get("since", ""))
    except ValueError:
        return None
    if since.tzinfo is None:
        return None
    news = news_since(session, line, request.form.get("list", ""), since=since, actor=g.actor)
    hidden = set(request.form.get("hidden", "").split())
    told = news.newer is not None and news.newer.list_id == request.form.get("newer")
    changed = [each for each in news.changed if each not in hidden]
    return replace(news, changed=changed, newer=None if told else news.newer)
