"""Work that went wrong by itself: rows whose tries ended in an error, given up or waiting for the next one."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import nudge
from models.displacement import OVER, Displacement, Vacancy
from models.import_file import ImportFile
from models.placement import Placement
from services.access import Actor, require
from services.displacements import SEARCHED, search_again
from services.errors import NotFound, Refusal, RuleRefusal
from services.vacancies import SEARCHED as SEATS_SEARCHED
from services.vacancies import search_seat_again

MOST = 200
GAVE_UP = "import_gave_up"


@dataclass(frozen=True)
class FailedWork:
    """One row: `kind` is import, displacement or vacancy; `about` leads to its page (the public id of the import or
    the displacement); `error` names the class of the last exception, with nothing of what it said. `gave_up_at` is
    empty while it is tried again by itself, at `next_try_at`; `again` says whether trying again is safe."""

    kind: str
    public_id: str
    about: str
    state: str
    error: str
    attempts: int
    since: datetime
    gave_up_at: datetime | None
    next_try_at: datetime | None
    again: bool


def list_failed_work(session: Session, *, actor: Actor, limit: int = MOST) -> list[FailedWork]:
    """All of it, what gave up first, then the latest first. Raises NotAllowed."""
    require(actor, "jobs.read")
    found = [*_imports(session, limit), *_displacements(session, limit), *_vacancies(session, limit)]
    found.sort(key=lambda each: each.gave_up_at or each.since, reverse=True)
    return sorted(found, key=lambda each: each.gave_up_at is None)[:limit]


def _imports(session: Session, limit: int) -> list[FailedWork]:
    """Imports whose last try broke off; those that could not be read as a sheet are their sender's to mend."""
    ended = ImportFile.notes["refusal", "code"].as_string()
    broken = ImportFile.last_error.is_not(None) & (ImportFile.handled_at.is_(None) | (ended == GAVE_UP))
    query = select(ImportFile).where(broken).order_by(ImportFile.id.desc()).limit(limit)
    return [
        FailedWork(
            kind="import",
            public_id=file.public_id,
            about=file.public_id,
            state="",
            error=file.last_error or "",
            attempts=file.attempts,
            since=file.wanted_at or file.uploaded_at,
            gave_up_at=file.handled_at,
            next_try_at=file.next_try_at if file.handled_at is None else None,
            again=file.handled_at is None or Path(file.path).exists(),
        )
        for file in session.scalars(query)
    ]


def gave_up(file: ImportFile) -> bool:
    """Whether an import ended because its tries were used up."""
    return bool(file.notes.get("refusal", {}).get("code") == GAVE_UP)


def _displacements(session: Session, limit: int) -> list[FailedWork]:
    failed = Displacement.last_error.is_not(None) & Displacement.state.not_in(OVER)
    query = select(Displacement).where(failed).order_by(Displacement.id.desc()).limit(limit)
    return [_half("displacement", each, each.public_id, each.reported_at) for each in session.scalars(query)]


def _vacancies(session: Session, limit: int) -> list[FailedWork]:
    failed = Vacancy.last_error.is_not(None) & Vacancy.state.in_(SEATS_SEARCHED)
    query = (
        select(Vacancy, Displacement.public_id)
        .join(Placement, Placement.id == Vacancy.placement_id)
        .join(Displacement, Displacement.placement_id == Placement.id)
        .where(failed)
        .order_by(Vacancy.id.desc())
        .limit(limit)
    )
    return [_half("vacancy", seat, about, seat.opened_at) for seat, about in session.execute(query)]


def _half(kind: str, half: Displacement | Vacancy, about: str, since: datetime) -> FailedWork:
    return FailedWork(
        kind=kind,
        public_id=half.public_id,
        about=about,
        state=half.state,
        error=half.last_error or "",
        attempts=half.attempts,
        since=since,
        gave_up_at=half.handled_at,
        next_try_at=half.next_try_at if half.handled_at is None else None,
        again=half.state in (SEARCHED if kind == "displacement" else SEATS_SEARCHED),
    )


def try_again(session: Session, kind: str, public_id: str, *, actor: Actor, at: datetime) -> None:
    """Try now. Raises NotAllowed, NotFound, Refusal `work_kind_unknown`, and RuleRefusal where it is not safe: a state
    in which nothing is searched, an import that did not give up or whose file is gone."""
    require(actor, "jobs.read")
    match kind:
        case "import":
            _load_again(session, public_id, at)
        case "displacement":
            search_again(session, public_id, actor=actor, at=at)
        case "vacancy":
            search_seat_again(session, public_id, actor=actor, at=at)
        case _:
            raise Refusal("work_kind_unknown", field="work", text=kind)


def _load_again(session: Session, public_id: str, at: datetime) -> None:
    """The import goes on after the last batch that was committed."""
    file = session.scalar(select(ImportFile).where(ImportFile.public_id == public_id).with_for_update())
    if file is None:
        raise NotFound("import_unknown", field="import", id=public_id)
    if file.handled_at is not None and not gave_up(file):
        raise RuleRefusal("import_is_done", field="import")
    if not Path(file.path).exists():
        raise RuleRefusal("import_file_gone", field="import")
    file.handled_at, file.attempts, file.notes, file.next_try_at = None, 0, {}, at
    nudge(session, "run_import", file.id, file.attempts)
