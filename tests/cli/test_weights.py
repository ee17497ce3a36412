"""Versions of the weights by commands alone."""

from tests.cli.conftest import Ask, Run
from tests.office import SANDU, Office, id_number

CHANGE = ("--set", "skill=10", "--set", "location=45", "--reason", "上一季去得了的人排得太后")
ORDER = ("永兴制衣厂", "缝纫工", "1", "缝纫", "深圳市龙岗区", "4000-6000", "是", "2027-03-01", "12个月", "招工")


def listed(office: Office) -> None:
    office.people(
        ("李秀英", id_number(), "", "三都县普安镇", "初中", "缝纫", "缝纫工"),
        ("王建国", id_number(sequence="033"), "", "三都县大河镇", "初中", "", "", "深圳市龙岗区"),
    )
    order = office.orders(ORDER)[0]
    office.approve(order)
    office.rank(order)


def test_a_version_goes_its_whole_way(office: Office, ask: Ask, run: Run) -> None:
    listed(office)
    office.user("second", "county", SANDU)
    drafted = ask("weights", "draft", "--county", "三都县", *CHANGE)
    version = drafted["id"]
    assert (drafted["state"], [each["new"] for each in drafted["changes"]]) == ("draft", ["10", "45"])
    assert ask("weights", "propose", version)["state"] == "proposed"
    assert run("weights", "approve", version, "--as", "second").exit_code == 1
    shown = ask("weights", "shadow", version)
    assert (shown["state"], shown["shadow"]["total"]["lists"]) == ("shadowed", 1)
    assert set(shown["shadow"]["groups"][0]) >= {"kind", "considered", "seats_before", "seats_after", "ratio_after"}
    refused = run("weights", "approve", version)
    assert (refused.exit_code, "second person" in refused.stderr) == (1, True)
    assert ask("weights", "approve", version, "--as", "second")["state"] == "in_force"
    assert ask("weights", "in-force", "--county", "三都县")["values"]["points_location"] == "45"
    assert [each["state"] for each in ask("weights", "list")] == ["in_force"]


def test_people_read_tables(office: Office, ask: Ask, run: Run) -> None:
    listed(office)
    version = ask("weights", "draft", "--county", "三都县", *CHANGE)["id"]
    run("weights", "propose", version)
    said = run("weights", "shadow", version).output
    assert "Ratio after" in said
    assert "Lists that differ" in said
    assert "Tried in the shadow" in run("weights", "list").output
    assert "Distance at which nearness to home has halved" in run("weights", "in-force", "--county", "三都县").output


def test_a_version_is_refused_or_withdrawn_with_a_reason(office: Office, ask: Ask, run: Run) -> None:
    office.user("second", "county", SANDU)
    first, second = (ask("weights", "draft", "--county", "三都县", *CHANGE)["id"] for _ in range(2))
    ask("weights", "propose", first)
    assert run("weights", "refuse", first, "--as", "second").exit_code == 1
    assert ask("weights", "refuse", first, "--as", "second", "--note", "不妥")["state"] == "refused"
    assert ask("weights", "withdraw", second, "--note", "数不对")["state"] == "withdrawn"


def test_wrong_numbers_names_and_counties_exit_2(run: Run) -> None:
    draft = ("weights", "draft", "--reason", "理由")
    said = run(*draft, "--county", "三都县", "--set", "skill=31")
    assert (said.exit_code, "take 1 away" in said.stderr) == (2, True)
    assert run(*draft, "--set", "skill=31").exit_code == 2
    unknown = run(*draft, "--county", "三都县", "--set", "skil=31")
    assert (unknown.exit_code, "month_cost" in unknown.stderr) == (2, True)
    assert run("weights", "show", "NOSUCH").exit_code == 2
    assert run("weights", "in-force").exit_code == 2
