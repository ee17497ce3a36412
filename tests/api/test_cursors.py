"""A walk through a list meets everything that was there when it began, once, whatever is added on the way."""

from typing import Any

from tests.api.calling import Caller
from tests.placing import people
from tests.web.conftest import JEWELLERY, County


def test_a_walk_loses_nothing_and_doubles_nothing_when_orders_are_added(caller: Caller, county: County) -> None:
    county.office.orders(*((JEWELLERY[0], "包装工", str(seats), *JEWELLERY[3:]) for seats in range(2, 7)), name="a.csv")
    there = {each["id"] for each in caller.get("/orders", limit=200).json["items"]}
    met: list[str] = []
    cursor: dict[str, Any] = {}
    for turn in range(20):
        page = caller.get("/orders", limit=2, **cursor).json
        met += [each["id"] for each in page["items"]]
        county.office.orders((JEWELLERY[0], "包装工", str(20 + turn), *JEWELLERY[3:]), name=f"added-{turn}.csv")
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert len(met) == len(set(met)) and set(met) == there and len(there) == 7


def test_a_walk_through_candidates_stays_on_the_list_where_it_began(caller: Caller, county: County) -> None:
    people(county.office, 5)
    address = f"/orders/{county.order_id}/candidates"
    made = caller.post(address, {}).json
    first = caller.get(address, limit=2).json
    caller.post(address, {"top": 1})
    second = caller.get(address, limit=200, cursor=first["next"]).json
    assert first["list_id"] == second["list_id"] == made["list_id"] and second["next"] is None
    ranks = [each["rank"] for each in (*first["list"], *second["list"])]
    assert ranks == list(range(1, made["eligible"] + 1)) and len(ranks) >= 5


def test_a_cursor_of_something_else_is_refused(caller: Caller, county: County) -> None:
    cursor = caller.get("/orders", limit=1).json["next"]
    for address, text in (
        ("/placements", cursor),
        ("/orders", "nonsense"),
        ("/orders", "é"),
        ("/orders", "b3JkZXJzOlg"),
    ):
        answer = caller.get(address, cursor=text)
        assert (answer.status_code, answer.json["code"]) == (422, "cursor_unknown"), text
