"""Order lines as columns, read past the ORM, with what decides to whom each is open."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.lines import Licences, Lines, Required
from models.employer import Employer
from models.order import LineCertificate, LineSkill, Order, OrderLine
from services.divisions import gazetteer
from services.people_rows import coordinates, dense_ids, schooling_of
from services.pool_views import Held, Posts
from services.raw_rows import Owned, RawRows, days_of
from services.words import vocabulary

ALL_MONTHS = 0xFFF
STATES = ("approved", "open", "filled")
"""States of orders that people are found for, as `Posts.state` numbers them; -1 is any other."""
_PLAIN = {
    "tie": OrderLine.tie, "seats": OrderLine.seats, "division": OrderLine.division_code, "abroad": OrderLine.abroad,
    "wage_min": OrderLine.wage_month_min, "wage_max": OrderLine.wage_month_max, "board": OrderLine.board,
    "lodging": OrderLine.lodging, "board_value": OrderLine.board_value, "lodging_value": OrderLine.lodging_value,
    "age_min": OrderLine.age_min, "age_max": OrderLine.age_max, "sex": OrderLine.sex,
    "class_gives_certificate": OrderLine.class_gives_certificate, "employer": Order.employer_id,
}  # fmt: skip
_LINE = (
    OrderLine.id, *_PLAIN.values(), OrderLine.occupation_id, OrderLine.education, OrderLine.start_on, OrderLine.months,
    OrderLine.taken, Order.county_code, Order.kind, Order.state, Order.recruits_from, Employer.industry_id,
    Employer.wage_arrears_since,
)  # fmt: skip


def load_posts(session: Session, owned: Owned) -> Held[Lines, Posts]:
    """The lines meant, of whatever orders, by id."""
    query = select(*_LINE).select_from(OrderLine).join(Order, Order.id == OrderLine.order_id)
    query = query.join(Employer, Employer.id == Order.employer_id).where(owned(OrderLine.id))
    rows = RawRows(session, owned, OrderLine.id, query, _LINE)
    types, words = Lines.flat_types(), vocabulary(session)
    lat, lng = coordinates(gazetteer(session), rows.values(OrderLine.division_code))
    lines = Lines(
        **{name: rows.column(source, types[name]) for name, source in _PLAIN.items()},
        occupation=dense_ids(words.occupations)(rows.values(OrderLine.occupation_id)),
        industry=np.array([each or -1 for each in rows.values(Employer.industry_id)], np.int32),
        kind=np.array([each == "training" for each in rows.values(Order.kind)], np.int8),
        lat=lat,
        lng=lng,
        start=days_of(rows.values(OrderLine.start_on)),
        months=months_worked(rows.values(OrderLine.start_on), rows.values(OrderLine.months)),
        education_min=schooling_of(rows.values(OrderLine.education)),
        skills=rows.parts(
            Required, LineSkill.line_id, LineSkill.skill_id, LineSkill.level, LineSkill.weight,
            read={"skill": dense_ids(words.skills)},
        ),
        certificates=rows.parts(Licences, LineCertificate.line_id, LineCertificate.certificate_id),
    )  # fmt: skip
    return Held(lines, _posts(rows))


def _posts(rows: RawRows) -> Posts:
    states = {state: number for number, state in enumerate(STATES)}
    return Posts(
        id=rows.ids,
        region=rows.column(Order.county_code, np.int64),
        state=np.array([states.get(each, -1) for each in rows.values(Order.state)], np.int8),
        recruits_from=days_of(rows.values(Order.recruits_from)),
        taken=rows.column(OrderLine.taken, np.int32),
        owing=np.array([each is not None for each in rows.values(Employer.wage_arrears_since)], np.bool_),
    )


def months_worked(starts: Sequence[date | str | None], months: Sequence[int]) -> NDArray[np.uint16]:
    """Bit masks of the calendar months worked: all of them unless the work lasts less than a year."""
    first, lasting = np.array(starts, "datetime64[M]"), np.array(months, np.int64)
    partly = ~np.isnat(first) & (lasting > 0) & (lasting < 12)
    run = (1 << np.where(partly, lasting, 0)) - 1 << np.where(partly, first.astype(np.int64) % 12, 0)
    return np.where(partly, (run | run >> 12) & ALL_MONTHS, ALL_MONTHS).astype(np.uint16)
