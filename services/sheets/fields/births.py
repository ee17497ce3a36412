"""Birth dates as written, held against the identity number."""

from datetime import date

from services.errors import Refusal
from services.sheets.cells import Cell, text_of
from services.sheets.fields.dates import WrittenDate, read_written_dates
from services.sheets.fields.readings import Reading, flagged

FIELD = "birth"


def read_birth(cell: Cell, by_id: date) -> Reading[date]:
    """The birth date of the identity number, if the one written agrees; a partial or shortened one is flagged.

    Raises `Refusal`: birth_disagrees_with_id, and those of `read_written_dates`.
    """
    if cell == by_id:
        return Reading(by_id)
    agreeing = [written for written in read_written_dates(cell, FIELD) if written.agrees_with(by_id)]
    if not agreeing:
        raise Refusal("birth_disagrees_with_id", field=FIELD, written=text_of(cell), by_id=by_id)
    return _remarked(agreeing[0], cell, by_id)


def _remarked(written: WrittenDate, cell: Cell, by_id: date) -> Reading[date]:
    if not written.is_whole:
        return flagged(by_id, "birth_partial", FIELD, written=text_of(cell), by_id=by_id)
    if written.short_year:
        return flagged(by_id, "birth_year_short", FIELD, written=text_of(cell), by_id=by_id)
    return Reading(by_id)
