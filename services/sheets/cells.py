"""One cell of a sheet, and the plain text a person meant by it."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

Cell = str | int | float | date | bool | None


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


BLANKS = words("- -- --- — —— ― / \\ 无 暂无 没有 空 (空) n/a N/A na NA null NULL none None nan NaN")
EXCEL_ERRORS = words("#n/a #ref! #value! #div/0! #name? #null! #num!")
EXCEL_DIGITS = 15  # Excel keeps fifteen significant digits of a number and puts zeros for the rest

_INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SPACES = re.compile(r"[ \t]{2,}|\t|\r\n?")
_CODED = re.compile(r'="(.*)"', re.DOTALL)


def text_of(cell: Cell) -> str:
    """The text of a cell: full-width forms narrowed (NFKC), invisible characters and Excel's text marks dropped.

    A whole number loses its ".0", a date becomes ISO 8601, a blank cell "".
    """
    if isinstance(cell, str):
        return _clean(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _number_text(cell)
    return (cell.date() if isinstance(cell, datetime) else cell).isoformat()


def is_blank(text: str) -> bool:
    """True for an empty cell and for the marks people put where there is nothing to say."""
    return not text or text in BLANKS


def unspaced(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


@lru_cache(maxsize=8_192)
def _clean(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    text = text.strip()
    if text[:1] in ("'", "="):
        text = _without_text_mark(text)
    return _SPACES.sub(_one_space, text) if "  " in text or "\t" in text or "\r" in text else text


def _without_text_mark(text: str) -> str:
    """Undo what makes Excel keep digits as text: a leading apostrophe, or ="…"."""
    bare = text.removeprefix("'").strip()
    coded = _CODED.fullmatch(bare)
    return coded[1].strip() if coded else bare


def _one_space(match: re.Match[str]) -> str:
    return "\n" if "\r" in match[0] else " "


def _number_text(number: float) -> str:
    if number.is_integer() and abs(number) < 10**EXCEL_DIGITS:
        return str(int(number))
    return repr(number)
