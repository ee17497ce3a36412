"""Displacements: a placement that failed, with the person's half and the seat's."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from services.displacements import CAUSES, STATES
from web.api.shapes.kinds import Id, Instant, PageQuery, Reason, Shown, Step, page_of
from web.api.shapes.placements import PlacementOutline
from web.words import N_

State = Literal[STATES]  # type: ignore[valid-type]


class Vacancy(Shown):
    """The seat, and how far the search for somebody else is."""

    id: str
    state: str
    offers_made: int
    attempts: int
    next_try_at: Instant | None
    gave_up: bool


class DisplacementOutline(Shown):
    """A displacement in a list, and how far the search for another job is."""

    id: str
    state: State
    cause: str
    road: str
    labourer: str
    name: str
    placement: str
    employer: str | None
    happened_on: date
    back_on: date | None
    look_by: Instant | None
    reported_at: Instant
    resolved_at: Instant | None
    age_hours: float
    offers_made: int
    attempts: int
    next_try_at: Instant | None
    gave_up: bool
    vacancy: Vacancy | None


class Displacement(DisplacementOutline):
    """A displacement with its offers, its history and what you may do now."""

    note: str
    last_error: str | None
    travel: str
    changes: list[dict[str, Any]]
    offers: list[PlacementOutline]
    actions: list[str] = Field(description=N_("What you may do with it now"))
    steps: list[Step]


DisplacementPage = page_of(DisplacementOutline)


class DisplacementQuery(PageQuery):
    state: State | None = None


class FailureToReport(Reason):
    """A placement that failed: another job for the person and another person for the seat are searched for."""

    placement: Id
    reason: Literal[tuple(CAUSES)]  # type: ignore[valid-type]
    on: date | None = Field(None, description=N_("The day; unset means today"))
    back_on: date | None = Field(None, description=N_("From when the person is free again"))
