"""The order form of the pages: the same fields, readers and rules as the order sheet, with its errors at the field."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.employer import Employer
from models.order import KINDS, SUB_KINDS
from services.access import Actor
from services.divisions import gazetteer
from services.errors import Refusal, Several, tried
from services.intake.employers import known_firm
from services.intake.order_terms import refuse_passed_deadline
from services.intake.orders import AGENCY_LICENCE_LENGTH, DEFAULT_SUB_KIND
from services.order_form_posts import Heads, read_post, refuse_long
from services.orders import LineDraft, OrderDraft
from services.sheets.fields.dates import read_day
from services.sheets.fields.order_terms import HIRING, read_channel, read_payer
from services.sheets.fields.texts import LONGEST_TEXT

T = TypeVar("T")

# Fields of the whole order; all others belong to a line.
ORDER_FIELDS = (
    "employer", "county", "kind", "sub_kind", "recruits_from", "deadline", "channel", "training_paid_by",
    "employer_brings", "agency_licence", "notes",
)  # fmt: skip
# The closed lists of the form.
PAYERS = ("employer", "public", "labourer", "base", "shared")
CHANNELS = ("direct", "office", "township", "broker", "association", "agency", "base_office", "fair", "online")
BRINGS = ("premises", "equipment", "teachers")
UNNAMED = "某企业"  # stands for a firm that is still to be named, so that the posts can be read


def read_order_form(
    session: Session, fields: Mapping[str, str], lines: Sequence[Mapping[str, str]], *, actor: Actor, at: datetime
) -> OrderDraft:
    """An order from the texts of a form: `fields` of the order and those of each line, named as in the order sheet.

    Raises Several with every refusal; those of a line have the field `lines.<number from 1>.<field>`.
    """
    errors: list[Refusal] = []
    employer = tried(errors, lambda: _employer(session, fields.get("employer", ""), actor))
    county = tried(errors, lambda: _county(session, fields.get("county", ""), actor))
    head = _head(fields, at, errors)
    heads = Heads(employer.name if employer else UNNAMED, county, head["kind"] or HIRING, head["sub_kind"] or "", at)
    drafts = _lines(session, lines, heads, errors)
    if not lines:
        errors.append(Refusal("order_has_no_lines", field="lines"))
    if errors or employer is None or county is None:
        raise Several(errors)
    return OrderDraft(employer_id=employer.id, county_code=county, lines=drafts, **head)


def readable_heads(
    session: Session, fields: Mapping[str, str], *, actor: Actor, at: datetime
) -> tuple[int | None, Heads]:
    """The employer's id and what posts need of their order, as far as a form that is being filled in can be read."""
    employer = tried([], lambda: _employer(session, fields.get("employer", ""), actor))
    county = tried([], lambda: _county(session, fields.get("county", ""), actor))
    kind = tried([], lambda: _kind(fields.get("kind", ""))) or HIRING
    sub_kind = tried([], lambda: _sub_kind(fields.get("sub_kind", ""), kind)) or DEFAULT_SUB_KIND[kind]
    return employer.id if employer else None, Heads(employer.name if employer else UNNAMED, county, kind, sub_kind, at)


def _head(fields: Mapping[str, str], at: datetime, errors: list[Refusal]) -> dict[str, Any]:
    """What the form says of the order as a whole; None for what is refused."""
    given = {name: fields.get(name, "") for name in ORDER_FIELDS}
    readers: dict[str, Callable[[str], Any]] = {
        "recruits_from": partial(_day, field="recruits_from"),
        "deadline": partial(_deadline, at=at),
        "channel": partial(_code, codes=CHANNELS, reader=read_channel),
        "training_paid_by": partial(_code, codes=PAYERS, reader=read_payer),
        "employer_brings": _brings,
        "agency_licence": partial(refuse_long, field="agency_licence", most=AGENCY_LICENCE_LENGTH),
    }
    kind = tried(errors, lambda: _kind(given["kind"]))
    head = {name: tried(errors, partial(read, given[name])) for name, read in readers.items()}
    head["remarks"] = tried(errors, lambda: refuse_long(given["notes"], field="notes", most=LONGEST_TEXT))
    sub_kind = tried(errors, lambda: _sub_kind(given["sub_kind"], kind)) if kind else None
    return {"kind": kind, "sub_kind": sub_kind, **head}


def _employer(session: Session, text: str, actor: Actor) -> Employer:
    """The actor's own firm, else the one named by public id or by any spelling."""
    if actor.employer_id is not None:
        return session.get_one(Employer, actor.employer_id)
    if not text.strip():
        raise Refusal("missing", field="employer")
    by_id = session.scalar(select(Employer).where(Employer.public_id == text.strip()))
    found = by_id or known_firm(session, text.strip(), None)
    if found is None:
        raise Refusal("employer_not_registered", field="employer", text=text)
    return found


def _county(session: Session, text: str, actor: Actor) -> int:
    """The county that approves: named, else the actor's own."""
    if text.strip():
        code = gazetteer(session).find(text, context=actor.division_code, field="county").code
    elif actor.division_code is not None:
        code = actor.division_code
    else:
        raise Refusal("missing", field="county")
    return code - code % 10**6


def _kind(text: str) -> str:
    """A kind of the list; a hiring order where none is named, as in sheets."""
    if text and text not in KINDS:
        raise Refusal("order_kind_unknown", field="kind", text=text)
    return text or HIRING


def _sub_kind(text: str, kind: str) -> str:
    if text and text not in SUB_KINDS[kind]:
        raise Refusal("sub_kind_unfit", field="sub_kind", kind=kind, sub_kind=text)
    return text or DEFAULT_SUB_KIND[kind]


def _code(text: str, codes: Collection[str], reader: Callable[[str], str]) -> str:
    """A code of the form's list, or the one that the sheets' reader makes of a word; "" where nothing is said."""
    return text if not text or text in codes else reader(text)


def _brings(text: str) -> str:
    unknown = [each for each in text.split("、") if each not in BRINGS]
    if text and unknown:
        raise Refusal("brings_unknown", field="employer_brings", text="、".join(unknown))
    return text


def _day(text: str, field: str) -> date | None:
    return read_day(text, field).value if text.strip() else None


def _deadline(text: str, at: datetime) -> date | None:
    day = _day(text, "deadline")
    refuse_passed_deadline(day, at)
    return day


def _lines(
    session: Session, lines: Sequence[Mapping[str, str]], heads: Heads, errors: list[Refusal]
) -> list[LineDraft]:
    drafts = []
    for number, line in enumerate(lines, start=1):
        if not line.get("address", "").strip():
            errors.append(_of_post(number, len(lines), Refusal("place_of_work_missing", field="address")))
            line = {**line, "address": str(heads.county or "")}  # so that the rest can be read
        try:
            drafts.append(read_post(session, line, heads, number))
        except Several as several:
            errors.extend(_of_post(number, len(lines), refusal) for refusal in several.refusals)
        except Refusal as refusal:
            errors.append(_of_post(number, len(lines), refusal))
    return drafts


def _of_post(number: int, posts: int, refusal: Refusal) -> Refusal:
    """A refusal with the field of its post, unless it names the post itself, and how many posts the form has."""
    field = refusal.field if "line" in refusal.params else f"lines.{number}.{refusal.field}"
    return type(refusal)(refusal.code, field=field, **{**refusal.params, "posts": posts})
