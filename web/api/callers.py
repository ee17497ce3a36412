"""Who calls: the bearer token of the request, and nothing else. Cookies are not looked at."""

from dataclasses import replace
from datetime import datetime

from flask import abort, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from models.db import Database
from services.access import scope_of
from services.api_tokens import Caller, caller_of, is_worth_noting, note_use
from services.errors import NotAllowed
from web.api.operations import Operation

LONGEST = 200


def token_shown() -> str | None:
    """The token of the header `Authorization: Bearer …`."""
    shown = request.authorization
    token = shown.token if shown is not None and shown.type == "bearer" else None
    return token if token and len(token) <= LONGEST else None


def caller(session: Session, at: datetime) -> Caller:
    """Who calls at `at`; 401 without a token that is in force."""
    token = token_shown()
    found = caller_of(session, token) if token else None
    if found is None:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "Sunmatch"}))
    return replace(found, actor=replace(found.actor, address=request.remote_addr or "", at=at))


def check_right(operation: Operation, who: Caller) -> None:
    """Raise NotAllowed unless the caller has one of the operation's rights for anything at all."""
    if operation.rights and not any(scope_of(who.actor, right) for right in operation.rights):
        raise NotAllowed("right_not_given", action=operation.rights[0], role=who.actor.role)


def note_call(database: Database, who: Caller, at: datetime) -> None:
    """Write down that the token is in use, every few minutes."""
    if is_worth_noting(who, at=at):
        with database.writing() as session:
            note_use(session, who, at=at)


def refuse_nul() -> None:
    """400 for an address with the one character that PostgreSQL keeps in no text."""
    if "\0" in request.path or any("\0" in text for pair in request.args.items(multi=True) for text in pair):
        abort(400)
