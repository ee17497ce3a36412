"""What all shapes are made of: answers, bodies, queries, pages of a list, steps and problems."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from web.words import N_

MOST, USUAL = 200, 50
Id = Annotated[str, Field(min_length=1, max_length=40)]
Instant = Annotated[datetime, AfterValidator(lambda instant: instant.astimezone(UTC))]
Note = Annotated[str, Field(max_length=500)]


class Shown(BaseModel):
    """Part of an answer. What a service tells beyond it stays inside until it is documented here."""

    model_config = ConfigDict(from_attributes=True)


class Asked(BaseModel):
    """The body of a write: nothing that is not documented, and no number written as a text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """What stands behind the question mark of an address."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(Query):
    limit: int = Field(USUAL, ge=1, le=MOST, description=N_("The most things of one answer"))
    cursor: str | None = Field(None, max_length=120, description=N_("“next” of the answer before"))


class Reason(Asked):
    """A step and, where one is asked for, its reason."""

    note: Note = Field("", description=N_("The reason, in words"))


class Step(Shown):
    """Something that was done: by whom is empty for the clock."""

    action: str
    to: str
    at: Instant
    by: str | None
    note: str


class FieldProblem(Shown):
    """What is to be mended at one field; posts of an order are counted from 1: lines.1.seats."""

    field: str
    code: str
    detail: str
    about: str | None = Field(description=N_("Which placement, where a write is about several"))


class Problem(Shown):
    """Why a request was refused (RFC 9457), in the language of Accept-Language."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: int
    detail: str
    code: str = Field(description=N_("The same in every language: for programs"))
    errors: list[FieldProblem]


def page_of(shown: type[Shown]) -> type[Shown]:
    """The answer of a list: some things, and the cursor of those that follow."""
    parts: dict[str, Any] = {
        "items": (list[shown], ...),
        "next": (str | None, Field(description=N_("The cursor of the next answer; null on the last one"))),
    }
    return create_model(f"{shown.__name__}Page", __base__=Shown, __doc__="A page of a list, newest first.", **parts)
