"""Gateways for tests that keep what they were handed, and one message as its row has it."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from models.labourer import Labourer
from models.message import Message
from services.calendar import county_day
from services.gateways.seam import Gateway, Letter, Receipt
from services.sending import send_messages
from tests.office import SANDU, Office
from tests.placing import later


class Box:
    """A gateway that keeps letters; `answers` are raised or given one after another, then it takes everything."""

    name, channel = "box", "sms"

    def __init__(self, *answers: Receipt | BaseException, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.letters: list[Letter] = []
        self._answers, self._meanwhile = list(answers), meanwhile

    def send(self, letter: Letter) -> Receipt:
        self.letters.append(letter)
        self._meanwhile()
        answer = self._answers.pop(0) if self._answers else Receipt("R1")
        if isinstance(answer, BaseException):
            raise answer
        return answer


def post(office: Office, gateway: Gateway) -> int:
    """What one job of sending does."""
    return send_messages(office.database, gateway, now=lambda: office.at)


def after(office: Office, **time: float) -> Office:
    return later(office, office.at + timedelta(**time))


def messages(office: Office) -> list[Message]:
    with office.database.reading() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def news(office: Office, count: int = 1, *, phone: str | None = "18612341402", name: str = "李秀英") -> list[int]:
    """Messages that send `count` people to their office; the ids of the people."""
    with office.database.writing() as session:
        at, today = office.at, county_day(office.at)
        people = [
            Labourer(
                name=name, home_code=SANDU, phone=phone, registered_at=at, refreshed_at=at, waiting_since=today
            )
            for _ in range(count)
        ]  # fmt: skip
        session.add_all(people)
        session.flush()
        session.add_all(
            Message(labourer_id=each.id, code="news", written_at=at, not_before=at) for each in people
        )  # fmt: skip
        return [each.id for each in people]


def with_phone(office: Office, labourer: int, number: str = "18612341402") -> int:
    with office.database.writing() as session:
        session.get_one(Labourer, labourer).phone = number
    return labourer
