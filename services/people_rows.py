"""People of the register as columns, read past the ORM: what the files of the pool and small pools are made of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.columns import Ints
from matching.pool import (
    NO_EXPIRY,
    Barred,
    Categories,
    Certificates,
    Divisions,
    Experience,
    Industries,
    Pool,
    Skills,
    Wishes,
)
from models.labourer import (
    RANGES,
    SITUATIONS,
    BarredEmployer,
    Consent,
    IndustryWish,
    Labourer,
    LabourerCategory,
    LabourerCertificate,
    LabourerSkill,
    OccupationWish,
    PlaceWish,
)
from models.labourer import Experience as ExperienceRow
from services.divisions import Gazetteer, gazetteer
from services.raw_rows import Owned, RawRows, days_of, raw_columns
from services.words import WordList, vocabulary

SCHOOLING = {5: 4}  # 中专, 技校 and 高中 are one level of schooling where an order asks for a least one
STATES = {name: number for number, name in enumerate(SITUATIONS)}
_RANGES = {"anywhere": 0, "near": 1, "away": 2}
assert set(_RANGES) == set(RANGES)
_PLAIN = {
    "tie": Labourer.tie, "sex": Labourer.sex, "home": Labourer.home_code, "wage_floor": Labourer.wage_floor,
    "wants_board": Labourer.wants_board, "wants_lodging": Labourer.wants_lodging, "abroad": Labourer.abroad,
    "busy_months": Labourer.busy_months,
}  # fmt: skip
_DAYS = {
    "waiting_since": Labourer.waiting_since, "birth": Labourer.birth, "available_from": Labourer.available_from,
}  # fmt: skip
_PERSON = (
    Labourer.id, *_PLAIN.values(), *_DAYS.values(), Labourer.education, Labourer.situation, Labourer.work_range,
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """A pool with the database ids of its rows (int64[n], rising)."""

    pool: Pool
    ids: Ints


def load_people(session: Session, owned: Owned) -> Loaded:
    """Those of the people meant who are neither folded into another entry nor erased, by id."""
    query = select(*_PERSON).where(owned(Labourer.id), Labourer.merged_into_id.is_(None), Labourer.erased_at.is_(None))
    rows = RawRows(session, owned, Labourer.id, query, _PERSON)
    types = Pool.flat_types()
    lat, lng = coordinates(gazetteer(session), rows.values(Labourer.home_code))
    words = vocabulary(session)
    skills, occupations = dense_ids(words.skills), dense_ids(words.occupations)
    flat: dict[str, Any] = {name: rows.column(source, types[name]) for name, source in _PLAIN.items()}
    flat |= {name: days_of(rows.values(source)) for name, source in _DAYS.items()}
    pool = Pool(
        **flat,
        education=schooling_of(rows.values(Labourer.education)),
        state=np.array([STATES[each] for each in rows.values(Labourer.situation)], np.int8),
        consented=np.isin(rows.ids, _consenting(session, owned)),
        lat=lat,
        lng=lng,
        range=np.array([_RANGES[each] for each in rows.values(Labourer.work_range)], np.int8),
        skills=rows.parts(
            Skills, LabourerSkill.labourer_id, LabourerSkill.skill_id, LabourerSkill.level, LabourerSkill.years_x10,
            read={"skill": skills},
        ),
        certificates=rows.parts(
            Certificates, LabourerCertificate.labourer_id, LabourerCertificate.certificate_id,
            LabourerCertificate.expires_on, read={"expires": lambda values: days_of(values, NO_EXPIRY)},
        ),
        wishes=rows.parts(
            Wishes, OccupationWish.labourer_id, OccupationWish.occupation_id, OccupationWish.rank,
            read={"occupation": occupations}, first=OccupationWish.rank,
        ),
        wanted=rows.parts(Divisions, PlaceWish.labourer_id, PlaceWish.division_code),
        industries=rows.parts(Industries, IndustryWish.labourer_id, IndustryWish.industry_id),
        experience=rows.parts(
            Experience, ExperienceRow.labourer_id, ExperienceRow.occupation_id, ExperienceRow.months,
            read={"occupation": occupations},
        ),
        barred=rows.parts(Barred, BarredEmployer.labourer_id, BarredEmployer.employer_id),
        categories=rows.parts(Categories, LabourerCategory.labourer_id, LabourerCategory.category_id),
    )  # fmt: skip
    return Loaded(pool, rows.ids)


def _consenting(session: Session, owned: Owned) -> Ints:
    sharing = (Consent.purpose == "share") & Consent.withdrawn_at.is_(None)
    query = select(Consent.labourer_id).where(owned(Consent.labourer_id), sharing)
    return np.array(raw_columns(session, query, 1)[0], np.int64)


def schooling_of(ranks: Sequence[int]) -> NDArray[np.int8]:
    """Ranks of education as the engine compares them."""
    given = np.array(ranks, np.int8)
    for rank, same in SCHOOLING.items():
        given[given == rank] = same
    return given


def dense_ids(words: WordList) -> Callable[[Sequence[int]], NDArray[np.int32]]:
    """Translates database ids into the dense ids of the nearness tables; -1 for what is not in the dictionary."""
    table = np.full(max(words.dense, default=0) + 2, -1, np.int32)
    table[list(words.dense)] = list(words.dense.values())
    return lambda ids: table[np.minimum(np.asarray(ids, np.int64), len(table) - 1)]


def coordinates(places: Gazetteer, codes: Iterable[int]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Latitude and longitude in micro-degrees; a township without its own has its county's, else 0."""
    distinct, which = np.unique(np.array(list(codes), np.int64), return_inverse=True)
    points = [places.point(code) for code in distinct.tolist()]
    found = np.array([[round(lat * 1e6), round(lng * 1e6)] for lat, lng in points], np.int32).reshape(-1, 2)
    return found[which, 0], found[which, 1]
