"""The day published last, as the public pages read it."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext
from sqlalchemy.orm import Session

from services.figures import Figures
from services.seals import PublishedDay, latest_day
from web import figure_words  # noqa: F401  its tables of words
from web.figure_rows import month
from web.languages import language
from web.tiles import TILES
from web.words import label


class Published(NamedTuple):
    """What was told, the row it was told by, and the training in it."""

    row: PublishedDay
    told: dict[str, Any]
    training: Figures

    @property
    def counted_at(self) -> datetime:
        return datetime.fromisoformat(self.told["counted_at"])


class Group(NamedTuple):
    """A row of a published table; `code` where it is a division."""

    name: str
    counts: tuple[int, ...]
    code: int = 0


def published(session: Session) -> Published | None:
    """The latest day, if any was published."""
    row = latest_day(session)
    if row is None:
        return None
    told = json.loads(row.text)
    return Published(row, told, Figures(**told["training"]))


def readable(day: Published, name: str) -> list[Group]:
    """The groups of one of the published tables in the reader's words, with those that are told together last."""
    told, counted = day.told[name], ("trained", "finished", "placed") if _is_training(name) else ("people",)
    groups = [
        Group(_name(name, each), tuple(each[count] for count in counted), each.get("code") or 0)
        if name != "by_nearness"
        else Group(label("near", each["group"]), (each["people"],))
        for each in told["groups"]
    ]
    if told["others"]:
        others = tuple(told["others"][count] for count in counted) if _is_training(name) else (told["others"],)
        groups.append(Group(gettext("All others together"), others))
    return groups


def _is_training(name: str) -> bool:
    return name in ("by_occupation", "by_month")


def _name(table: str, each: dict[str, Any]) -> str:
    if table == "by_month":
        return month(each["group"])
    if table == "by_province" and language() == "en":
        return next((tile.english for tile in TILES if tile.code == each["code"]), str(each["group"]))
    return str(each["group"])
