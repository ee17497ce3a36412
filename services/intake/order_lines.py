"""One row of an order sheet, or one line of the order form, with its words resolved."""

from typing import Any

from sqlalchemy.orm import Session

from matching.text import normalise
from models.labourer import SEXES
from services.divisions import gazetteer
from services.errors import Refusal
from services.intake.batch import flag, linked
from services.orders import LineDraft
from services.sheets.fields.counts import Span
from services.sheets.fields.readings import Flag
from services.sheets.fields.wages import Wage
from services.sheets.order_rows import OrderDraft as OrderRow
from services.words import Entry, Vocabulary, vocabulary

# What bed and board are worth a month where the order states no value, in fen: our own cautious estimate.
BOARD_VALUE, LODGING_VALUE = 60_000, 30_000
DAYS_A_MONTH = 30


def line_of(session: Session, row: OrderRow, context: int | None) -> tuple[LineDraft, list[Flag]]:
    """The line and what wants a look; raises Refusal for an unknown occupation or place."""
    words, flags = vocabulary(session), list(row.flags)
    occupation = linked(words.occupations, row.occupation, "occupation", "occupation_unknown", flags)
    if occupation is None:
        raise Refusal(flags[-1].code, field="occupation", **flags[-1].params)
    place, address = _place(session, row, context)
    line = LineDraft(
        occupation_id=occupation.id,
        title=_title(words, row.occupation, occupation),
        seats=row.seats,
        division_code=place,
        address=address[:200],
        education=words.education_rank.get(row.education or "", 0),
        abroad=row.sub_kind == "abroad",
        **_wage(row.wage),
        pay_method=row.pay_method or "",
        board=bool(row.board),
        board_value=BOARD_VALUE if row.board else 0,
        lodging=bool(row.lodging),
        lodging_value=LODGING_VALUE if row.lodging else 0,
        hours=f"{row.hours:g}" if row.hours else "",
        start_on=row.starts_on,
        months=_months(row.duration),
        probation_months=_months(row.probation),
        age_min=row.ages.least or 0,
        age_max=row.ages.most or 0,
        age_reason=row.age_reason[:200],
        sex=SEXES.get(row.sex or "", 0),
        sex_reason=row.sex_reason[:200],
        class_gives_certificate=row.kind == "training" and bool(row.class_gives_certificate),
        skills=_skills(words, row, occupation.id, flags),
        certificates=_certificates(words, row, flags),
    )
    return line, flags


def _title(words: Vocabulary, text: str, occupation: Entry) -> str:
    """What the post is called where that says more than the name of its occupation; that in English does not."""
    named = normalise(text) == normalise(occupation.name) or words.occupations.is_named_in_english(text)
    return "" if named else text[:80]


def _place(session: Session, row: OrderRow, context: int | None) -> tuple[int, str]:
    """The division of the post and the address in it. Abroad: the county the people leave from, and the country."""
    places = gazetteer(session)
    if row.place.code:
        return places.find(row.place.code, field="division_code").code, row.place.address
    text = "".join(row.place[1:5]) + row.place.address
    if not text:
        named = places.locate(row.employer, None)
        if named is None:
            raise Refusal("missing", field="address")
        return named.code, ""
    place = places.locate("".join(text.split()), None)
    if place is None and row.sub_kind == "abroad" and context is not None:
        return context, text
    return (place or places.find(text, context=context, field="address")).code, row.place.address


def _wage(wage: Wage | None) -> dict[str, Any]:
    if wage is None:
        return {}
    least, most = wage.minimum or wage.maximum or 0, wage.maximum or wage.minimum or 0
    month_least = wage.monthly_minimum or wage.monthly_maximum or 0
    month_most = wage.monthly_maximum or wage.monthly_minimum or 0
    return {
        "wage_min": least,
        "wage_max": most,
        "wage_unit": wage.unit,
        "wage_month_min": month_least,
        "wage_month_max": month_most,
    }


def _months(span: Span | None) -> int:
    return 0 if span is None else span.months + -(-span.days // DAYS_A_MONTH)


def _skills(
    words: Vocabulary, row: OrderRow, occupation_id: int, flags: list[Flag]
) -> tuple[tuple[int, int, int], ...]:
    """Skills asked for by name; where none is named, those of the occupation itself, which is remarked."""
    asked: dict[int, tuple[int, int, int]] = {}
    for skill in row.skills:
        entry = linked(words.skills, skill.name, "skills", "skill_unknown", flags)
        if entry is not None:
            asked[entry.id] = (entry.id, skill.level or row.level or 0, 1)
    if not row.skills and (own := words.skills_of(occupation_id)):
        asked = {skill_id: (skill_id, row.level or 0, 1) for skill_id in own}
        names = [entry.name for entry in words.skills.entries if entry.id in asked]
        flags.append(flag("skills_by_occupation", "skills", text="、".join(names)))
    return tuple(sorted(asked.values()))


def _certificates(words: Vocabulary, row: OrderRow, flags: list[Flag]) -> tuple[int, ...]:
    ids: dict[int, None] = {}
    for text in row.certificates:
        entry = words.certificates.get(text)
        if entry is None:
            flags.append(flag("certificate_unknown", "certificates", text=text))
        else:
            ids[entry.id] = None
    return tuple(sorted(ids))
