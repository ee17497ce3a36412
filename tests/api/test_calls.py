"""What the pages do, other systems do by the API: orders, candidates, decisions, placements, displacements."""

from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from models.labourer import Labourer
from models.reading import FileReading, ListReading
from services.orders import describe_order, find_order
from services.placements import describe_placement, find_placement
from tests.api.calling import Caller
from tests.web.conftest import County
from tests.web.placed import hired
from web.api.shapes.orders import Order
from web.api.shapes.placements import Placement

POST = {"occupation": "缝纫工", "seats": 12, "address": "三都县", "wage": "4000-5000", "starts_on": "2099-03-01",
        "skills": "缝纫", "board": True}  # fmt: skip


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json


def test_an_order_goes_from_a_draft_to_a_picked_person(caller: Caller, county: County) -> None:
    filed = ok(caller.post("/orders", {"employer": "三都县永兴制衣厂", "lines": [POST]}), 422)
    assert filed["errors"][0]["field"] == "employer"
    firm = ok(caller.get(f"/orders/{county.order_id}"))["employer_id"]
    order = ok(caller.post("/orders", {"employer": firm, "county": "三都县", "lines": [POST]}), 201)
    assert (order["state"], order["lines"][0]["seats"], order["lines"][0]["board"]) == ("draft", 12, True)
    assert ok(caller.post(f"/orders/{order['id']}/submit"))["state"] == "submitted"
    assert ok(caller.post(f"/orders/{order['id']}/approve", {"note": "同意"}))["state"] == "approved"
    made = ok(caller.post(f"/orders/{order['id']}/candidates", {"top": 10}), 201)
    shown = ok(caller.get(f"/orders/{order['id']}/candidates"))
    assert (shown["list_id"], shown["pool"], shown["eligible"]) == (made["list_id"], made["pool"], made["eligible"])
    best = shown["list"][0]
    assert abs(sum(each["points"] for each in best["criteria"]) - best["score"]) < 1e-6
    told = ok(caller.get(f"/orders/{order['id']}/candidates/{best['labourer']}"))
    assert (told["eligible"], told["rank"], told["score"]) == (True, 1, best["score"])


def test_what_would_help_says_how_far_and_by_how_many_days(caller: Caller, county: County) -> None:
    address, person = f"/orders/{county.order_id}/candidates/{county.labourer_id}", Labourer.name == "李秀英"

    def helps(**values: Any) -> dict[str, Any]:
        with county.office.database.writing() as session:
            session.execute(update(Labourer).where(person).values(**values))
        return {each["change"]: each["params"] for each in ok(caller.get(address))["would_help"]}

    away = helps(work_range="near")
    assert away["accept_place"] == {"division": "广东省深圳市龙岗区", "metres": 742_447}
    late = helps(work_range="anywhere", available_from=date(2027, 4, 14))
    assert late["start_later"] == {"day": "2027-04-14", "days": 44}
    assert late["be_free_earlier"] == {"day": "2027-03-01", "days": 44}


def test_an_offer_is_made_answered_and_lost(caller: Caller, county: County) -> None:
    office = county.office
    [placement] = hired(office)
    shown = ok(caller.get(f"/placements/{placement}"))
    assert shown["state"] == "accepted" and "fail" in shown["actions"]
    termed = ok(caller.post(f"/placements/{placement}/terms", {"wage_month_fen": 450_000, "address": "工业路12号"}))
    assert termed["wage_month_fen"] == 450_000
    lost = ok(caller.post("/displacements", {"placement": placement, "reason": "dismissed", "note": "厂里裁人"}), 201)
    assert (lost["placement"], lost["cause"], lost["state"]) == (placement, "dismissed", "open")
    assert ok(caller.get(f"/placements/{placement}"))["state"] == "failed"
    assert [each["id"] for each in ok(caller.get("/displacements"))["items"]] == [lost["id"]]
    looked = ok(caller.post(f"/displacements/{lost['id']}/escalate", {"note": "先问问"}))
    assert (looked["state"], looked["steps"][-1]["by"]) == ("escalated", "exchange")
    offered = ok(caller.post("/offers", {"labourer": lost["labourer"], "order": county.order_id}), 201)
    assert [each["id"] for each in ok(caller.get("/offers"))["items"]] == [offered["id"]]
    said = {"reason": "pay", "note": "工资低"}
    declined = ok(caller.post(f"/placements/{offered['id']}/decline", said))
    assert (declined["state"], declined["decline_reason"]) == ("declined", "pay")
    assert ok(caller.get("/offers"))["items"] == []


def test_people_are_signed_for_and_confirmed_all_or_nobody(caller: Caller, county: County) -> None:
    office = county.office
    one, other = hired(office, 2)
    order = ok(caller.get(f"/placements/{one}"))["order"]
    refused = ok(caller.post(f"/orders/{order}/deliveries", {"placements": [one, other]}), 422)
    assert {(each["code"], each["about"]) for each in refused["errors"]} == {
        ("terms_missing", one), ("terms_missing", other)
    }  # fmt: skip
    for each in (one, other):
        ok(caller.post(f"/placements/{each}/terms", {"employer_phone": "0769-86611234", "address": "工业路12号"}))
    assert ok(caller.post(f"/orders/{order}/deliveries", {"placements": [one, other]}), 201)["batch"] == 1
    assert ok(caller.get("/placements", order=order, state="delivered"))["items"][1]["id"] == one
    early = ok(caller.post("/confirmations", {"placements": [one]}), 409)
    assert early["errors"][0]["code"] == "trial_not_over"
    called = {"kind": "trainee_number", "outcome": "reached"}
    assert ok(caller.post(f"/placements/{one}/calls", called))["steps"][-1]["action"] == "call"


def test_reading_a_list_and_a_pair_is_written_down_for_the_people_on_it(caller: Caller, county: County) -> None:
    ok(caller.get(f"/orders/{county.order_id}/candidates"))
    ok(caller.get(f"/orders/{county.order_id}/candidates/{county.labourer_id}"))
    with county.office.database.reading() as session:
        assert session.scalar(select(func.count(ListReading.id))) == 1
        assert session.scalars(select(FileReading.purpose)).all() == ["api"]


def test_an_answer_holds_every_key_that_the_command_prints(caller: Caller, county: County) -> None:
    [placement] = hired(county.office)
    actor = county.office.actor
    with county.office.database.reading() as session:
        order = describe_order(session, find_order(session, county.order_id, actor=actor), actor=actor)
        placed = describe_placement(session, find_placement(session, placement, actor=actor), actor=actor)
    assert order.keys() == Order.model_fields.keys() and placed.keys() == Placement.model_fields.keys()
    assert ok(caller.get(f"/orders/{county.order_id}")).keys() == order.keys()
