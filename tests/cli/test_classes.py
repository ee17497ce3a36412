"""A class from its plan to the certificates, by commands alone."""

from datetime import UTC, datetime, timedelta

import pytest

from services.calendar import county_day
from tests.classroom import Classroom
from tests.cli.conftest import Ask, Run
from tests.office import Office


@pytest.fixture
def school(office: Office) -> Classroom:
    office.at = datetime.now(UTC)
    return Classroom(office)


def planned(ask: Ask, **more: str) -> str:
    """A class that begins today; its id."""
    today = county_day(datetime.now(UTC))
    given = {
        "title": "缝纫工第一期", "occupation": "缝纫工", "from": str(today), "to": str(today + timedelta(days=30)),
        "places": "2", "skill": "平车", "level": "5", "teaching-plan": "八周", "lesson-preparation": "备课本",
        "examination-plan": "理论和实操", **more,
    }  # fmt: skip
    options = [text for name, value in given.items() for text in (f"--{name}", value)]
    made: str = ask("classes", "plan", *options, "--as", "teacher")["id"]
    return made


def approved(ask: Ask) -> str:
    taught = planned(ask)
    ask("classes", "declare", taught, "--as", "teacher")
    ask("classes", "approve", taught, "--as", "county")
    return taught


def enrolled(ask: Ask, taught: str, labourer: str) -> str:
    enrolment: str = ask("enrolments", "apply", "--class", taught, "--labourer", labourer)["id"]
    ask("enrolments", "accept", enrolment, "--as", "teacher")
    ask("enrolments", "enrol", enrolment, "--as", "teacher")
    return enrolment


def test_a_class_is_planned_taught_examined_and_accepted(school: Classroom, ask: Ask, run: Run) -> None:
    taught, people = approved(ask), school.people(3)
    first, second, third = (enrolled(ask, taught, each) for each in people)
    assert [each["state"] for each in ask("enrolments", "list", "--class", taught)] == [
        "waitlisted", "enrolled", "enrolled",
    ]  # fmt: skip
    ask("classes", "start", taught, "--as", "teacher")
    ask("enrolments", "attend", first, "--as", "teacher")
    ask("enrolments", "drop", second, "--note", "never came", "--as", "teacher")
    ask("enrolments", "finish", first, "--as", "teacher")
    ask("enrolments", "examine", first, "--part", "theory", "--score", "88", "--as", "assessor")
    ask("enrolments", "examine", first, "--part", "practice", "--passed", "--as", "assessor")
    certified = ask("enrolments", "certify", first, "--as", "assessor")
    assert (certified["state"], [paper["kind"] for paper in certified["papers"]]) == (
        "certified", ["completion", "level"],
    )  # fmt: skip
    ask("classes", "finish", taught, "--as", "teacher")
    shown = ask("classes", "accept", taught, "--as", "county")
    assert set(shown) >= {"id", "state", "base", "title", "occupation", "programme", "starts_on", "ends_on", "places",
                          "taken", "lines", "actions"}  # fmt: skip
    assert (shown["state"], shown["taken"], shown["base"]) == ("accepted", 1, "三都县职业中学")
    assert ask("enrolments", "show", third)["state"] == "withdrawn"
    said = run("enrolments", "show", first).stdout
    assert "Certified" in said
    assert "88" in said
    assert school.office.database.engine is not None


def test_somebody_is_invited_from_a_list_and_answers(school: Classroom, ask: Ask, run: Run) -> None:
    people, (order, line), taught = school.people(2), school.order(), approved(ask)
    assert ask("classes", "link", taught, "--line", line, "--seats", "2")["lines"][0]["order"] == order
    ranked = ask("rank", "--order", order)
    best, second = (each["labourer"] for each in ranked["list"])
    assert {best, second} == set(people)
    given = ("enrolments", "invite", "--class", taught, "--list", ranked["list_id"], "--labourer")
    refused = run(*given, second)
    assert (refused.exit_code, "higher on the list" in refused.stderr) == (1, True)
    picked = ask(*given, second, "--reason", "lives next door", "--channel", "township")
    assert (picked["departure"], picked["channel"]) == ("lives next door", "township")
    assert ask("enrolments", "agree", picked["id"])["state"] == "agreed"
    other = ask(*given, best)["id"]
    assert run("enrolments", "decline", other).exit_code == 1
    assert ask("enrolments", "decline", other, "--note", "harvest")["state"] == "declined"
    assert ask("classes", "unlink", taught, "--line", line)["lines"] == []


def test_words_that_are_not_known_are_said_all_at_once(school: Classroom, run: Run) -> None:
    given = ["classes", "plan", "--title", "x", "--from", "2027-03-01", "--to", "2027-04-01", "--places", "5"]
    result = run(*given, "--occupation", "qqqq", "--certificate", "zzzz", "--place", "xxxx", "--as", "teacher")
    assert result.exit_code == 2
    assert [word for word in ("qqqq", "zzzz", "xxxx") if word not in result.stderr] == []


def test_a_class_or_person_that_is_not_there_exits_2(school: Classroom, run: Run) -> None:
    assert run("classes", "show", "NOSUCHCLASS").exit_code == 2
    assert run("enrolments", "show", "NOSUCHENROLM").exit_code == 2


def test_a_teacher_does_not_certify_and_a_county_returns_with_a_reason(school: Classroom, ask: Ask, run: Run) -> None:
    taught = planned(ask)
    ask("classes", "declare", taught, "--as", "teacher")
    assert run("classes", "approve", taught, "--as", "teacher").exit_code == 1
    assert run("classes", "return", taught, "--as", "county").exit_code == 1
    assert ask("classes", "return", taught, "--note", "no room", "--as", "county")["state"] == "planned"
    assert ask("classes", "cancel", taught, "--note", "given up", "--as", "teacher")["state"] == "cancelled"
    assert [each["id"] for each in ask("classes", "list", "--state", "cancelled")] == [taught]
    assert taught in run("classes", "list").stdout
