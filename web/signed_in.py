"""Whose request this is: the cookie holds a random token and nothing else of a person; the rest lies in a row."""

import logging
from dataclasses import replace
from datetime import timedelta

from flask import current_app, g, request, session
from sqlalchemy.orm import Session

from models.db import READING, Database
from services.access import Actor
from services.settings import Settings
from services.sign_ins import Lasting, begin_sign_in, end_this_sign_in, find_sign_in, is_stale, see
from services.users import actor_by_id
from web.formats import now

TOKEN = "sign_in"  # noqa: S105  the name under which the cookie holds it
LOG = logging.getLogger("sunmatch.security")


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def lasting() -> Lasting:
    """How long a sign-in lasts here."""
    return Lasting(timedelta(minutes=settings().idle_minutes), timedelta(hours=settings().signed_in_hours))


def is_required() -> bool:
    """Whether roles that need a second factor have to have one here."""
    return settings().second_factor == "required"


def actor_of_request(opened: Session, database: Database) -> Actor | None:
    """The actor of the cookie's sign-in, kept as `g.sign_in`; None without one, and while its second factor waits."""
    at = now()
    g.sign_in = found = find_sign_in(opened, session.get(TOKEN), lasting(), at=at)
    if found is None or found.waits_for is not None:
        return None
    if is_stale(found, at):
        _see(opened, database, found.id)
    actor = actor_by_id(opened, found.user_id, person=found.person)
    return replace(actor, address=from_where(), at=at) if actor else None


def from_where() -> str:
    """The network address of the request."""
    return request.remote_addr or ""


def _see(opened: Session, database: Database, sign_in_id: int) -> None:
    if not opened.info.get(READING):
        see(opened, sign_in_id, at=now())
        return
    with database.writing() as writer:
        see(writer, sign_in_id, at=now())


def enter(writer: Session, user_id: int, waits_for: str | None) -> None:
    """Begin a sign-in with a fresh cookie, of which only the language stays; the one it held before ends."""
    at, device = now(), request.user_agent.string
    end_this_sign_in(writer, session.get(TOKEN), at=at)
    token = begin_sign_in(writer, user_id, device=device, address=from_where(), at=at, waits_for=waits_for)
    keep(token)


def keep(token: str) -> None:
    """The cookie of this token, and of no other page before."""
    language = session.get("language")
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    if language:
        session["language"] = language


def leave(writer: Session) -> None:
    """End the sign-in of the cookie."""
    end_this_sign_in(writer, session.pop(TOKEN, None), at=now())
