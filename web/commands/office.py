"""The office of one command: its settings, database, actor, language and clock, and how it answers."""

import functools
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, TypeVar

import click
from flask_babel import gettext
from sqlalchemy.orm import Session

from models.db import Database
from services.access import Actor
from services.calendar import county_day
from services.databases import is_current, is_new
from services.divisions import gazetteer
from services.logs import write_logs
from services.settings import Settings, read_settings
from services.users import LOCAL_OPERATOR, actor_by_login
from services.worlds import is_synthetic
from web.commands.program import GIVEN, WRONG, Ended
from web.commands.progress import working
from web.counted import form_of
from web.languages import in_language
from web.words import N_

P = ParamSpec("P")
R = TypeVar("R")
OFFICE = "sunmatch.office"
OPTIONS = {"db": "SUNMATCH_DATABASE_URL", "home": "SUNMATCH_HOME"}


@dataclass(frozen=True)
class Parts:
    """What `web/cli.py` brings from layers that commands do not import."""

    open: Callable[[Settings], Database]  # takes the keys into use
    prepare: Callable[[Database], None]  # migrates, loads reference data and the local operator
    load_demo: Callable[..., list[dict[str, Any]]]
    fill_world: Callable[..., dict[str, Any]]
    load_county: Callable[..., dict[str, Any]]
    run_worker: Callable[[str], None]
    sweep: Callable[[Database, str, datetime], int]


class Office:
    """Made once a run, when the whole command line is read."""

    def __init__(self, parts: Parts, given: Mapping[str, Any]) -> None:
        self.parts = parts
        chosen = {OPTIONS[name]: str(value) for name, value in given.items() if name in OPTIONS}
        self.environment = {**os.environ, **chosen}
        self.login: str = given.get("as_", LOCAL_OPERATOR)
        self.in_json: bool = given.get("json_", False)
        self._language: str | None = given.get("lang")

    @cached_property
    def settings(self) -> Settings:
        return read_settings(self.environment)

    @property
    def language(self) -> str:
        """The option, else what the terminal speaks, else the setting; unset, English where the terminal names no
        language (C, C.UTF-8, POSIX), whose programs speak it."""
        spoken = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
        plain = spoken.partition(".")[0] in ("C", "POSIX") and not self.environment.get("SUNMATCH_LANGUAGE")
        named = "en" if plain else spoken[:2]
        return self._language or (named if named in ("zh", "en") else self.settings.language)

    @cached_property
    def database(self) -> Database:
        """The database, whatever tables it has."""
        write_logs(self.settings, "command", least=logging.WARNING)
        self.settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = self.parts.open(self.settings)
        click.get_current_context().find_root().call_on_close(database.dispose)
        return database

    @cached_property
    def ready(self) -> Database:
        """The database with the tables of this version; an empty embedded one gets them now."""
        new = is_new(self.database)
        if not new and is_current(self.database):
            return self.database
        if self.settings.database_url or not new:
            raise Ended("This database lacks tables of this version: run sunmatch db upgrade", WRONG)
        with working("Preparing the database"):
            self.parts.prepare(self.database)
        return self.database

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return county_day(self.now())

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Actor]]:
        with self.ready.reading() as session:
            yield session, actor_by_login(session, self.login)

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Actor]]:
        with self.ready.writing() as session:
            yield session, actor_by_login(session, self.login)

    def division(self, session: Session, text: str | None) -> int | None:
        """The code of the division that an option names; what a code no longer in use became is said."""
        if not text:
            return None
        places = gazetteer(session)
        place = places.find(text)
        if place.was:
            name = places.full_name(place.code)
            self.say(N_("%(text)s was %(was)s; it is %(name)s now."), text=text, was=place.was, name=name)
        return place.code

    def show(self, document: Any, people: Callable[[], str]) -> None:
        """Answer: the document as JSON, or what `people` makes of it in the language of the terminal."""
        if self.in_json:
            self.line(document)
            return
        with in_language(self.language):
            click.echo(people())
            if self._holds_synthetic_people():
                self.tell(gettext("Made-up data: no person or firm here is real"))

    def _holds_synthetic_people(self) -> bool:
        """Whether the answer, if it came from a database at all, is about invented people."""
        if "database" not in vars(self) or not is_current(self.database):
            return False
        with self.database.reading() as session:
            return is_synthetic(session)

    def line(self, document: Any) -> None:
        """One JSON document on standard output."""
        click.echo(json.dumps(document, ensure_ascii=False, default=_plain))

    def say(self, sentence: str, **params: object) -> None:
        """`tell` in the language of the terminal."""
        with in_language(self.language):
            said = form_of(sentence, params)
            self.tell(said % params if params else said)

    def tell(self, sentence: str) -> None:
        """Something for the person beside the answer, on standard error."""
        click.echo(sentence, err=True)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def in_office(command: Callable[Concatenate[Office, P], R]) -> Callable[P, R]:
    """Give a command its office as the first argument."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return command(office(), *args, **kwargs)

    return run


def office() -> Office:
    """The office of the command that runs now."""
    context = click.get_current_context()
    if OFFICE not in context.meta:
        context.meta[OFFICE] = Office(context.find_root().obj, context.meta.get(GIVEN, {}))
    made: Office = context.meta[OFFICE]
    return made
