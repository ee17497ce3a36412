"""Enrolments, as they are listed and shown."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.enrolments import ENROLMENT
from web.api.shapes.kinds import Id, Instant, PageQuery, Shown, Step, page_of
from web.words import N_

State = Literal[ENROLMENT.states]  # type: ignore[valid-type]


class Examination(Shown):
    """One part of an examination that somebody sat."""

    part: str
    attempt: int
    sat_on: date
    score: int | None
    passed: bool


class Paper(Shown):
    """A certificate that somebody got in the class."""

    id: str
    kind: str
    number: str | None
    issuer: str | None
    level: int | None
    issued_on: date | None
    expires_on: date | None
    checked: bool


class Enrolment(Shown):
    """One person in one class; the name is masked."""

    id: str
    state: State
    class_: str = Field(alias="class")
    title: str
    labourer: str
    name: str
    home: str
    channel: str
    departure: str | None
    answer_by: Instant | None
    queued_at: Instant | None
    examinations: list[Examination]
    days: int = Field(description=N_("Lessons recorded"))
    present: int = Field(description=N_("Lessons attended"))
    papers: list[Paper]
    actions: list[str] = Field(description=N_("What you may do with it now"))
    steps: list[Step]


EnrolmentPage = page_of(Enrolment)


class EnrolmentQuery(PageQuery):
    state: State | None = None
    class_: Id | None = Field(None, alias="class", description=N_("Only those of this class"))
    labourer: Id | None = Field(None, description=N_("Only those of this person"))
