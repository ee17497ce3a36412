"""Offers, placements and displacements by commands alone."""

from tests.cli.conftest import Ask, Run
from tests.office import Office
from tests.placing import order_of, people, person, recruit


def an_offer(office: Office, ask: Ask) -> str:
    [li] = people(office, 1)
    line = recruit(office, "永兴制衣厂")
    made = ask("offers", "make", "--order", order_of(office, line), "--labourer", person(office, li).public_id)
    assert (made["state"], [each["id"] for each in ask("offers", "list")]) == ("offered", [made["id"]])
    return str(made["id"])


def test_an_offer_is_made_accepted_delivered_and_called_about(office: Office, ask: Ask, run: Run) -> None:
    placement = an_offer(office, ask)
    assert ask("offers", "accept", placement)["state"] == "accepted"
    order = ask("placements", "show", placement)["order"]
    assert run("placements", "deliver", order, placement).exit_code == 1
    ask("placements", "terms", placement, "--phone", "0769-86611234", "--address", "石排镇工业路12号")
    assert ask("placements", "deliver", order, placement)["batch"] == 1
    shown = ask("placements", "call", placement, "--kind", "trainee_number", "--outcome", "reached")
    assert (shown["state"], shown["steps"][-1]["action"]) == ("delivered", "call")
    assert [each["state"] for each in ask("placements", "list", "--state", "delivered")] == ["delivered"]
    assert run("placements", "confirm", placement).exit_code == 1


def test_an_offer_is_declined_with_a_reason_or_cancelled(office: Office, ask: Ask, run: Run) -> None:
    placement = an_offer(office, ask)
    assert run("offers", "decline", placement, "--reason", "bored").exit_code == 2
    assert ask("offers", "decline", placement, "--reason", "place")["decline_reason"] == "place"
    assert run("placements", "cancel", placement, "--note", "too late").exit_code == 1


def test_a_displacement_is_reported_listed_and_followed(office: Office, ask: Ask, run: Run) -> None:
    placement = an_offer(office, ask)
    ask("placements", "accept", placement)
    made = ask("displace", "--placement", placement, "--reason", "business_fell", "--note", "订单减少")
    assert set(made) == {"displacement", "state"}
    [listed] = ask("displacements", "--state", "open")
    assert set(listed) >= {"id", "state", "age_hours", "road", "offers_made", "vacancy"}
    assert ask("displacements", "show", made["displacement"])["note"] == "订单减少"
    assert "Business fell" in run("displacements").stdout
    assert "Business fell" in run("displacements", "show", made["displacement"]).stdout
    assert ask("displacements", "withdraw", made["displacement"], "--note", "opened a shop")["state"] == "withdrawn"
    assert run("displace", "--placement", placement, "--reason", "business_fell").exit_code == 1


def test_a_displacement_is_reported_with_the_day_of_return_less_pay_and_the_journey(
    office: Office, ask: Ask, run: Run
) -> None:
    placement = an_offer(office, ask)
    ask("placements", "accept", placement)
    report = ("displace", "--placement", placement, "--reason", "family_or_harvest")
    assert run(*report, "--back-on", "1999-01-01").exit_code == 1
    assert run(*report, "--floor", "1000").exit_code == 1  # without what they said
    assert ask("displacements") == []
    said = ("--back-on", "2027-05-01", "--floor", "1000", "--note", "食宿在内", "--travel", "与同村乘大巴")
    made = ask(*report, *said)
    shown = ask("displacements", "show", made["displacement"])
    assert (shown["back_on"], shown["road"], shown["travel"]) == ("2027-05-01", "season_return", "与同村乘大巴")
    assert {each["action"] for each in shown["steps"]} >= {"agree_to_less", "travel"}


def test_complaints_are_listed_with_their_limit_and_whose_turn_it_is(office: Office, ask: Ask, run: Run) -> None:
    placement = an_offer(office, ask)
    ask("placements", "accept", placement)
    assert ask("complaints") == []
    made = ask("displace", "--placement", placement, "--reason", "unpaid_wages", "--note", "欠两个月")
    [listed] = ask("complaints")
    assert (listed["displacement"], listed["employer"]) == (made["displacement"], "永兴制衣厂")
    assert (listed["state"], listed["text"], listed["turn"], listed["late"]) == (
        "received",
        "欠两个月",
        "county",
        False,
    )
    assert "欠两个月" in run("complaints").stdout
    ask("displacements", "resume", made["displacement"], "--note", "劳动监察已介入")
    assert (ask("complaints"), [each["state"] for each in ask("complaints", "--all")]) == ([], ["answered"])
