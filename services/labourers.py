"""The register: finding and reading people's files, and who read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, load_only, selectinload

from models.division import Division
from models.labourer import (
    Experience,
    IndustryWish,
    Labourer,
    LabourerCategory,
    LabourerCertificate,
    LabourerSkill,
    OccupationWish,
    PlaceWish,
)
from models.reading import FileReading
from models.sealed import key_ring
from services.access import Actor, bounds, scope_of, subtree
from services.audit import audit
from services.errors import NotFound
from services.pool_counts import count_people

COUNTY = 10**6  # codes of counties are multiples of this
FEWEST_DIGITS = 6  # of what was typed as a number
EVERYWHERE = 10**12  # more than any code of a division
WHOLE = (
    joinedload(Labourer.home),
    selectinload(Labourer.skills).joinedload(LabourerSkill.skill),
    selectinload(Labourer.certificates).joinedload(LabourerCertificate.certificate),
    selectinload(Labourer.wishes).joinedload(OccupationWish.occupation),
    selectinload(Labourer.places).joinedload(PlaceWish.division),
    selectinload(Labourer.industries).joinedload(IndustryWish.industry),
    selectinload(Labourer.experience).joinedload(Experience.occupation),
    selectinload(Labourer.categories).joinedload(LabourerCategory.category),
    selectinload(Labourer.consents),
)

# What a page of the register tells of each: the other columns, sealed ones among them, raise.
_BRIEF = (
    load_only(
        Labourer.public_id, Labourer.name, Labourer.sex, Labourer.birth, Labourer.home_code, Labourer.village,
        Labourer.address, Labourer.situation, Labourer.phone, Labourer.refreshed_at, raiseload=True,
    ),
    joinedload(Labourer.home).load_only(Division.name, raiseload=True),
    selectinload(Labourer.skills).load_only(LabourerSkill.level).joinedload(LabourerSkill.skill),
)  # fmt: skip


def visible_labourers(actor: Actor, right: str = "labourers.read") -> Select[Labourer]:
    """The people the actor has `right` on, those folded into another entry, and tombstones, left out."""
    query = select(Labourer).where(Labourer.merged_into_id.is_(None), Labourer.erased_at.is_(None))
    match scope_of(actor, right):
        case "all":
            return query
        case "division" if (division := bounds(actor, right)) is not None:
            low, high = subtree(division)
            return query.where(Labourer.home_code >= low, Labourer.home_code < high)
        case "own" if actor.labourer_id is not None:
            return query.where(Labourer.id == actor.labourer_id)
        case _:
            return query.where(Labourer.id < 0)


def list_labourers(
    session: Session,
    *,
    actor: Actor,
    text: str = "",
    situation: str | None = None,
    among: ColumnElement[bool] | None = None,
    people: Sequence[str] | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Labourer], int]:
    """A page of the register by pinyin, and how many there are in all. `text` is a name in 汉字, pinyin or initials,
    or a whole ID or telephone number; `among` is a condition on the people, as `register_groups.in_group` gives;
    `people` are public ids to choose from."""
    if people is not None:
        among = Labourer.public_id.in_(people)
    text, query = text.strip(), _register(actor)
    if situation:
        query = query.where(Labourer.situation == situation)
    if among is not None:
        query = query.where(among)
    total = _count_all(session, actor, situation) if not text and among is None else None
    if total is None:
        split = _county(actor) is not None
        total = session.scalar(_counted(query, text) if split else _all_counted(query, text)) or 0
    page = _matching(query, text).with_only_columns(Labourer.id).order_by(Labourer.pinyin, Labourer.id)
    ids = list(session.scalars(page.limit(limit).offset(offset)))
    brief = select(Labourer).where(Labourer.id.in_(ids)).options(*_BRIEF)
    found = {each.id: each for each in session.scalars(brief)}
    return [found[each] for each in ids if each in found], total


def _count_all(session: Session, actor: Actor, situation: str | None) -> int | None:
    """How many people the actor may read, as the files of the pool say; None where these do not."""
    scope, division = scope_of(actor, "labourers.read"), bounds(actor, "labourers.read")
    if scope == "all":
        return count_people(session, 0, EVERYWHERE, situation=situation)
    return count_people(session, *subtree(division), situation=situation) if division and scope == "division" else None


def _counted(query: Select[Labourer], text: str) -> Select[int]:
    """How many of the people of a county are called like `text`. Those whose pinyin begins so and those of whom only
    the initials do are counted apart, each from an index of its own."""
    folded = _folded(text)
    if not folded.isascii() or not folded or _is_number(folded):
        return _all_counted(query, text)
    spelt, short = _begins(Labourer.pinyin, folded), _begins(Labourer.initials, folded)
    has_short = literal_column("labourer.initials") > literal_column("''")  # as its index says it
    counts = [query.where(spelt), query.where(short, has_short, ~Labourer.pinyin.startswith(folded, autoescape=True))]
    one, other = (each.with_only_columns(func.count()).correlate(None).scalar_subquery() for each in counts)
    return select(one + other)


def _all_counted(query: Select[Labourer], text: str) -> Select[int]:
    return _matching(query, text).with_only_columns(func.count())


def _register(actor: Actor) -> Select[Labourer]:
    """The people the actor may read; those of a county from the index that has them by pinyin."""
    query, county = visible_labourers(actor), _county(actor)
    if county is None:
        return query
    return query.where(literal_column("labourer.home_code / 1000000") == literal_column(str(county // COUNTY)))


def _county(actor: Actor) -> int | None:
    """The county whose people the actor may read; None for more or fewer."""
    division = bounds(actor, "labourers.read")
    whole = division is not None and division % COUNTY == 0 and scope_of(actor, "labourers.read") == "division"
    return division if whole else None


def _matching(query: Select[Labourer], text: str) -> Select[Labourer]:
    if not text:
        return query
    folded = _folded(text)
    if _is_number(folded):
        hashes = key_ring().find_hashes(folded.upper())
        return query.where(or_(Labourer.id_lookup.in_(hashes), Labourer.phone_lookup.in_(hashes)))
    return query.where(called(text))


def called(text: str) -> ColumnElement[bool]:
    """People called like this: 汉字 anywhere in the name, or how its pinyin or initials begin, which have their first
    letter in common."""
    folded = _folded(text)
    if folded.isascii() and folded:
        begin = (column.startswith(folded, autoescape=True) for column in (Labourer.pinyin, Labourer.initials))
        return and_(or_(*begin), _between(Labourer.pinyin, folded[0]))
    return Labourer.name.contains(text, autoescape=True)


def _folded(text: str) -> str:
    return text.lower().replace(" ", "")


def _is_number(folded: str) -> bool:
    """Whether it may be a whole ID or telephone number."""
    return len(folded) >= 7 and folded[:-1].isdigit()


def number_in(text: str) -> str:
    """The number in what somebody typed, without spaces and strokes: whatever holds six digits, which no name does."""
    plain = "".join(each for each in normalize("NFKC", text) if each.isalnum())
    return plain if sum(map(str.isdigit, plain)) >= FEWEST_DIGITS else ""


def _begins(column: InstrumentedAttribute[str], letters: str) -> ColumnElement[bool]:
    """That a text begins so, as an index finds it."""
    return and_(column.startswith(letters, autoescape=True), _between(column, letters))


def _between(column: InstrumentedAttribute[str], letters: str) -> ColumnElement[bool]:
    """The part of an index where the texts are that begin so."""
    return and_(column >= letters, column < letters[:-1] + chr(ord(letters[-1]) + 1))


def find_labourer(session: Session, public_id: str, *, actor: Actor, right: str = "labourers.read") -> Labourer:
    """A person's file, whole. Raises NotFound when there is none that the actor may see."""
    query = visible_labourers(actor, right).where(Labourer.public_id == public_id).options(*WHOLE)
    labourer = session.scalar(query)
    if labourer is None:
        raise NotFound("labourer_unknown", field="labourer", id=public_id)
    return labourer


