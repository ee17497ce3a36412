"""The one place where rows become arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from matching.columns import Ragged
from matching.lines import Licences, Lines, Required
from matching.pool import NO_EXPIRY, Barred, Certificates, Divisions, Experience, Industries, Pool, Skills, Wishes
from models.labourer import (
    RANGES,
    SITUATIONS,
    BarredEmployer,
    Consent,
    IndustryWish,
    Labourer,
    LabourerCertificate,
    LabourerSkill,
    OccupationWish,
    PlaceWish,
)
from models.labourer import Experience as ExperienceRow
from models.order import Order, OrderLine
from services.access import subtree
from services.divisions import Gazetteer, gazetteer
from services.words import WordList, vocabulary

Kind = TypeVar("Kind", bound=Ragged)
EPOCH = date(1970, 1, 1)
ALL_MONTHS = 0xFFF
SCHOOLING = {5: 4}  # 中专, 技校 and 高中 are one level of schooling where an order asks for a least one
_STATES = {name: number for number, name in enumerate(SITUATIONS)}
_RANGES = {"anywhere": 0, "near": 1, "away": 2}
assert set(_RANGES) == set(RANGES)


@dataclass(frozen=True)
class Loaded:
    """A pool with the database ids of its rows (int64[n], rising)."""

    pool: Pool
    ids: NDArray[np.int64]


def days(day: date | None, unknown: int = 0) -> int:
    """Days since 1970-01-01."""
    return unknown if day is None else (day - EPOCH).days


def load_pool(session: Session, county: int) -> Loaded:
    """Everyone registered in a county (or any division) who is not folded into another entry, by id."""
    low, high = subtree(county)
    return _load_pool(session, (Labourer.home_code >= low) & (Labourer.home_code < high))


def load_labourer(session: Session, labourer_id: int) -> Loaded:
    """A pool of one."""
    return _load_pool(session, Labourer.id == labourer_id)


def _load_pool(session: Session, which: ColumnElement[bool]) -> Loaded:
    which = which & Labourer.merged_into_id.is_(None)
    rows = session.execute(
        select(
            Labourer.id, Labourer.tie, Labourer.waiting_since, Labourer.birth, Labourer.sex, Labourer.education,
            Labourer.situation, Labourer.home_code, Labourer.wage_floor, Labourer.wants_board, Labourer.wants_lodging,
            Labourer.work_range, Labourer.abroad, Labourer.busy_months, Labourer.available_from,
        ).where(which).order_by(Labourer.id)
    ).all()  # fmt: skip
    ids = np.array([row.id for row in rows], np.int64)
    children = _Children(session, which, ids)
    lat, lng = _coordinates(gazetteer(session), [row.home_code for row in rows])
    pool = Pool(
        tie=_column(rows, "tie", np.uint64),
        waiting_since=np.array([days(row.waiting_since) for row in rows], np.int32),
        birth=np.array([days(row.birth) for row in rows], np.int32),
        sex=_column(rows, "sex", np.int8),
        education=np.array([SCHOOLING.get(row.education, row.education) for row in rows], np.int8),
        state=np.array([_STATES[row.situation] for row in rows], np.int8),
        consented=np.isin(ids, _consenting(session, which)),
        home=_column(rows, "home_code", np.int64),
        lat=lat,
        lng=lng,
        wage_floor=_column(rows, "wage_floor", np.int64),
        wants_board=_column(rows, "wants_board", np.bool_),
        wants_lodging=_column(rows, "wants_lodging", np.bool_),
        range=np.array([_RANGES[row.work_range] for row in rows], np.int8),
        abroad=_column(rows, "abroad", np.bool_),
        busy_months=_column(rows, "busy_months", np.uint16),
        available_from=np.array([days(row.available_from) for row in rows], np.int32),
        skills=children.skills(vocabulary(session).skills),
        certificates=children.certificates(),
        wishes=children.wishes(vocabulary(session).occupations),
        wanted=children.ragged(Divisions, PlaceWish.labourer_id, (PlaceWish.division_code,)),
        industries=children.ragged(Industries, IndustryWish.labourer_id, (IndustryWish.industry_id,)),
        experience=children.experience(vocabulary(session).occupations),
        barred=children.ragged(Barred, BarredEmployer.labourer_id, (BarredEmployer.employer_id,)),
    )
    return Loaded(pool, ids)


def _column(rows: Sequence[Any], name: str, dtype: type[np.generic]) -> NDArray[Any]:
    return np.array([getattr(row, name) for row in rows], dtype)


def _consenting(session: Session, which: ColumnElement[bool]) -> NDArray[np.int64]:
    query = select(Consent.labourer_id).join(Labourer, Labourer.id == Consent.labourer_id)
    given = session.scalars(query.where(which, Consent.purpose == "share", Consent.withdrawn_at.is_(None)))
    return np.array(list(given), np.int64)


class _Children:
    """Reads child tables of some labourers into ragged columns aligned with `ids`."""

    def __init__(self, session: Session, which: ColumnElement[bool], ids: NDArray[np.int64]) -> None:
        self.session, self.which, self.ids = session, which, ids

    def rows(self, owner: InstrumentedAttribute[int], columns: Iterable[Any]) -> list[Any]:
        wanted = tuple(columns)
        query: Select[Any] = select(owner, *wanted).join(Labourer, Labourer.id == owner)
        return list(self.session.execute(query.where(self.which).order_by(owner, wanted[0])))

    def ragged(self, kind: type[Kind], owner: InstrumentedAttribute[int], columns: tuple[Any, ...]) -> Kind:
        rows = self.rows(owner, columns)
        return self.build(kind, [row[0] for row in rows], [row[1:] for row in rows])

    def build(self, kind: type[Kind], owners: list[int], values: list[Any]) -> Kind:
        per_owner = np.searchsorted(np.array(owners, np.int64), self.ids)
        ends = np.searchsorted(np.array(owners, np.int64), self.ids, side="right")
        return kind.from_lists(values[start:end] for start, end in zip(per_owner, ends, strict=True))

    def skills(self, words: WordList) -> Skills:
        columns = (LabourerSkill.skill_id, LabourerSkill.level, LabourerSkill.years_x10)
        rows = self.rows(LabourerSkill.labourer_id, columns)
        values = [(words.dense.get(row[1], -1), row[2], row[3]) for row in rows]
        return self.build(Skills, [row[0] for row in rows], values)

    def certificates(self) -> Certificates:
        columns = (LabourerCertificate.certificate_id, LabourerCertificate.expires_on)
        rows = self.rows(LabourerCertificate.labourer_id, columns)
        values = [(row[1], days(row[2], NO_EXPIRY)) for row in rows]
        return self.build(Certificates, [row[0] for row in rows], values)

    def wishes(self, words: WordList) -> Wishes:
        rows = self.rows(OccupationWish.labourer_id, (OccupationWish.rank, OccupationWish.occupation_id))
        values = [(words.dense.get(row[2], -1), row[1]) for row in rows]
        return self.build(Wishes, [row[0] for row in rows], values)

    def experience(self, words: WordList) -> Experience:
        rows = self.rows(ExperienceRow.labourer_id, (ExperienceRow.occupation_id, ExperienceRow.months))
        values = [(words.dense.get(row[1], -1), row[2]) for row in rows]
        return self.build(Experience, [row[0] for row in rows], values)


def _coordinates(places: Gazetteer, codes: Sequence[int]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Latitude and longitude in micro-degrees; a township without its own has its county's, else 0."""
    points = [places.point(code) for code in codes]
    lat = np.array([round(point[0] * 1e6) for point in points], np.int32)
    return lat, np.array([round(point[1] * 1e6) for point in points], np.int32)


