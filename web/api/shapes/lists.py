"""Ranked lists and one pair explained, with the keys of the commands `rank` and `why`."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from web.api.shapes.kinds import Asked, Id, Instant, PageQuery, Query, Shown
from web.words import N_


class Criterion(Shown):
    """Points of one criterion, out of its weight, and what was compared."""

    name: str
    required: dict[str, Any]
    actual: dict[str, Any]
    weight: float
    points: float


class Candidate(Shown):
    """Somebody on a list; of a person who was erased, the place alone stays."""

    rank: int
    labourer: str | None
    name: str | None
    sex: str | None = None
    age: int | None = None
    home: str | None = None
    village: str | None = None
    changed: bool = Field(description=N_("Whether the person’s data changed since the list was made"))
    score: float
    criteria: list[Criterion]


class CandidateList(Shown):
    """A stored list, some of it: the best first."""

    list_id: str
    order: str
    line: str | None = Field(description=N_("Null once the post says something else"))
    pool: int
    eligible: int
    list: list[Candidate]
    rule_version: str
    rule_hash: str
    snapshot: str
    as_of: date
    made_at: Instant
    rejections: dict[str, Any] = Field(description=N_("How many each rule turned away"))
    next: str | None = Field(description=N_("The cursor of the next answer; null on the last one"))


class CandidateQuery(PageQuery):
    line: Id | None = Field(None, description=N_("The post; unset means the first"))


class ListToMake(Asked):
    line: Id | None = Field(None, description=N_("The post; unset means the first"))
    top: int = Field(50, ge=1, le=1000, description=N_("How many people are kept on the list"))


class ListMade(Shown):
    list_id: str
    pool: int
    eligible: int


class Rule(Shown):
    name: str
    ok: bool
    reason: str | None
    values: dict[str, Any]


Params = Annotated[
    dict[str, Any],
    Field(
        description=N_(
            "What it takes: a certificate; a skill and its level; a division and how many metres it is from home, null"
            " if unknown; a wage floor in fen a month; or a day and by how many days it is earlier or later"
        )
    ),
]


class Help(Shown):
    """A change, and the score and rank it would bring; the others stand for the post as it is."""

    change: str
    params: Params
    score: float
    rank: int | None


class Change(Shown):
    change: str
    params: Params


class Way(Shown):
    changes: list[Change]
    score: float
    rank: int | None


class Why(Shown):
    """One pair explained: every rule, every criterion, the rank, and what would help."""

    order: str
    line: str
    labourer: str
    eligible: bool
    rules: list[Rule]
    score: float
    rank: int | None
    criteria: list[Criterion]
    would_help: list[Help]
    first: int
    into_first: list[Way]


class LineQuery(Query):
    line: Id | None = Field(None, description=N_("The post; unset means the first"))
