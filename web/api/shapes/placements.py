"""Offers and placements, and the steps that are taken with them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.follow_ups import FOLLOW_UPS, OUTCOMES
from services.placements import DECLINE_REASONS, STATES
from web.api.shapes.kinds import Asked, Id, Instant, Note, PageQuery, Reason, Shown, Step, page_of
from web.words import N_

State = Literal[STATES]  # type: ignore[valid-type]
Many = Annotated[list[Id], Field(min_length=1, max_length=200)]


class PlacementOutline(Shown):
    """A placement in a list."""

    id: str
    state: State
    kind: str
    labourer: str
    name: str
    order: str | None
    line: str | None
    occupation: str | None
    employer: str | None
    place: str | None
    wage_month_fen: int | None
    score: float | None
    offered_at: Instant
    answer_by: Instant | None
    decline_reason: str | None
    for_displacement: bool
    for_vacancy: bool
    batch: int | None
    delivered_on: date | None
    confirmed_on: date | None
    ended_on: date | None
    kept_1: date | None
    kept_3: date | None
    kept_6: date | None


class Placement(PlacementOutline):
    """A placement with its terms, its history and what you may do now."""

    channel: str
    departure: str
    address: str
    employer_phone: str | None
    contract_number: str
    contract_from: date | None
    contract_until: date | None
    contract_checked_on: date | None
    evidence: str
    actions: list[str] = Field(description=N_("What you may do with it now"))
    steps: list[Step]


PlacementPage = page_of(PlacementOutline)


class PlacementQuery(PageQuery):
    state: State | None = None
    order: Id | None = Field(None, description=N_("Only those of this order"))
    labourer: Id | None = Field(None, description=N_("Only those of this person"))


class OfferQuery(PageQuery):
    order: Id | None = Field(None, description=N_("Only those of this order"))
    labourer: Id | None = Field(None, description=N_("Only those of this person"))


class OfferToMake(Asked):
    """A pick from a stored list, or an offer of a post to somebody who was looked up: name the list or the order."""

    labourer: Id
    list: Id | None = Field(None, description=N_("The stored list that the person is picked from"))
    order: Id | None = Field(None, description=N_("The order, where there is no list"))
    line: Id | None = Field(None, description=N_("The post; unset means the first"))
    departure: Note = Field("", description=N_("Why somebody higher on the list is passed over"))
    channel: Annotated[str, Field(max_length=60)] = ""


class InvitationToMake(Asked):
    """A pick from a stored list for a class that trains for its post."""

    class_: Id = Field(alias="class")
    list: Id
    labourer: Id
    departure: Note = Field("", description=N_("Why somebody higher on the list is passed over"))


class Invitation(Shown):
    """Somebody invited to a class."""

    id: str
    state: str
    answer_by: Instant | None


class Declining(Reason):
    reason: Literal[DECLINE_REASONS]  # type: ignore[valid-type]


class Ending(Reason):
    on: date | None = Field(None, description=N_("The day; unset means today"))


class TermsToRecord(Asked):
    """What was agreed; what is not named stays."""

    wage_month_fen: int | None = Field(None, ge=1, le=100_000_000)
    address: Annotated[str, Field(max_length=200)] | None = None
    employer_phone: Annotated[str, Field(max_length=40)] | None = None
    contract_number: Annotated[str, Field(max_length=60)] | None = None
    contract_from: date | None = None
    contract_until: date | None = None
    contract_checked_on: date | None = None
    evidence: Annotated[str, Field(max_length=500)] | None = None


class CallToRecord(Reason):
    kind: Literal[FOLLOW_UPS]  # type: ignore[valid-type]
    outcome: Literal[OUTCOMES]  # type: ignore[valid-type]


class DeliveryToSign(Asked):
    placements: Many
    on: date | None = Field(None, description=N_("The day; unset means today"))


class Delivery(Shown):
    """The number of a delivery of an order."""

    order: str
    batch: int


class Confirmed(Shown):
    placements: list[PlacementOutline]
