"""Tables as CSV and Excel: one route for each that `web/tables` declares, with the right of its page."""

from itertools import chain, islice
from typing import Any

from flask import Flask, Response, g, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from services.calendar import county_day
from services.exports import log_export
from web import tables  # noqa: F401  declares every table
from web.formats import count, now
from web.limits import limited_exports
from web.routes import ITS_OWN, PUBLIC, database, page
from web.tables.files import TYPES, written
from web.tables.table import MOST, TABLES, Cell, Table

FORMS = {"csv": "CSV", "xlsx": "Excel"}


def _add(table: Table) -> None:
    """The route of a table. Who took what is on record before it is answered, and so are the readings of the people
    in it; of what is public nothing is."""

    def view(session: Session, form: str, **of: str) -> Response:
        lines, _, _ = _lines(session, table, of)
        return _file(table, form, lines)

    def logged_view(form: str, **of: str) -> Response:
        with database().reading() as g.opened:
            lines, rows, read = _lines(g.opened, table, of)
        with database().writing() as session:
            table.log(session, read)
            filters = request.args.items(multi=True)
            log_export(session, table.name, form, rows=rows, filters=filters, actor=g.actor, at=now())
        return _file(table, form, lines)

    public = table.action == PUBLIC
    chosen: Any = view if public else logged_view
    chosen.__name__ = chosen.__qualname__ = table.endpoint  # limits are counted by name
    page(table.address, action=table.action, opens=None if public else ITS_OWN)(
        chosen if public else limited_exports(chosen)
    )


def _lines(session: Session, table: Table, of: dict[str, str]) -> tuple[list[list[Cell]], int, list[str]]:
    """The headings and what stands below them; how many rows; and whose files, or which list, was read with it."""
    rows = list(islice(table.rows(session, **of), MOST + 1))
    shown = rows[:MOST]
    lines: list[list[Cell]] = [[gettext(heading) for heading, _ in table.columns]]
    lines += [[value(row) for _, value in table.columns] for row in shown]
    if len(rows) > MOST:
        lines.append([gettext("Only the first %(count)s rows: narrow the list for the others.", count=count(MOST))])
    reads = table.reads
    return lines, len(shown), [each for row in shown if (each := reads(row))] if reads else []


def _file(table: Table, form: str, lines: list[list[Cell]]) -> Response:
    name = f"{table.name.replace('_', '-')}-{county_day(now()).isoformat()}.{form}"
    answer = Response(written(form, gettext(table.title), lines), content_type=TYPES[form])
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "private, max-age=60" if table.action == PUBLIC else "no-store"
    return answer


def download_address(name: str, form: str, **kept: str) -> str:
    """Where a table is, with the filters of the present page and what is `kept` besides."""
    said = {key: texts for key, texts in request.args.lists() if key.isidentifier() and key[0] != "_"}
    of = {key: text for key, text in (request.view_args or {}).items() if f"<{key}>" in TABLES[name].address}
    arguments: dict[str, Any] = dict(chain(said.items(), of.items(), kept.items()), form=form)
    for key in ("endpoint", "page"):
        arguments.pop(key, None)
    return url_for(TABLES[name].endpoint, **arguments)


def downloads(name: str, **kept: str) -> Markup:
    """The links to a table of `web/tables` as CSV and as Excel, for the end of its list."""
    title = gettext("The table to take away (at most %(count)s rows):", count=count(MOST))
    links = Markup(" ").join(
        Markup('<a class="act" href="{}" download>{}</a>').format(download_address(name, form, **kept), words)
        for form, words in FORMS.items()
    )
    return Markup('<p class="downloads second">{} {}</p>').format(title, links)


def use_downloads(app: Flask) -> None:
    app.jinja_env.globals.update(downloads=downloads)


for each in TABLES.values():
    _add(each)
