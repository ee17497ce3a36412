"""What the public may know of a day, written once and sealed: sums, shares and places, and no person.

The text of a day is JSON as it is offered for download; its seal is the SHA-256 of those bytes. The text names the seal
of the day before, so that whoever kept one seal can prove all the days up to it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.db import Database
from models.labourer import Labourer
from models.published_day import PublishedDay
from models.synthetic_world import SyntheticWorld
from services.calendar import county_day
from services.destinations import by_city, by_nearness, by_province, place_name, read_goings
from services.disclosures import recruiting_now
from services.figures import Figures, count_figures, count_own_moves, count_registered
from services.small_counts import FEWEST, folded

FORM = 1
"""The edition of the JSON below."""


def day_is_due(session: Session, *, at: datetime) -> bool:
    """Whether the day was not published yet and there is anybody to count; not while a world is still coming in."""
    if session.get(PublishedDay, county_day(at)) is not None:
        return False
    loading = session.scalar(select(exists().where(SyntheticWorld.finished_at.is_(None))))
    return not loading and bool(session.scalar(select(exists().where(Labourer.id > 0))))


def publish_today(database: Database, *, now: Callable[[], datetime]) -> None:
    """Count with no writing transaction open, then write the day once; whoever comes second does nothing."""
    at = now()
    with database.reading() as session:
        if not day_is_due(session, at=at):
            return
        counted = count_day(session)
    with database.writing() as session:
        if day_is_due(session, at=at):
            publish_day(session, counted, at=at)


def publish_day(session: Session, counted: Mapping[str, Any], *, at: datetime) -> PublishedDay:
    """Write a day, sealed to the one before."""
    before = latest_day(session)
    told = {
        "form": FORM,
        "day": county_day(at).isoformat(),
        "counted_at": at.isoformat(timespec="seconds"),
        "seal_before": before.seal if before else None,
        **counted,
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)
    made = PublishedDay(day=county_day(at), text=text, seal=seal_of(text), published_at=at)
    session.add(made)
    return made


def seal_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal digits: what `sha256sum` says of the file."""
    return hashlib.sha256(text.encode()).hexdigest()


def latest_day(session: Session) -> PublishedDay | None:
    """The day published last."""
    return session.scalar(select(PublishedDay).order_by(PublishedDay.day.desc()).limit(1))


def find_day(session: Session, day: date) -> PublishedDay | None:
    """One day as it was published."""
    return session.get(PublishedDay, day)


def sealed_days(session: Session, *, limit: int = 31) -> list[PublishedDay]:
    """The days published last, the latest first."""
    return list(session.scalars(select(PublishedDay).order_by(PublishedDay.day.desc()).limit(limit)))


def count_day(session: Session) -> dict[str, Any]:
    """What may be told of the present, with groups of fewer than `FEWEST` people told together. Writes nothing."""
    now, going = recruiting_now(session), read_goings(session)
    near = {name: (people,) for name, people in by_nearness(going).items()}
    return {
        "fewest_told_apart": FEWEST,
        "registered": count_registered(session),
        "moved_by_themselves": count_own_moves(session),
        "at_work": sum(each.people for each in going),
        "recruiting": {"orders": now.orders, "seats": now.seats, "taken": now.taken},
        "training": vars(count_figures(session).get(0, Figures())),
        "by_occupation": _trained(count_figures(session, "occupation")),
        "by_month": _trained(count_figures(session, "month")),
        "by_nearness": _told(near, str),
        "by_province": _told(_single(by_province(going)), place_name(session)),
        "by_city": _told(_single(by_city(going)), place_name(session)),
    }


def _trained(groups: Mapping[Any, Figures]) -> dict[str, Any]:
    """Trained, finished and placed of each group that may be told."""
    shown, rest = folded({key: (each.trained, each.finished, each.placed) for key, each in groups.items()})
    rows = [{"group": str(key), **_three(counts)} for key, counts in shown.items()]
    return {"groups": sorted(rows, key=lambda row: row["group"]), "others": _three(rest) if rest else None}


def _three(counts: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(("trained", "finished", "placed"), counts, strict=True))


def _single(counted: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    return {key: (people,) for key, people in counted.items()}


def _told(groups: Mapping[Any, tuple[int, ...]], name: Callable[[Any], str]) -> dict[str, Any]:
    """People of each group that may be told, most people first."""
    shown, rest = folded(groups)
    rows = [{"group": name(key), "code": key, "people": people} for key, (people,) in shown.items()]
    return {"groups": rows, "others": rest[0] if rest else 0}
