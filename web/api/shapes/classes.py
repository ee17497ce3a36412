"""Training classes, as they are listed and shown."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.classes import CLASS
from web.api.shapes.kinds import PageQuery, Shown, Step, page_of
from web.api.shapes.orders import Skill
from web.words import N_

State = Literal[CLASS.states]  # type: ignore[valid-type]


class FedLine(Shown):
    """A post that a class trains for."""

    line: str
    order: str
    employer: str
    occupation: str
    seats: int
    batch: int


class TrainingClass(Shown):
    """A class of a training base."""

    id: str
    state: State
    base: str
    base_id: str
    county: int
    title: str
    occupation: str
    occupation_code: str
    programme: str
    outcome: str
    kind: str
    place: str
    address: str
    starts_on: date
    ends_on: date
    hours: int
    places: int
    taken: int
    level: int
    certificate: str | None
    skills: list[Skill]
    fee_way: str
    fee_fen: int
    three_free: bool
    work_study: bool
    teacher: str
    lines: list[FedLine]
    actions: list[str] = Field(description=N_("What you may do with it now"))
    steps: list[Step]


ClassPage = page_of(TrainingClass)


class ClassQuery(PageQuery):
    state: State | None = None
