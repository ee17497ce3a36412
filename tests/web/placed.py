"""People at work for tests of pages: hired now by the firm of the employer's account."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from models.order import Order
from services.deliveries import Terms, record_terms, sign_delivery
from services.follow_ups import record_call
from tests.office import Office
from tests.placing import hire, people, placements, recruit
from tests.web.conftest import County

TERMS = Terms(employer_phone="0769-86611234", contract_number="2026-17", address="石排镇工业路12号")
FIRM = "深圳市爱德康珠宝首饰有限公司"


def at_present(county: County, ago: timedelta = timedelta()) -> Office:
    """The county's office at the time that the pages show, or so long ago."""
    return replace(county.office, at=datetime.now(UTC) - ago)


def hired(office: Office, count: int = 1, *, employer: str = FIRM) -> list[str]:
    """People who said yes to a post of the firm; public ids of the placements."""
    line = recruit(office, employer, seats=count + 1)
    return [hire(office, each, line) for each in people(office, count)]


def order_of(office: Office, placement: str) -> str:
    found = next(each for each in placements(office) if each.public_id == placement)
    with office.database.reading() as session:
        return session.get_one(Order, found.order_id).public_id


def with_terms(office: Office, *ids: str) -> None:
    with office.database.writing() as session:
        for each in ids:
            record_terms(session, each, TERMS, actor=office.actor, at=office.at)


def delivered(office: Office, *ids: str) -> None:
    """The employer signed for these people."""
    with_terms(office, *ids)
    with office.database.writing() as session:
        sign_delivery(session, order_of(office, ids[0]), ids, actor=office.actor, at=office.at)


def reached(office: Office, *ids: str) -> None:
    """Both numbers of each were called."""
    with office.database.writing() as session:
        for each in ids:
            for kind in ("trainee_number", "employer_number"):
                record_call(session, each, kind, "reached", actor=office.actor, at=office.at)
