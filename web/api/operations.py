"""Every operation of the API declares itself here: one registry that is served, documented, and walked by tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from services.access import Actor

PREFIX = "/api/v1"
View = Callable[..., Any]


@dataclass(frozen=True)
class Call:
    """What an operation is called with: a session, who calls, when, and what was sent, checked."""

    session: Session
    system_id: int
    actor: Actor
    at: datetime
    query: Any = None
    body: Any = None
    prepared: Any = None


@dataclass(frozen=True)
class Operation:
    """`rights` are those of the permission table of which the caller needs one at all: the service decides for the
    subject. A write may have a part that is `prepared` with no transaction open (law 1)."""

    method: str
    rule: str
    rights: tuple[str, ...]
    about: str
    view: View
    answers: type[BaseModel]
    status: int = 200
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    prepare: View | None = field(default=None)

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def noun(self) -> str:
        """What it is about: the first word of its address."""
        return self.rule.split("/")[1]

    @property
    def writes(self) -> bool:
        return self.method == "POST"


OPERATIONS: list[Operation] = []


def reads(
    rule: str, *rights: str, about: str, answers: type[BaseModel], query: type[BaseModel] | None = None
) -> Callable[[View], View]:
    """Register what answers a GET."""
    return _registering(lambda view: Operation("GET", rule, rights, about, view, answers, query=query))


def writes(
    rule: str,
    *rights: str,
    about: str,
    answers: type[BaseModel],
    body: type[BaseModel],
    status: int = 200,
    prepare: View | None = None,
) -> Callable[[View], View]:
    """Register what answers a POST with an Idempotency-Key."""
    return _registering(
        lambda view: Operation("POST", rule, rights, about, view, answers, status, body=body, prepare=prepare)
    )


def _registering(make: Callable[[View], Operation]) -> Callable[[View], View]:
    def register(view: View) -> View:
        OPERATIONS.append(make(view))
        return view

    return register