def load_lines(session: Session, which: ColumnElement[bool]) -> tuple[Lines, list[OrderLine]]:
    """Order lines as columns, by id, with the rows they were made of."""
    query = select(OrderLine, Order).join(Order, Order.id == OrderLine.order_id).where(which).order_by(OrderLine.id)
    pairs = [(line, order) for line, order in session.execute(query.options(*_line_options()))]
    return _lines(session, pairs), [line for line, _ in pairs]


def _line_options() -> tuple[Any, ...]:
    return (
        selectinload(OrderLine.skills),
        selectinload(OrderLine.certificates),
        joinedload(OrderLine.occupation),
        joinedload(OrderLine.division),
        joinedload(OrderLine.order).joinedload(Order.employer),
    )


def _lines(session: Session, pairs: Sequence[tuple[OrderLine, Order]]) -> Lines:
    words = vocabulary(session)
    lines = [line for line, _ in pairs]
    lat, lng = _coordinates(gazetteer(session), [line.division_code for line in lines])
    flat: dict[str, Any] = {
        name: np.array([getattr(line, source) for line in lines], dtype)
        for name, source, dtype in (
            ("tie", "tie", np.uint64), ("seats", "seats", np.int32), ("division", "division_code", np.int64),
            ("abroad", "abroad", np.bool_), ("wage_min", "wage_month_min", np.int64),
            ("wage_max", "wage_month_max", np.int64), ("board", "board", np.bool_), ("lodging", "lodging", np.bool_),
            ("board_value", "board_value", np.int64), ("lodging_value", "lodging_value", np.int64),
            ("age_min", "age_min", np.int16), ("age_max", "age_max", np.int16), ("sex", "sex", np.int8),
("class_gives_certificate", "class_gives_certificate", np.bool_),
        )
    }  # fmt: skip
    return Lines(
        **flat,
        education_min=np.array([SCHOOLING.get(line.education, line.education) for line in lines], np.int8),
        employer=np.array([order.employer_id for _, order in pairs], np.int32),
        occupation=np.array([words.occupations.dense.get(line.occupation_id, -1) for line in lines], np.int32),
        industry=np.array([line.order.employer.industry_id or -1 for line in lines], np.int32),
        kind=np.array([order.kind == "training" for _, order in pairs], np.int8),
        lat=lat,
        lng=lng,
        start=np.array([days(line.start_on) for line in lines], np.int32),
        months=np.array([months_worked(line.start_on, line.months) for line in lines], np.uint16),
        skills=Required.from_lists(
            [(words.skills.dense[each.skill_id], each.level, each.weight) for each in line.skills] for line in lines
        ),
        certificates=Licences.from_lists([(each.certificate_id,) for each in line.certificates] for line in lines),
    )


def months_worked(start: date | None, months: int) -> int:
    """Bit mask of the calendar months worked: all of them unless the work lasts less than a year."""
    if start is None or not 0 < months < 12:
        return ALL_MONTHS
    return sum(1 << ((start.month - 1 + step) % 12) for step in range(months))
