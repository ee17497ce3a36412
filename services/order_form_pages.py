"""The order form page by page: kept for its account as it is typed, whatever is wrong with it, until it is filed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.certificate import LicensedOccupation
from models.employer import Employer
from models.order import Order
from models.order_form import OrderForm
from models.user import User
from services.access import Actor, require
from services.errors import Refusal, RuleRefusal, Several, tried
from services.guards.orders import refuse_debtor
from services.order_form_posts import refuse_long
from services.order_forms import ORDER_FIELDS, read_order_form
from services.orders import LineDraft, OrderDraft, file_order, submit_order
from services.words import vocabulary

Texts = Mapping[str, str]

POST_FIELDS: dict[str, tuple[str, ...]] = {
    "job": ("occupation", "title", "skills", "level"),
    "people": ("seats", "address", "starts_on", "duration"),
    "pay": ("wage", "pay_method", "board", "board_value", "lodging", "lodging_value"),
    "conditions": (
        "education", "hours", "probation", "certificates", "class_gives_certificate", "ages", "age_reason", "sex",
        "sex_reason",
    ),
    "training": (),
    "check": (),
}  # fmt: skip
"""The pages in their order, with the fields of a post that stand on each."""
WHOLE_FIELDS: dict[str, tuple[str, ...]] = {
    "job": ("employer", "county", "kind", "sub_kind"),
    "people": ("recruits_from", "deadline"),
    "training": ("training_paid_by", "employer_brings", "channel", "agency_licence", "notes"),
}
"""The fields of the whole order that stand on a page."""
PAGES = tuple(POST_FIELDS)
OF_A_POST = tuple(page for page, fields in POST_FIELDS.items() if fields)
assert {field for fields in WHOLE_FIELDS.values() for field in fields} == set(ORDER_FIELDS)
TURN = "turn"  # beside the fields of the order: how many pages were sent
MOST_POSTS = 20
LONGEST = 4_000  # characters of one field that are kept; no field takes as many
ASKED = ("wage", "starts_on")  # an order is not submitted without them


def find_form(session: Session, *, actor: Actor) -> OrderForm | None:
    """The form that the actor has under way."""
    return session.get(OrderForm, actor.user_id) if actor.user_id is not None else None


def turn_of(form: OrderForm | None) -> str:
    """How many pages of the form were sent so far."""
    return str(form.fields.get(TURN, "0")) if form is not None else "0"


def save_page(
    session: Session, page: str, post: int, fields: Texts, line: Texts, *, typed_at: str | None = None, actor: Actor,
    at: datetime,
) -> OrderForm:  # fmt: skip
    """Keep what a page says; a page of the post after the last one adds it. What is kept while it is typed names the
    turn `typed_at` of the form that the page shows: where it comes in after the page was sent, it changes nothing.

    Raises NotAllowed, and Refusal text_too_long for what no field takes.
    """
    form = _hold(session, actor, at)
    turn = turn_of(form)
    if typed_at not in (None, turn):
        return form
    lines = [dict(each) for each in form.lines]
    lines += [{}] if len(lines) == post - 1 < MOST_POSTS else []
    if post <= len(lines):
        lines[post - 1] |= _kept(line, POST_FIELDS[page], f"lines.{post}.")
    sent = {TURN: str(int(turn) + (typed_at is None))}
    form.fields = form.fields | _kept(fields, WHOLE_FIELDS.get(page, ())) | sent
    form.lines, form.saved_at = lines, at
    return form


def _kept(texts: Texts, names: Sequence[str], within: str = "") -> dict[str, str]:
    """The texts of a page's fields; a tick that was taken away is sent no more and is kept as nothing."""
    return {name: refuse_long(texts.get(name, ""), field=within + name, most=LONGEST) for name in names}


def _hold(session: Session, actor: Actor, at: datetime) -> OrderForm:
    """The form of the account, begun where there is none; of two windows that save at once one waits."""
    require(actor, "orders.file", division=actor.division_code, own=True)
    session.get_one(User, actor.user_id, with_for_update=True)
    form = session.get(OrderForm, actor.user_id, populate_existing=True)  # as whoever waited for left it
    if form is None:
        form = OrderForm(user_id=actor.user_id, fields={}, lines=[{}], page=PAGES[0], post=1, begun_at=at, saved_at=at)
        session.add(form)
    return form


