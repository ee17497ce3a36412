"""Requests to change who somebody is: name, ID number, birth date. A person of the office who sees the ID card
confirms or refuses them; only then does the register change."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session, joinedload

from models.file_request import FileRequest
from models.labourer import SEXES, Labourer
from models.sealed import key_ring
from services.access import Actor
from services.calendar import county_day
from services.errors import NotFound, Refusal, RuleRefusal
from services.families import own_person
from services.labourers import log_reading, visible_labourers
from services.own_log import note_change
from services.phone_codes import mobile
from services.pinyin import name_spelling
from services.sheets.fields.dates import read_day
from services.sheets.fields.identity import read_identity
from services.sheets.fields.names import read_person_name

RIGHT = "labourers.import"
CAN_BE_ASKED = ("name", "id_number", "birth")
LONGEST = 60


def ask_change(session: Session, field: str, wanted: str, *, actor: Actor, at: datetime) -> FileRequest:
    """Ask for another name, ID number or birth date of one's own. Raises Refusal for what cannot be read, RuleRefusal
    for a birth date that the ID number says already."""
    person = own_person(session, actor=actor)
    if field not in CAN_BE_ASKED:
        raise Refusal("not_in_list", field="field", text=field)
    if not wanted.strip():
        raise Refusal("missing", field="wanted")
    if field == "birth" and person.id_number:
        raise RuleRefusal("birth_by_id_number", field="wanted")
    return ask(session, person, field, wanted.strip()[:LONGEST], at=at)


def ask(session: Session, person: Labourer, field: str, wanted: str, *, at: datetime) -> FileRequest:
    """Ask in a person's name, in place of what was asked for before and still waits."""
    read = _READERS[field](wanted, county_day(at))
    waits = (FileRequest.labourer_id == person.id) & (FileRequest.field == field) & (FileRequest.state == "waiting")
    session.execute(delete(FileRequest).where(waits))
    request = FileRequest(labourer_id=person.id, field=field, wanted=read, made_at=at)
    session.add(request)
    session.flush()
    return request


_READERS: dict[str, Callable[[str, date], str]] = {
    "name": lambda text, day: read_person_name(text).value,
    "id_number": lambda text, day: read_identity(text, at=day).value.number,
    "birth": lambda text, day: read_day(text, "wanted").value.isoformat(),
    "phone": lambda text, day: mobile(text),
}


def own_requests(session: Session, *, actor: Actor) -> list[FileRequest]:
    """What the actor asked for, the latest first."""
    mine = select(FileRequest).where(FileRequest.labourer_id == actor.labourer_id)
    return list(session.scalars(mine.order_by(FileRequest.id.desc()).limit(10)))


def list_requests(session: Session, *, actor: Actor, limit: int = 50, offset: int = 0) -> tuple[list[FileRequest], int]:
    """The requests that wait for the actor's office, the oldest first, each with its person; and how many there are."""
    waiting = _of_office(actor).where(FileRequest.state == "waiting")
    total = session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    rows = waiting.options(joinedload(FileRequest.labourer).joinedload(Labourer.home)).order_by(FileRequest.id)
    return list(session.scalars(rows.limit(limit).offset(offset))), total


def _of_office(actor: Actor) -> Select[FileRequest]:
    person = visible_labourers(actor, RIGHT).where(Labourer.id == FileRequest.labourer_id)
    return select(FileRequest).where(person.correlate(FileRequest).exists())


def confirm_request(session: Session, public_id: str, *, seen: str, actor: Actor, at: datetime) -> FileRequest:
    """Write what was asked for into the register. Of an ID number, `seen` is what stands on the card that was shown.
    Raises RuleRefusal when the two differ, or when the number is another person's."""
    request, person = _waiting(session, public_id, actor)
    if request.field == "id_number":
        _confirm_number(session, person, request.wanted, seen, at)
    elif request.field == "name":
        person.name = request.wanted
        person.pinyin, person.initials = name_spelling(request.wanted)
    elif request.field == "birth":
        person.birth = date.fromisoformat(request.wanted)
    else:
        person.phone, person.phone_lookup = request.wanted, key_ring().find_hash(request.wanted)
    log_reading(session, person.id, actor=actor, at=at, purpose="page")
    note_change(session, person, [request.field], actor=actor, at=at)
    return _decide(request, "confirmed", "", actor, at)


def _confirm_number(session: Session, person: Labourer, wanted: str, seen: str, at: datetime) -> None:
    if not seen.strip():
        raise Refusal("missing", field="id_number")
    if read_identity(seen, at=county_day(at)).value.number != wanted:
        raise RuleRefusal("id_differs_from_card", field="id_number")
    known = Labourer.id_lookup.in_(key_ring().find_hashes(wanted))
    if session.scalar(select(Labourer.id).where(known, Labourer.id != person.id)) is not None:
        raise RuleRefusal("id_number_taken", field="id_number")
    identity = read_identity(wanted, at=county_day(at)).value
    person.id_number, person.id_lookup = wanted, key_ring().find_hash(wanted)
    person.birth, person.sex = identity.birth, SEXES[identity.sex]


def refuse_request(session: Session, public_id: str, *, note: str, actor: Actor, at: datetime) -> FileRequest:
    """Leave the register as it is, with the reason, which the person reads."""
    request, _ = _waiting(session, public_id, actor)
    if not note.strip():
        raise RuleRefusal("reason_missing", field="note")
    return _decide(request, "refused", note.strip()[:200], actor, at)


def _waiting(session: Session, public_id: str, actor: Actor) -> tuple[FileRequest, Labourer]:
    request = session.scalar(_of_office(actor).where(FileRequest.public_id == public_id).with_for_update())
    if request is None:
        raise NotFound("request_unknown", field="request", id=public_id)
    if request.state != "waiting":
        raise RuleRefusal("request_decided", field="request")
    return request, session.get_one(Labourer, request.labourer_id, with_for_update=True)


def _decide(request: FileRequest, state: str, note: str, actor: Actor, at: datetime) -> FileRequest:
    request.state, request.note, request.decided_at, request.decided_by_id = state, note, at, actor.user_id
    return request
