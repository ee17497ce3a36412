"""Filing an order page by page on a phone: what is typed is kept, right or wrong, and found on any device."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.errors import NotAllowed, Refusal
from services.intake.order_lines import BOARD_VALUE, LODGING_VALUE
from services.order_estimates import estimate, readable_post
from services.order_form_pages import (
    MOST_POSTS,
    OF_A_POST,
    PAGES,
    POST_FIELDS,
    WHOLE_FIELDS,
    begin_form,
    drop_post,
    faults_of_form,
    faults_of_page,
    file_form,
    find_form,
    forget_form,
    go_on_with,
    save_page,
    turn_of,
)
from services.order_forms import readable_heads
from services.orders import find_order, list_orders
from services.wage_levels import wage_level, years_compared
from services.words import vocabulary
from web.errors import place_of
from web.formats import by_the_month, comma, now
from web.order_values import line_values, order_values, read_values
from web.pages.order_forms import sent_fields
from web.routes import ITS_OWN, database, page
from web.words import N_, label

TITLES = {
    "job": N_("The job"),
    "people": N_("People and place"),
    "pay": N_("Pay and living"),
    "conditions": N_("Conditions"),
    "training": N_("Training and the rest"),
    "check": N_("Check your answers"),
}
EARLIER = 3
"""So many earlier orders are offered as a start."""
GONE_DAYS = ("starts_on", "recruits_from", "deadline")
"""What a copy of an order is asked for anew."""


@page("/orders/new", action="orders.file")
def order_form(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    form = find_form(session, actor=g.actor)
    name, post = _asked(form)
    return _show(session, form, name, post, refusals)


def _asked(form: Any) -> tuple[str, int]:
    """The page and the post that the address or the form asks for, else those to go on with."""
    name = request.values.get("page", form.page) if form else _sent_page()
    posts = len(form.lines) if form else 1
    text = request.values.get("post", "")
    post = int(text) if text.isdigit() and len(text) < 4 else form.post if form else 1
    return name if name in PAGES else PAGES[0], max(1, min(post, posts + 1, MOST_POSTS))


def _sent_page() -> str:
    return request.form.get("page", PAGES[0])


@page("/orders/new", action="orders.file", methods=["POST"], opens=ITS_OWN, again=order_form)
def order_page_save() -> ResponseReturnValue:
    do = request.form.get("do", "next")
    with database().writing() as session:
        form, name, post = _save(session)
        faults = faults_of_page(session, form, name, post, actor=g.actor, at=now()) if do == "next" else []
        wrong = _of_page(faults, name, post)
        go_on_with(form, *((name, post) if wrong else _next(name, post, do)))
    if do == "later":
        flash(gettext("Kept. Go on whenever you like, on any device."))
        return redirect(url_for("orders"), 303)
    if not wrong:
        return redirect(url_for("order_form"), 303)
    with database().reading() as g.opened:
        return _show(g.opened, find_form(g.opened, actor=g.actor), name, post, wrong), 422


def _save(session: Session, typed_at: str | None = None) -> tuple[Any, str, int]:
    """Keep the page that was sent; the form, the page and the post."""
    name, post = _asked(find_form(session, actor=g.actor))
    fields, lines = sent_fields()
    line = lines[0] if lines else {}
    form = save_page(session, name, post, fields, line, typed_at=typed_at, actor=g.actor, at=now())
    return form, name, min(post, len(form.lines))


def _of_page(refusals: Sequence[Refusal], name: str, post: int) -> list[Refusal]:
    """The refusals that belong to fields of a page, each once."""
    places = [(place_of(refusal), refusal) for refusal in refusals]
    own = {(post, field) for field in POST_FIELDS[name]} | {(None, field) for field in WHOLE_FIELDS.get(name, ())}
    return list({place: refusal for place, refusal in reversed(places) if place in own}.values())[::-1]


def _next(name: str, post: int, do: str) -> tuple[str, int]:
    """The page after a page, or before it; a post added later goes back to the answers after its own pages."""
    here = PAGES.index(name)
    if do == "back":
        return PAGES[max(0, here - 1)], post
    if do == "later":
        return name, post
    if post > 1 and name == OF_A_POST[-1]:
        return PAGES[-1], 1
    return PAGES[min(here + 1, len(PAGES) - 1)], post


@page("/orders/new/saved", action="orders.file", methods=["POST"], opens=ITS_OWN)
def order_page_saved() -> ResponseReturnValue:
    """What is typed is kept as one goes; answers with what is known of it so far. A page that comes in when its form
    was filed or deleted begins no new one."""
    with database().writing() as session:
        form = find_form(session, actor=g.actor)
        if form is None and _sent_page() != PAGES[0]:
            return ""
        form, _, post = _save(session, typed_at=request.form.get("turn", "0"))
        fields, lines = form.fields, form.lines
    with database().reading() as g.opened:
        return render_template("orders/pages/live.html", live=_live(g.opened, fields, lines[post - 1]), saved=now())


@page("/orders/new/file", action="orders.file", methods=["POST"], again=order_form)
def order_page_file(session: Session) -> ResponseReturnValue:
    order = file_form(session, submit=request.form.get("do") != "draft", actor=g.actor, at=now())
    return redirect(url_for("order", public_id=order.public_id), 303)


@page("/orders/new/drop", action="orders.file", methods=["POST"])
def order_page_drop(session: Session) -> ResponseReturnValue:
    drop_post(session, _asked(find_form(session, actor=g.actor))[1], actor=g.actor, at=now())
    return redirect(url_for("order_form", page="check"), 303)


@page("/orders/new/over", action="orders.file", methods=["POST"])
def order_page_over(session: Session) -> ResponseReturnValue:
    forget_form(session, actor=g.actor)
    return redirect(url_for("order_form"), 303)


@page("/orders/<public_id>/copy", action="orders.file", methods=["POST"])
def order_copy(session: Session, public_id: str) -> ResponseReturnValue:
    """Begin a form with what an order says, its days apart."""
    order = find_order(session, public_id, actor=g.actor, right="orders.file")
    fields, *lines = (
        {name: text for name, text in each.items() if name not in GONE_DAYS}
        for each in (order_values(session, order), *(line_values(session, line, order) for line in order.lines))
    )
    begin_form(session, fields, lines, actor=g.actor, at=now())
    return redirect(url_for("order_form"), 303)


def _show(session: Session, form: Any, name: str, post: int, refusals: Sequence[Refusal]) -> str:
    fields, lines = _values(form, name, post)
    checking = name == PAGES[-1]
    if checking and form and not refusals:
        refusals = faults_of_form(session, form, actor=g.actor, at=now())
    return render_template(
        "orders/pages/page.html",
        form=form,
        turn=turn_of(form),
        name=name,
        post=post,
        title=gettext(TITLES[name]),
        number=PAGES.index(name) + 1,
        pages=PAGES,
        titles=TITLES,
        fields=fields,
        lines=lines,
        line=lines[post - 1],
        refusals=refusals,
        page_of=page_of,
        brings=_brings,
        reads=[_read(session, fields, each) for each in lines] if checking else [],
        lives=[_live(session, fields, each) for each in (lines if checking else lines[post - 1 : post])],
        earlier=[] if form else list_orders(session, actor=g.actor, limit=EARLIER),
        full=len(lines) >= MOST_POSTS,
        words=vocabulary(session),
        worth={"board": BOARD_VALUE // 100, "lodging": LODGING_VALUE // 100},
    )


def _values(form: Any, name: str, post: int) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What stands in the fields: what is kept and, where a page was sent and could not be kept, what was sent."""
    fields, lines = (dict(form.fields), [dict(each) for each in form.lines]) if form else ({}, [{}])
    lines += [{}] * (post - len(lines))
    if request.method == "POST":
        sent, posts = sent_fields()
        fields |= {each: text for each, text in sent.items() if each in WHOLE_FIELDS.get(name, ())}
        lines[post - 1] |= posts[0] if posts else {}
    return fields, lines


