"""Whether the process lives, and whether it can reach its database."""

from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.orm import Session

from web.routes import NOTHING, PUBLIC, page


@page("/healthz", action=PUBLIC, opens=NOTHING)
def healthz() -> ResponseReturnValue:
    return {"ok": True}


@page("/readyz", action=PUBLIC)
def readyz(session: Session) -> ResponseReturnValue:
    session.execute(text("select 1"))
    return {"ok": True}