def begin_form(
    session: Session, fields: Texts, lines: Sequence[Texts], *, actor: Actor, at: datetime
) -> OrderForm:  # fmt: skip
    """Begin a form with what another order says. Raises RuleRefusal `order_form_under_way` rather than forget what was
    typed, and NotAllowed."""
    if find_form(session, actor=actor) is not None:
        raise RuleRefusal("order_form_under_way", field="order")
    form = _hold(session, actor, at)
    form.fields, form.lines = dict(fields), [dict(line) for line in lines][:MOST_POSTS]
    return form


def go_on_with(form: OrderForm, page: str, post: int) -> None:
    """Which page the form is opened at next."""
    form.page, form.post = page, post


def drop_post(session: Session, post: int, *, actor: Actor, at: datetime) -> None:
    """Take a post out of the form; one is always left."""
    form = _hold(session, actor, at)
    form.lines = [line for number, line in enumerate(form.lines, start=1) if number != post] or [{}]
    form.post, form.saved_at = 1, at


def forget_form(session: Session, *, actor: Actor) -> None:
    """Start over: what was typed is gone."""
    form = find_form(session, actor=actor)
    if form is not None:
        session.delete(form)


def file_form(session: Session, *, submit: bool, actor: Actor, at: datetime) -> Order:
    """File what the form says and forget the form; with `submit` hand it to the county as well. Raises Several with
    all that is wrong, RuleRefusal, NotAllowed."""
    form = find_form(session, actor=actor)
    if form is None:
        raise RuleRefusal("order_form_is_gone", field="order")
    draft = read_order_form(session, form.fields, form.lines, actor=actor, at=at)
    order = file_order(session, draft, actor=actor, at=at)
    if submit:
        submit_order(session, order.public_id, actor=actor, at=at)
    session.delete(form)
    return order


def faults_of_page(
    session: Session, form: OrderForm, page: str, post: int, *, actor: Actor, at: datetime
) -> list[Refusal]:
    """What is wrong with a page, looked at by itself: the posts are good examples but for what it says. The refusals
    of `read_order_form`, also of fields of the order that stand on other pages."""
    example = _example(session, form, actor)
    own = {name: form.lines[post - 1].get(name, "") for name in POST_FIELDS[page]}
    posts = len(form.lines)
    lines = [example | own if number == post else example for number in range(1, posts + 1)]
    missing = [Refusal("missing", field=f"lines.{post}.{name}", posts=posts) for name in ASKED if own.get(name) == ""]
    try:
        read_order_form(session, form.fields, lines, actor=actor, at=at)
    except Several as several:
        return several.refusals + missing
    return missing


def _example(session: Session, form: OrderForm, actor: Actor) -> dict[str, str]:
    occupation = vocabulary(session).occupations.entries[0].code
    return {"occupation": occupation, "seats": "1", "address": form.fields.get("county") or str(actor.division_code)}


def faults_of_form(session: Session, form: OrderForm, *, actor: Actor, at: datetime) -> list[Refusal]:
    """All that keeps the form from being submitted: the refusals of `read_order_form`, else what an order must say."""
    try:
        draft = read_order_form(session, form.fields, form.lines, actor=actor, at=at)
    except Several as several:
        return several.refusals
    return _lacking(session, draft)


def _lacking(session: Session, draft: OrderDraft) -> list[Refusal]:
    """What the guards of submitting would refuse, all of it at once and at its field."""
    lacking: list[Refusal] = []
    tried(lacking, lambda: refuse_debtor(session.get_one(Employer, draft.employer_id)))
    posts = len(draft.lines)
    for number, line in enumerate(draft.lines, start=1):
        said = {"wage": line.wage_max, "starts_on": line.start_on}
        missing = [f"lines.{number}.{name}" for name in ASKED if not said[name]]
        lacking += [Refusal("missing", field=field, posts=posts) for field in missing]
        if _licence_is_lacking(session, line):
            lacking.append(_licence_refusal(session, line, number, posts))
    if draft.sub_kind == "abroad" and not draft.agency_licence:
        lacking.append(RuleRefusal("agency_licence_missing", field="agency_licence"))
    return lacking


def _licence_is_lacking(session: Session, line: LineDraft) -> bool:
    wanted = select(LicensedOccupation.certificate_id).where(LicensedOccupation.occupation_id == line.occupation_id)
    accepted = set(session.scalars(wanted))
    return bool(accepted) and not line.class_gives_certificate and not accepted & set(line.certificates)


def _licence_refusal(session: Session, line: LineDraft, number: int, posts: int) -> Refusal:
    words = vocabulary(session).occupations
    name = words.entries[words.dense[line.occupation_id]].name
    return RuleRefusal("licence_not_asked", field="certificates", line=number, posts=posts, occupation=name)
