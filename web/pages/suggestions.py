"""What to offer while a field is being typed: options for its <datalist>."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.divisions import gazetteer
from services.employers import list_employers
from services.words import Entry, WordList, vocabulary
from web.languages import language
from web.routes import SIGNED_IN, page

COUNT = 8


@page("/suggest/occupations", action=SIGNED_IN)
def suggest_occupations(session: Session) -> ResponseReturnValue:
    text = _typed()
    names = [(name, f"{entry.code} {about} {text}") for name, entry, about in _offers("occupations", session, text)]
    return render_template("_options.html", names=names)


@page("/suggest/skills", action=SIGNED_IN)
def suggest_skills(session: Session) -> ResponseReturnValue:
    """Of several skills in one field the last is being typed; the others stay before each offer."""
    before, text = _last_item(_typed())
    names = [(before + name, f"{about} {text}") for name, _, about in _offers("skills", session, text)]
    return render_template("_options.html", names=names)


@page("/suggest/places", action=SIGNED_IN)
def suggest_places(session: Session) -> ResponseReturnValue:
    text = _typed()
    names = gazetteer(session).suggest(text, g.actor.division_code, COUNT) if text else []
    return render_template("_options.html", names=[(name, text) for name in names])


@page("/suggest/employers", action="orders.file")
def suggest_employers(session: Session) -> ResponseReturnValue:
    text = _typed()
    found = [each for each in list_employers(session, actor=g.actor) if text and text in each.name]
    return render_template("_options.html", names=[(each.name, each.credit_code or "") for each in found[:COUNT]])


def _offers(kind: str, session: Session, text: str) -> list[tuple[str, Entry, str]]:
    """What to fill in, the entry that means, and its other name: in English to who reads English and types it."""
    words: WordList = getattr(vocabulary(session), kind)
    if not text:
        return []
    english = words.suggest_english(text, COUNT) if language() == "en" else []
    offers = [(name[:1].upper() + name[1:], entry, entry.name) for entry, name in english]
    known = {entry.code for entry, _ in english}
    others = [entry for entry, _ in words.suggest(text, COUNT) if entry.code not in known]
    return (offers + [(entry.name, entry, "") for entry in others])[:COUNT]


def _typed() -> str:
    """The one value sent, whatever its field is called."""
    return next(iter(request.args.values()), "").strip()[:60]


def _last_item(text: str) -> tuple[str, str]:
    for mark in "、，,;；":
        text = text.replace(mark, "、")
    before, mark, last = text.rpartition("、")
    return before + mark, last.strip()
