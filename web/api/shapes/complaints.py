"""Complaints in a list; what people wrote stands on the pages alone."""

from pydantic import Field

from web.api.shapes.kinds import MOST, USUAL, Id, Instant, Query, Shown
from web.words import N_


class Complaint(Shown):
    """A complaint, with the displacement where it is answered if it came with one."""

    id: str
    state: str
    kind: str
    labourer: str
    employer: str | None = Field(description=N_("The employer reported, which is no verdict"))
    displacement: str | None
    cause: str | None
    received_at: Instant
    answer_by: Instant
    late: bool


class Complaints(Shown):
    """Some complaints, and how many there are like what was asked for."""

    items: list[Complaint]
    total: int
    late: int


class ComplaintsQuery(Query):
    answered: bool = Field(False, description=N_("Those that were answered, too"))
    employer: Id | None = Field(None, description=N_("Only about this employer"))
    limit: int = Field(USUAL, ge=1, le=MOST, description=N_("The most things of one answer"))
    offset: int = Field(0, ge=0, le=100_000, description=N_("How many of them to pass over: this list goes by urgency"))
