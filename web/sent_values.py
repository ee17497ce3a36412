"""Days and amounts as forms send them; what cannot be read is refused with the name of its field."""

from datetime import date

from flask import request

from services.errors import Refusal

LONGEST_NOTE = 500  # characters, as the database keeps them
MOST_YUAN = 200_000


def sent_text(name: str, most: int = LONGEST_NOTE) -> str:
    """The text of a field; raises Refusal rather than cut it."""
    text = request.form.get(name, "").strip()
    if len(text) > most:
        raise Refusal("text_too_long", field=name, length=len(text), most=most)
    return text


def sent_day(name: str) -> date | None:
    """The day of a field, None where it is empty."""
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal("date_unreadable", field=name, text=text) from None


def needed_day(name: str) -> date:
    """The day of a field that has to be filled."""
    day = sent_day(name)
    if day is None:
        raise Refusal("missing", field=name)
    return day


def sent_fen(name: str) -> int | None:
    """An amount of yuan in fen, None where the field is empty."""
    text = request.form.get(name, "").replace(",", "").strip()
    try:
        fen = round(float(text) * 100) if text else None
    except (ValueError, OverflowError):
        raise Refusal("wage_unreadable", field=name, text=text) from None
    if fen is not None and not 0 <= fen <= MOST_YUAN * 100:
        raise Refusal("count_out_of_range", field=name, text=text, least=0, most=MOST_YUAN)
    return fen
