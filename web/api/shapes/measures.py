"""Measures of re-placement, counts beside what is derived from them."""

from typing import Literal

from pydantic import Field

from web.api.shapes.kinds import Query, Shown
from web.words import N_


class Within(Shown):
    """How many were placed again within so many days, of those whose failure is known that long."""

    days: int
    placed: int
    known: int


class Measure(Shown):
    """Of the people whose placement failed within a year."""

    of: str = Field(description=N_("Which cause, employer or base; all where nothing is told apart"))
    failed: int
    wanted_none: int = Field(description=N_("Of these, who wanted no other job"))
    placed: int = Field(description=N_("Of these, who accepted another job"))
    median_hours: float | None = Field(
        description=N_("Median of hours from the failure until the next job was accepted")
    )
    within: list[Within]
    begun: int = Field(description=N_("Next jobs that have begun"))
    failed_again: int = Field(description=N_("Of these, how many failed too"))


class Measures(Shown):
    items: list[Measure]


class MeasuresQuery(Query):
    by: Literal["cause", "employer", "base"] | None = Field(None, description=N_("What to tell apart; unset: nothing"))
