"""The least that each form has to say to be taken, so that what it asks for is refused by the service or not at all."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from services.calendar import county_day
from tests.web.subjects import Subject, World
from web.routes import Route

TODAY = county_day(datetime.now(UTC)).isoformat()
NOTE = {"note": "理由"}
FORMS: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("placement_cancel_offer", "placement_cancel", "placement_end", "vacancy_close"), NOTE),
    "displacement_speak": NOTE,
    "displacement_back": {"back_on": TODAY, **NOTE},
    "displacement_floor": {"floor": "100", **NOTE},
    "displacement_travel": {"travel": "班车"},
    **dict.fromkeys((f"displacement_{each}" for each in ("resume", "retrain", "escalate", "withdraw")), NOTE),
    **dict.fromkeys(("order_return", "order_close", "order_cancel", "class_return", "class_cancel"), NOTE),
    "placement_decline": {"reason": "pay"},
    "placement_deliver": {"started_on": TODAY},
    "placement_terms": {"wage_month": "4000"},
    "my_review_send": {"again": "yes"},
    "placement_review": {"again": "yes"},
    "placement_call": {"call": "trainee_number", "outcome": "no_answer"},
    "placement_fail": {"reason": "dismissed", "happened_on": TODAY},
    "my_offer_decline": {"reason": "pay"},
    "my_invitation_decline": {"reason": "hours"},
    "file_request_decide": {"do": "refuse", **NOTE},
    "complaint_answer": {"answer": "转劳动监察"},
    "my_complaint_send": {"kind": "wages", "text": "没发工资"},
    "attendance_record": {"day": TODAY, "person": "nobody"},
}
"""By the name of the view; those that a form sends without a word have none."""
ROSTER: Mapping[str, Callable[[str], dict[str, str]]] = {
    "roster_deliver": lambda person: {"placements": person, "employer_phone": "0769-86611234", "address": "工业路12号"},
    "roster_confirm": lambda person: {"placements": person, f"contract-{person}": "A-1"},
    "roster_report": lambda person: {f"absent-{person}": "never_arrived"},
    "roster_leave": lambda person: {"person": person, "reason": "dismissed", "replacement": "yes"},
}
"""Of the roster of an order, for one of its people."""


def least_form(route: Route, subject: Subject | None, world: World) -> dict[str, str]:
    """What is sent to a route."""
    if subject is not None and route.endpoint in ROSTER:
        people = [each for each in world.subjects if each.kind == "placements" and each.of == subject.of]
        return ROSTER[route.endpoint](people[0].public_id)
    return dict(FORMS.get(route.endpoint, {}))


def says_enough(route: Route) -> bool:
    """Whether the form sent to a route says all that it has to: no field of it is left to be mended."""
    return route.endpoint in FORMS or route.endpoint in ROSTER