def page_of(refusal: Refusal) -> tuple[str, int]:
    """The page and the post that a refusal is mended at."""
    post, field = place_of(refusal)
    names = POST_FIELDS if post else WHOLE_FIELDS
    return next((name for name, own in names.items() if field in own), PAGES[0]), post or 1


def _brings(codes: str | None) -> str:
    return comma().join(label("brings", code) for code in (codes or "").split("、") if code)


def _read(session: Session, fields: Mapping[str, str], line: Mapping[str, str]) -> dict[str, str]:
    """How the words of a post are understood, by field; fields that cannot be read are left out."""
    _, heads = readable_heads(session, fields, actor=g.actor, at=now())
    post = readable_post(session, line, heads)
    return {} if post is None else read_values(session, post)


def _live(session: Session, fields: Mapping[str, str], line: Mapping[str, str]) -> dict[str, Any]:
    """What the county knows of a post that is being written: who would fit, and what such work pays."""
    at = now()
    employer, heads = readable_heads(session, fields, actor=g.actor, at=at)
    post = readable_post(session, line, heads)
    if post is None or heads.county is None:
        return {}
    try:
        found = estimate(
            session, post, county=heads.county, kind=heads.kind, employer_id=employer, actor=g.actor, at=at
        )  # fmt: skip
    except NotAllowed:  # another county's people
        return {}
    level = wage_level(session, heads.county, post.occupation_id, at=at)
    stand = level.stand(post.wage_month_min, post.wage_month_max)
    pay = {"level": level, "stand": stand, "monthly": by_the_month(post), "compared": years_compared(at)}
    return {"outcome": found, **pay}
