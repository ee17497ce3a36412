"""A base that applied is scored, put on public notice and accredited; it may be suspended, restored and removed."""

import pytest

from services.errors import NotAllowed, NotFound, RuleRefusal
from services.training_bases import advance_base, describe_base, find_base, list_bases
from tests.office import SANDU, Office

HEADER = ("基地名称", "地址", "培训工种", "容量")
HUISHUI = 522731000000  # the county next to it


@pytest.fixture
def school(office: Office) -> str:
    """A base that applied; its public id."""
    office.load("bases", office.sheet("bases.csv", HEADER, [("三都职校", "三都县三合镇", "缝纫工", "200")]))
    with office.database.reading() as session:
        [base] = list_bases(session, actor=office.actor)
    return base.public_id


def step(office: Office, base: str, action: str, note: str = "") -> str:
    with office.database.writing() as session:
        return advance_base(session, base, action, actor=office.actor, at=office.at, note=note).state


def test_a_base_is_accredited_step_by_step_and_every_step_is_kept(office: Office, school: str) -> None:
    assert [step(office, school, each) for each in ("score", "publicise", "accredit")] == [
        "scored", "publicised", "accredited",
    ]  # fmt: skip
    assert step(office, school, "suspend", "消防不合格") == "suspended"
    assert step(office, school, "restore", "已整改") == "accredited"
    with office.database.reading() as session:
        base = find_base(session, school, actor=office.actor)
        described = describe_base(session, base, actor=office.actor)
    assert [each["action"] for each in described["steps"]] == ["score", "publicise", "accredit", "suspend", "restore"]
    assert described["steps"][3]["note"] == "消防不合格"
    assert described["actions"] == ["suspend", "remove"]


def test_nothing_is_skipped_and_a_refusal_says_why(office: Office, school: str) -> None:
    with pytest.raises(RuleRefusal) as refused:
        step(office, school, "accredit")
    assert (refused.value.code, refused.value.params["possible"]) == ("step_not_possible", ("score", "refuse"))
    with pytest.raises(RuleRefusal) as refused:
        step(office, school, "refuse", " ")
    assert refused.value.code == "reason_missing"


def test_only_the_county_of_the_base_accredits_it(office: Office, school: str) -> None:
    counsellor, stranger = office.user("li", "counsellor", SANDU), office.user("wu", "county", HUISHUI)
    with pytest.raises(NotAllowed), office.database.writing() as session:
        advance_base(session, school, "score", actor=counsellor, at=office.at)
    with pytest.raises(NotFound), office.database.writing() as session:
        advance_base(session, school, "score", actor=stranger, at=office.at)
