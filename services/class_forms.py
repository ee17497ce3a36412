"""A class in words, as the command line and a form give it, read into a draft with ids."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models.training_base import TrainingBase
from services.access import Actor
from services.classes import ClassDraft
from services.divisions import gazetteer
from services.errors import NotFound, Refusal, Several, tried
from services.training_bases import list_bases
from services.words import WordList, vocabulary


@dataclass(frozen=True)
class ClassWords:
    """What somebody says of a class; `base` is a public id or name (unset: the actor's own), `fee` whole yuan."""

    title: str
    occupation: str
    starts_on: date
    ends_on: date
    places: int
    base: str | None = None
    place: str | None = None
    address: str = ""
    programme: str = "skill"
    kind: str = "at_base"
    level: int = 0
    certificate: str | None = None
    skills: tuple[str, ...] = ()
    hours: int = 0
    fee_way: str = "free"
    fee: int = 0
    three_free: bool = False
    work_study: bool = False
    teacher: str = ""
    teaching_plan: str = ""
    lesson_preparation: str = ""
    examination_plan: str = ""


_PLAIN = (
    "title", "starts_on", "ends_on", "places", "address", "programme", "kind", "level", "hours", "fee_way",
    "three_free", "work_study", "teacher", "teaching_plan", "lesson_preparation", "examination_plan",
)  # fmt: skip
_UNKNOWN = "--"


def read_class(session: Session, said: ClassWords, *, actor: Actor) -> ClassDraft:
    """The draft that the words mean. Raises Several with every word that is not known, NotFound for the base."""
    base, errors = _base(session, said, actor), list[Refusal]()
    words = vocabulary(session)
    occupation = _id(words.occupations, said.occupation, "occupation", "occupation_unknown", errors)
    skills = [_id(words.skills, text, "skills", "skill_not_known", errors) for text in said.skills]
    certificate = tried(errors, lambda: _certificate(session, said))
    place = tried(errors, lambda: _place(session, said, base))
    if errors:
        raise Several(errors)
    return ClassDraft(
        base_id=base.id,
        county_code=base.county_code,
        occupation_id=occupation,
        division_code=place or base.county_code,
        certificate_id=certificate,
        fee=said.fee * 100,
        skills=tuple((skill, said.level) for skill in skills),
        **{name: getattr(said, name) for name in _PLAIN},
    )


def _base(session: Session, said: ClassWords, actor: Actor) -> TrainingBase:
    """The base named by its public id or name, else the actor's own."""
    known = list_bases(session, actor=actor)
    wanted = (said.base or "").strip()
    own = [base for base in known if base.id == actor.base_id] if not wanted else []
    named = [base for base in known if wanted and wanted in (base.public_id, base.name)]
    if not own + named:
        raise NotFound("base_unknown", field="base", id=wanted or _UNKNOWN)
    return (own + named)[0]


def _id(words: WordList, text: str, field: str, unknown: str, errors: list[Refusal]) -> int:
    """The id of the entry a text means; 0 with an error when there is none."""
    found = words.link(text, 1)
    if found.entry is None:
        errors.append(Refusal(unknown, field=field, text=text, suggestions=found.suggestions))
    return found.entry.id if found.entry else 0


def _certificate(session: Session, said: ClassWords) -> int | None:
    certificates = vocabulary(session).certificates
    text = (said.certificate or "").strip()
    return certificates.find(text, field="certificates", code="certificate_not_known").id if text else None


def _place(session: Session, said: ClassWords, base: TrainingBase) -> int | None:
    text = (said.place or "").strip()
    return gazetteer(session).find(text, context=base.county_code, field="division").code if text else None
