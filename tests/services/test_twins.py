"""Twins merged with what a person chose of either entry; nothing lost, and nobody with two jobs made one."""

import json

import pytest
from sqlalchemy import select

from models.audit_entry import AuditEntry
from models.labourer import Labourer
from models.twin import Merge, Twin
from services.errors import Refusal, RuleRefusal
from services.own_log import changes_of
from services.twins import CHOICES, busy_of, merge_twin
from tests.office import Office, id_number
from tests.placing import offer, recruit

OTHER = id_number(sequence="777")
FIRST = ("李秀英", id_number(), "18612341402", "三都水族自治县普安镇", "初中", "缝纫", "缝纫工", "三都县", "3500")
SECOND = ("李秀英", OTHER, "13900000001", "三都水族自治县普安镇", "高中", "缝纫", "缝纫工", "三都县", "4200")


def pair(office: Office, *rows: tuple[str, ...]) -> tuple[str, int, int]:
    office.people(*(rows or (FIRST, SECOND)))
    with office.database.reading() as session:
        twin = session.scalars(select(Twin)).one()
        return twin.public_id, twin.first_id, twin.second_id


def merge(office: Office, twin: str, *, keep: str = "", **chosen: str) -> Labourer:
    with office.database.writing() as session:
        kept = merge_twin(session, twin, keep=keep, chosen=chosen, actor=office.actor, at=office.at)
        session.flush()
        session.refresh(kept)
        session.expunge(kept)
        return kept


def offered(office: Office, labourer_id: int) -> None:
    offer(office, labourer_id, recruit(office, f"好厂{labourer_id}", 2, "5000-6000"))


def test_each_field_is_taken_from_the_entry_that_was_chosen(office: Office) -> None:
    twin, first, _ = pair(office)
    chosen = {"id_number": "first", "phone": "second", "education": "second"}
    with pytest.raises(Refusal, match="twin_not_chosen") as refused:  # the wage differs, too
        merge(office, twin, **chosen)
    assert refused.value.params["fields"] == ["wage"]
    kept = merge(office, twin, **chosen, wage="first")
    assert (kept.id, kept.id_number) == (first, FIRST[1])
    assert (kept.phone, kept.other_phone) == (SECOND[2], FIRST[2])  # the number that goes is not lost
    assert kept.wage_min == 3500_00
    with office.database.reading() as session:
        before = json.loads(session.scalars(select(Merge.before)).one())
    assert kept.education == before[1]["education"] != before[0]["education"]
    with office.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "twins.merge")).one()
        assert (entry.subject, entry.subject_id, entry.actor_id) == ("labourer", first, office.actor.user_id)
        [change] = changes_of(session, first)
        assert (change.action, change.note) == ("merge", "education,phone")


@pytest.mark.parametrize("chosen", [{}, {"phone": "first"}], ids=["nothing was chosen", "a blank was chosen"])
def test_what_one_entry_leaves_blank_is_the_other_ones_unless_the_blank_was_chosen(
    office: Office, chosen: dict[str, str]
) -> None:
    twin, *_ = pair(office, (*FIRST[:2], "", *FIRST[3:8], ""), (*SECOND[:8], "150元/天"))
    kept = merge(office, twin, keep="first", **chosen)
    assert kept.phone == (None if chosen else SECOND[2])
    assert (kept.wage_min, kept.wage_unit, kept.wage_floor) == (150_00, "day", 3262_50)  # a wage goes with its unit


def test_the_other_id_number_is_exchanged_and_rows_with_either_find_the_one_file(office: Office) -> None:
    twin, first, second = pair(office)
    kept = merge(office, twin, **{**dict.fromkeys(CHOICES, "first"), "id_number": "second"})
    assert (kept.id, kept.id_number) == (first, OTHER)
    for number in (FIRST[1], OTHER):
        file = office.people(("李秀英", number, "", "三都水族自治县普安镇", "大专"), name=f"{number}.csv")
        assert (file.created, file.updated) == (0, 1)
    with office.database.reading() as session:
        assert session.get_one(Labourer, second).merged_into_id == first


def test_the_entry_with_an_offer_stays_whichever_came_first(office: Office) -> None:
    twin, first, second = pair(office)
    offered(office, second)
    with office.database.reading() as session:
        assert busy_of(session, (first, second)) == {second}
    with pytest.raises(RuleRefusal, match="twin_is_busy"):
        merge(office, twin, keep="first")
    kept = merge(office, twin, **dict.fromkeys(CHOICES, "first"))
    assert (kept.id, kept.id_number) == (second, FIRST[1])


def test_two_entries_with_an_offer_each_are_not_made_one(office: Office) -> None:
    twin, first, second = pair(office)
    offered(office, first)
    offered(office, second)
    with pytest.raises(RuleRefusal, match="twin_is_busy"):
        merge(office, twin)


def test_a_side_that_does_not_exist_is_refused(office: Office) -> None:
    twin, *_ = pair(office)
    with pytest.raises(Refusal, match="keep_unknown"):
        merge(office, twin, phone="third")
