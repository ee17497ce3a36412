"""Pages about somebody's job, loss of a job or complaint: the person sees who read them (law 10)."""

from flask import g

from services.labourers import log_reading
from web.formats import now
from web.routes import database


def on_record(labourer_id: int) -> None:
    """Write down that who is signed in reads of a person, unless it is the person."""
    if g.actor.labourer_id != labourer_id:
        with database().writing() as session:
            log_reading(session, labourer_id, actor=g.actor, at=now(), purpose="case")
