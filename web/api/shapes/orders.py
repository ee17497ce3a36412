"""Orders and their posts, as they are shown and as a draft is filed."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from services.order_forms import BRINGS
from services.orders import ORDER
from web.api.shapes.kinds import Asked, PageQuery, Shown, Step, page_of
from web.words import N_

Text = Annotated[str, Field(max_length=500)]
State = Literal[ORDER.states]  # type: ignore[valid-type]
MOST_LINES = 20


class Skill(Shown):
    code: str
    name: str
    level: int


class Line(Shown):
    """One post of an order."""

    id: str
    title: str
    occupation: str
    occupation_code: str
    seats: int
    taken: int
    place: str
    place_code: int
    wage_month_min_fen: int
    wage_month_max_fen: int
    board: bool
    lodging: bool
    start_on: date | None
    skills: list[Skill]
    certificates: list[str]
    age_min: int | None
    age_max: int | None
    age_reason: str | None
    sex: int | None = Field(description=N_("1 man, 2 woman, null both"))
    sex_reason: str | None
    flags: list[dict[str, Any]] = Field([], description=N_("Remarks of an import, for whoever reviews"))


class Order(Shown):
    """What an employer asks for."""

    id: str
    state: State
    kind: str
    sub_kind: str
    employer: str
    employer_id: str
    county: int
    deadline: date | None
    channel: str
    lines: list[Line]
    actions: list[str] = Field(description=N_("What you may do with it now"))
    steps: list[Step]


OrderPage = page_of(Order)


class OrderQuery(PageQuery):
    state: State | None = None


class LineToFile(Asked):
    """One post, in the words of the order sheet: names or codes of occupations, skills and places are understood."""

    occupation: Text = Field(description=N_("Name or code of the occupation"))
    seats: int = Field(ge=1, le=100_000)
    address: Text = Field(description=N_("Place of work: name or code of a division, then street and number"))
    title: Text = ""
    skills: Text = Field("", description=N_("Names or codes, with 、 between them"))
    level: Text = ""
    certificates: Text = ""
    education: Text = ""
    wage: Text = Field("", description=N_("Yuan a month like 4000-6000, or with its unit"))
    pay_method: Text = ""
    board: bool = False
    lodging: bool = False
    hours: Text = ""
    starts_on: date | None = None
    duration: int | None = Field(None, ge=1, le=240, description=N_("Months"))
    probation: int | None = Field(None, ge=0, le=24, description=N_("Months"))
    ages: Text = Field("", description=N_("Like 18-45"))
    age_reason: Text = ""
    sex: Literal["", "male", "female"] = ""
    sex_reason: Text = ""
    class_gives_certificate: bool = False


class OrderToFile(Asked):
    """A draft of an order; an employer's own system leaves out the employer."""

    employer: Text = Field("", description=N_("Public id or name of the employer"))
    county: Text = Field("", description=N_("Name or code of the county that approves; unset means your own"))
    kind: Literal["training", "hiring"] = "hiring"
    sub_kind: Text = ""
    recruits_from: date | None = None
    deadline: date | None = None
    channel: Text = ""
    training_paid_by: Text = ""
    employer_brings: list[Literal[BRINGS]] = []  # type: ignore[valid-type]
    agency_licence: Text = ""
    notes: Text = ""
    lines: list[LineToFile] = Field(min_length=1, max_length=MOST_LINES)
