"""The roster of an order: signed, stamped, and reported on, each person by themselves."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import event, select

from models.displacement import Displacement, Vacancy
from tests.placing import lose, placements
from tests.web.conftest import County
from tests.web.placed import at_present, delivered, hired, order_of, reached

MONTH = timedelta(days=40)
OFFICE = {"employer_phone": "0769-86611234", "address": "石排镇工业路12号"}


def states(county: County) -> list[str]:
    return [each.state for each in placements(county.office)]


def test_the_employer_signs_for_those_ticked_and_names_its_office_once(app: Flask, county: County) -> None:
    one, two, _ = hired(at_present(county), 3)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(county.office, one)}/roster"
    assert "签收到岗人员" in client.get(roster).text
    answer = client.post(f"{roster}/deliver", data=OFFICE | {"placements": [one, two]}, follow_redirects=True)
    assert "已签收2人" in answer.text
    assert states(county) == ["delivered", "delivered", "accepted"]
    first = placements(county.office)[0]
    assert (first.employer_phone, first.batch) == ("0769-86611234", 1)


def test_everybody_is_signed_for_with_one_tick(app: Flask, county: County) -> None:
    [one, *_] = hired(at_present(county), 6)
    roster = f"/orders/{order_of(county.office, one)}/roster"
    county.client(app, "employer").post(f"{roster}/deliver", data=OFFICE | {"everybody": "yes"})
    assert states(county) == ["delivered"] * 6


def test_whom_one_cannot_sign_for_is_told_apart_and_the_others_are_done(app: Flask, county: County) -> None:
    office = at_present(county)
    one, two = hired(office, 2)
    delivered(office, one)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    answer = client.post(f"{roster}/deliver", data=OFFICE | {"placements": [one, two]})
    assert (answer.status_code, states(county)) == (200, ["delivered", "delivered"])
    assert "已办1人，另有1人暂不能办" in answer.text
    assert f'href="#person-{one}"' in answer.text


def test_without_the_number_of_the_office_nobody_is_signed_for(app: Flask, county: County) -> None:
    [one] = hired(at_present(county))
    roster = f"/orders/{order_of(county.office, one)}/roster"
    refused = county.client(app, "employer").post(f"{roster}/deliver", data={"placements": [one]})
    assert (refused.status_code, states(county)) == (409, ["accepted"])
    assert "人事部门电话" in refused.text


def test_nobody_ticked_is_a_sentence_on_the_roster(app: Flask, county: County) -> None:
    [one] = hired(at_present(county))
    roster = f"/orders/{order_of(county.office, one)}/roster"
    refused = county.client(app, "employer").post(f"{roster}/deliver", data=OFFICE)
    assert (refused.status_code, "请填写人员" in refused.text) == (422, True)
    assert 'href="#field-placements"' in refused.text
    assert 'id="field-placements"' in refused.text
    assert 'value="0769-86611234"' in refused.text


def test_the_roster_is_stamped_after_the_month_for_those_who_were_reached(app: Flask, county: County) -> None:
    office = at_present(county, MONTH)
    one, two = hired(office, 2)
    delivered(office, one, two)
    reached(office, one)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    form = {"placements": [one, two], f"contract-{one}": "A-1", f"contract-{two}": "A-2"}
    answer = client.post(f"{roster}/confirm", data=form)
    assert states(county) == ["confirmed", "delivered"]
    assert "核实" in answer.text
    assert [each.contract_number for each in placements(office)] == ["A-1", "A-2"]


def test_the_month_has_to_be_over_before_the_stamp(app: Flask, county: County) -> None:
    office = at_present(county)
    [one] = hired(office)
    delivered(office, one)
    reached(office, one)
    roster = f"/orders/{order_of(office, one)}/roster"
    refused = county.client(app, "employer").post(f"{roster}/confirm", data={"placements": [one]})
    assert (refused.status_code, states(county)) == (409, ["delivered"])
    assert "30" in refused.text


def test_who_never_came_is_reported_with_the_cause_and_the_others_stay(app: Flask, county: County) -> None:
    office = at_present(county)
    one, two = hired(office, 2)
    delivered(office, one)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    form = {f"absent-{one}": "refused_at_roster", f"absent-{two}": ""}
    assert client.post(f"{roster}/report", data=form).status_code == 303
    assert states(county) == ["failed", "accepted"]
    assert "名册未获确认" in county.client(app, "county").get("/displacements").text
    assert client.post(f"{roster}/report", data={f"absent-{two}": "died"}).status_code == 422


def test_the_roster_shows_no_whole_id_number_and_nothing_to_strangers(app: Flask, county: County) -> None:
    office = at_present(county)
    [one] = hired(office)
    roster = f"/orders/{order_of(office, one)}/roster"
    shown = county.client(app, "employer").get(roster).text
    assert "5227**********" in shown
    assert county.client(app, "other county").get(roster).status_code == 404
    assert county.client(app, "base").get(roster).status_code == 403


def test_a_stamp_for_nobody_says_so_and_a_number_alone_is_written_down(app: Flask, county: County) -> None:
    office = at_present(county, MONTH)
    [one] = hired(office)
    delivered(office, one)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    refused = client.post(f"{roster}/confirm", data={f"contract-{one}": "2026-17"})
    assert (refused.status_code, "请填写人员" in refused.text) == (422, True)
    answer = client.post(f"{roster}/confirm", data={f"contract-{one}": "A-1"}, follow_redirects=True)
    assert "已登记合同编号1人" in answer.text
    assert (placements(office)[0].contract_number, states(county)) == ("A-1", ["delivered"])


def test_a_number_that_is_emptied_is_taken_away_unless_it_came_since(app: Flask, county: County) -> None:
    office = at_present(county, MONTH)
    one, two = hired(office, 2)
    delivered(office, one, two)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    assert f'name="known-{one}"' in client.get(roster).text
    sent = {f"known-{one}": "yes", f"contract-{one}": "", f"contract-{two}": ""}
    answer = client.post(f"{roster}/confirm", data=sent, follow_redirects=True)
    assert "已去掉合同编号1人" in answer.text
    assert [bool(each.contract_number) for each in placements(office)] == [False, True]
    assert f'name="known-{one}"' not in client.get(roster).text


def test_each_stamp_of_a_day_counts_only_those_it_was_put_for(app: Flask, county: County) -> None:
    office = at_present(county, MONTH)
    one, two = hired(office, 2)
    delivered(office, one, two)
    reached(office, one, two)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    for each in (one, two):
        answer = client.post(f"{roster}/confirm", data={"placements": [each]}, follow_redirects=True)
        assert "名册已盖章确认1人" in answer.text


def test_somebody_who_failed_meanwhile_keeps_nobody_else_from_being_stamped(app: Flask, county: County) -> None:
    office = at_present(county, MONTH)
    one, two = hired(office, 2)
    delivered(office, one, two)
    reached(office, one, two)
    lose(office, one)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    form = {"placements": [one, two], f"contract-{one}": "A-1", f"contract-{two}": "A-2"}
    answer = client.post(f"{roster}/confirm", data=form)
    assert (answer.status_code, states(county)) == (200, ["failed", "confirmed"])
    assert "已办1人，另有1人暂不能办" in answer.text


def test_a_report_promises_nothing_and_an_address_reports_nobody(app: Flask, county: County) -> None:
    [one] = hired(at_present(county))
    client, roster = county.client(app, "employer"), f"/orders/{order_of(county.office, one)}/roster"
    assert 'role="status"' not in client.get(f"{roster}?reported=yes").text
    assert "后续安排视原因而定" in client.get(f"/placements/{one}").text
    answer = client.post(f"{roster}/report", data={f"absent-{one}": "never_arrived"}, follow_redirects=True)
    assert "已上报1人" in answer.text
    assert "另找工作" not in answer.text


def test_a_roster_asks_as_much_of_the_database_for_many_as_for_few(app: Flask, county: County) -> None:
    office = at_present(county)
    one, *others = hired(office, 5)
    delivered(office, one)
    client, asked = county.client(app, "employer"), []
    roster = f"/orders/{order_of(office, one)}/roster"
    event.listen(office.database.engine, "before_cursor_execute", lambda *_: asked.append(1))

    def queries() -> int:
        asked.clear()
        assert client.get(roster).status_code == 200
        return len(asked)

    queries()
    few = queries()
    delivered(office, *others)
    assert queries() == few


def test_a_contract_number_that_is_too_long_is_told_at_the_person(app: Flask, county: County) -> None:
    office = at_present(county, MONTH)
    one, two = hired(office, 2)
    delivered(office, one, two)
    reached(office, one, two)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    form = {"placements": [one, two], f"contract-{one}": "A" * 61}
    answer = client.post(f"{roster}/confirm", data=form)
    assert (answer.status_code, states(county)) == (200, ["delivered", "confirmed"])
    assert answer.text.count('class="wrong"') == 1
    assert "61" in answer.text


def test_somebody_who_left_is_reported_and_the_next_person_asked_for_in_one_act(app: Flask, county: County) -> None:
    office = at_present(county)
    one, two = hired(office, 2)
    delivered(office, one, two)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    form = {"person": one, "reason": "dismissed", "replacement": "yes", "note": "总是迟到"}
    answer = client.post(f"{roster}/leave", data=form, follow_redirects=True).text
    assert states(county) == ["failed", "delivered"]
    assert "正在为您找下一位" in answer
    assert "离岗和补人" in answer
    board = county.client(app, "county").get("/displacements").text
    assert "辞退" in board


def test_with_a_cause_of_the_employer_the_office_reads_that_the_next_person_was_asked_for(
    app: Flask, county: County
) -> None:
    office = at_present(county)
    [one] = hired(office)
    delivered(office, one)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    form = {"person": one, "reason": "business_fell", "replacement": "yes"}
    assert "县阳光办决定是否补人" in client.post(f"{roster}/leave", data=form, follow_redirects=True).text
    with office.database.reading() as session:
        case = session.scalars(select(Displacement.public_id)).one()
    assert "要求补人" in county.client(app, "county").get(f"/displacements/{case}").text


def test_a_place_that_is_not_needed_goes_back_to_the_order(app: Flask, county: County) -> None:
    office = at_present(county)
    [one] = hired(office)
    delivered(office, one)
    order = order_of(office, one)
    taken = office.order(order).lines[0].taken
    form = {"person": one, "reason": "quit_pay", "replacement": "no"}
    county.client(app, "employer").post(f"/orders/{order}/roster/leave", data=form)
    assert office.order(order).lines[0].taken == taken - 1
    with office.database.reading() as session:
        assert session.scalars(select(Vacancy.state)).one() == "closed"


def test_a_report_of_a_leaver_that_says_too_little_changes_nothing(app: Flask, county: County) -> None:
    office = at_present(county)
    [one] = hired(office)
    delivered(office, one)
    client, roster = county.client(app, "employer"), f"/orders/{order_of(office, one)}/roster"
    for form, said in (
        ({"reason": "quit_pay", "replacement": "no"}, "person"),
        ({"person": one, "replacement": "no"}, "reason"),
        ({"person": one, "reason": "quit_pay"}, "replacement"),
    ):
        refused = client.post(f"{roster}/leave", data=form)
        assert (refused.status_code, f'id="wrong-{said}"' in refused.text) == (422, True)
    assert "请回答：这个名额要补人吗？" in refused.text
    assert states(county) == ["delivered"]