def home_of(session: Session, public_id: str, *, actor: Actor, right: str) -> tuple[int, int]:
    """Id and home of a person whose file is not needed. Raises NotFound as `find_labourer` does."""
    query = visible_labourers(actor, right).where(Labourer.public_id == public_id)
    found = session.execute(query.with_only_columns(Labourer.id, Labourer.home_code)).one_or_none()
    if found is None:
        raise NotFound("labourer_unknown", field="labourer", id=public_id)
    return found.id, found.home_code


def log_reading(
    session: Session, labourer_id: int, *, actor: Actor, at: datetime, purpose: str, revealed: bool = False
) -> None:
    """Record that the actor read a file, and whether ID and telephone were shown in full."""
    session.add(FileReading(labourer_id=labourer_id, user_id=actor.user_id, at=at, purpose=purpose, revealed=revealed))


def reveal(session: Session, public_id: str, *, actor: Actor, at: datetime, purpose: str) -> dict[str, Any]:
    """ID and telephone numbers in full, with the reading logged. Raises NotFound without the right to reveal."""
    labourer = find_labourer(session, public_id, actor=actor, right="labourers.reveal")
    log_reading(session, labourer.id, actor=actor, at=at, purpose=purpose, revealed=True)
    audit(session, "person.reveal", actor=actor, at=at, subject=labourer)
    return {"id_number": labourer.id_number, "phone": labourer.phone, "other_phone": labourer.other_phone}
