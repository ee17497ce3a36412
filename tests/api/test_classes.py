"""Classes are read, and people of a list invited to them, by the API."""

from typing import Any

import pytest

from services.access import Actor
from tests.api.calling import Caller
from tests.classroom import Classroom
from tests.web.conftest import County


class School(Classroom):
    """A school in a county that has accounts of its own."""

    def user(self, login: str, role: str, **more: Any) -> Actor:
        return super().user(f"school-{login}", role, **more)


@pytest.fixture
def listed(county: County) -> tuple[str, str]:
    """A class and the order whose post it trains for."""
    school = School(county.office)
    school.people(3)
    order, line = school.order()
    taught = school.approved()
    school.linked(taught, line)
    return taught, order


def test_somebody_of_a_list_is_invited_to_a_class(caller: Caller, county: County, listed: tuple[str, str]) -> None:
    taught, order = listed
    shown = caller.get(f"/classes/{taught}").json
    assert shown == caller.get("/classes", state="approved").json["items"][0]
    assert [each["order"] for each in shown["lines"]] == [order]
    made = caller.post(f"/orders/{order}/candidates").json
    best, second = (each["labourer"] for each in caller.get(f"/orders/{order}/candidates", limit=2).json["list"])
    pick = {"class": taught, "list": made["list_id"], "labourer": second}
    refused = caller.post("/invitations", pick)
    assert (refused.status_code, refused.json["code"]) == (409, "departure_reason_missing")
    invited = caller.post("/invitations", {**pick, "departure": "与同村同去"})
    assert (invited.status_code, invited.json["state"]) == (201, "invited")
    assert caller.post("/invitations", {**pick, "labourer": best}).json["state"] == "invited"
