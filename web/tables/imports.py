"""Uploads to take away."""

from collections.abc import Sequence

from flask import g
from sqlalchemy.orm import Session

from services.imports import ImportFile, list_imports
from web.formats import instant
from web.tables.table import MOST, table
from web.words import N_, label


def _rows(session: Session) -> Sequence[ImportFile]:
    return list_imports(session, actor=g.actor, limit=MOST + 1)


table(
    "imports", N_("Imports"), "labourers.import", _rows,
    (N_("File"), lambda each: each.file_name),
    (N_("What it lists"), lambda each: label("import_kind", each.kind)),
    (N_("Uploaded"), lambda each: instant(each.uploaded_at)),
    (N_("Rows"), lambda each: each.rows_total if each.handled_at else None),
    (N_("New"), lambda each: each.created if each.handled_at else None),
    (N_("Updated"), lambda each: each.updated if each.handled_at else None),
    (N_("To mend"), lambda each: each.rejected if each.handled_at else None),
)  # fmt: skip
