"""People at work and people who lost it, to look at: a roster half signed, a full board, work that failed."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from models.displacement import Displacement
from models.import_file import ImportFile
from models.labourer import Labourer
from services.deliveries import confirm_placements
from services.errors import Refusal
from services.follow_ups import record_call
from services.imports import plain_refusal
from services.own_work import record_own_move, record_own_placement
from services.redeployment import keep_error
from tests.office import Office
from tests.placing import displacement, hire, lose, offer, people, recruit, work_on
from tests.web.placed import FIRM, TERMS, delivered, order_of, reached

NAMES = ("韦秀兰", "潘志强", "石春梅", "吴国富", "蒙美玲", "陆光明", "杨正华", "李桂兰", "王小芳", "张建国",
         "刘秀英", "陈志强", "韦春梅", "潘国富", "石美玲", "吴光明", "蒙正华")  # fmt: skip
AGO = {"stamped": timedelta(days=70), "staying": timedelta(days=33), "arriving": timedelta(days=2)}


def placement_pages(office: Office) -> dict[str, str]:
    """A firm's roster, a placement in each stage, and what became of those who lost theirs."""
    first = replace(office, at=office.at - AGO["stamped"])
    line = recruit(first, FIRM, seats=30, wage="4200-5200")
    crowd = _people(office)
    stamped, staying = ([hire(first, each, line) for each in some] for some in (crowd[:2], crowd[2:5]))
    _at_work(office, first, stamped)
    delivered(replace(office, at=office.at - AGO["staying"]), *staying)
    arriving = [hire(office, each, line) for each in crowd[5:7]]
    open_offer = offer(office, crowd[13], recruit(office, "永兴制衣厂", seats=1))
    lost = _lose(office, line, crowd[7:13])
    _own_work(office, crowd[14:16])
    _break_off(office)
    return {"roster": order_of(office, stamped[0]), "at_work": stamped[0], "in_first_month": staying[0],
            "arriving": arriving[0], "open_job_offer": open_offer, **lost}  # fmt: skip


def _people(office: Office) -> list[int]:
    ids = people(office, len(NAMES), first=401)
    with office.database.writing() as session:
        for number, name in zip(ids, NAMES, strict=True):
            session.get_one(Labourer, number).name = name
    return ids


def _at_work(office: Office, first: Office, hires: list[str]) -> None:
    delivered(first, *hires)
    later = replace(office, at=first.at + timedelta(days=35))
    reached(later, *hires)
    with office.database.writing() as session:
        confirm_placements(session, hires, actor=office.actor, at=later.at)
        record_call(session, hires[0], "month_1", "at_work", actor=office.actor, at=later.at, note="工资按时发")


def _lose(office: Office, line: int, ids: list[int]) -> dict[str, str]:
    """Three days ago two could not be helped without a person; the others are searched for."""
    earlier = replace(office, at=office.at - timedelta(days=3, hours=4))
    causes = ("unpaid_wages", "injured", "skill_not_enough", "quit_pay", "business_fell", "dismissed")
    lost = [lose(earlier, hire(earlier, each, line), cause) for each, cause in zip(ids, causes, strict=True)]
    recruit(office, "东莞市石排镇金飞达电子厂", seats=2, wage="4800")
    work_on(office)
    return {"needs_person": _public(office, lost[0]), "offered_again": _public(office, lost[3])}


def _public(office: Office, displacement_id: int) -> str:
    return displacement(office, displacement_id).public_id


def _own_work(office: Office, ids: list[int]) -> None:
    with office.database.writing() as session:
        driver, cook = (session.get_one(Labourer, each).public_id for each in ids)
        day = (office.at - timedelta(days=12)).date()
        taxi = replace(TERMS, employer_phone=None, evidence="出租车营运证", wage_month=650_000)
        record_own_placement(session, driver, "self_employed", taxi, started_on=day, actor=office.actor, at=office.at)
        record_own_move(session, cook, moved_on=day, actor=office.actor, at=office.at, work="餐馆帮厨",
                        division_code=440300000000)  # fmt: skip


def _break_off(office: Office) -> None:
    """A search that is tried again, and an import that gave up."""
    with office.database.writing() as session:
        waiting = select(Displacement.id).where(Displacement.handled_at.is_(None)).limit(1)
        for lost in session.scalars(waiting).all():
            keep_error(session, Displacement, lost, OSError("disk"), at=office.at)
        file = session.scalars(select(ImportFile).order_by(ImportFile.id).limit(1)).one()
        file.attempts, file.last_error = 5, "OperationalError"
        file.notes = {"refusal": plain_refusal(Refusal("import_gave_up"))}
