"""The audit log for those who audit: what was done, by whom, to what, from where."""

from datetime import date, datetime, time, timedelta

from flask import g, render_template, request
from sqlalchemy.orm import Session

from services.audit import GROUPS, RIGHT, Wanted, list_entries
from services.audit_seals import head
from services.calendar import COUNTY_TIME
from services.erasure_records import references_of
from web.audit_words import told
from web.paging import Paging
from web.routes import page


@page("/admin/audit", action=RIGHT)
def audit_log(opened: Session) -> str:
    paging, group = Paging.of_request(), request.args.get("group", "")
    login, since, until = request.args.get("login", "")[:60], _day("since"), _day("until")
    wanted = Wanted(
        group=group if group in GROUPS else "",
        login=login,
        since=_begin(since) if since else None,
        until=_begin(until + timedelta(1)) if until and until < date.max else None,
    )
    found = list_entries(opened, wanted, actor=g.actor, limit=paging.size + 1, offset=paging.offset)
    sealed, last = head(opened)
    erased = [each.entry.subject_id for each in found if each.entry.action == "person.erase"]
    return render_template(
        "audit.html", entries=paging.cut(found), paging=paging, wanted=wanted, since=since, until=until,
        sealed=sealed, last=last, told=told,
        references=references_of(opened, erased),
    )  # fmt: skip


def _day(name: str) -> date | None:
    """A day of the address; anything else counts as none."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), COUNTY_TIME)
