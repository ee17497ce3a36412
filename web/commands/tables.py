"""Plain aligned tables for people; 汉字 take two columns of a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from unicodedata import combining, east_asian_width

from flask_babel import gettext

GAP = "  "
MISSING = "--"


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under their headings, put into the language in force; numbers stand to the right, nothing shows as --."""
    headings = [gettext(heading) for heading in headings]
    rows = [list(row) for row in rows]
    texts = [[_text(cell) for cell in row] for row in rows]
    columns = list(zip_longest(headings, *texts, fillvalue=""))
    widths = [max(map(width, column)) for column in columns]
    right = [bool(rows) and all(_is_number(row[at]) for row in rows) for at in range(len(headings))]
    lines = [headings, ["-" * each for each in widths], *texts]
    return "\n".join(_line(line, widths, right) for line in lines)


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """One thing: its labels in front, its values behind."""
    texts = [(gettext(label), _text(value, grouped=False)) for label, value in pairs]
    most = max((width(label) for label, _ in texts), default=0)
    return "\n".join(f"{_fit(label, most)}{GAP}{value}" for label, value in texts)


def described(document: Mapping[str, object], headings: Mapping[str, str]) -> str:
    """`facts` of a JSON document: the keys that it has of `headings`, under those words."""
    return facts((heading, document[key]) for key, heading in headings.items() if key in document)


def _is_number(cell: object) -> bool:
    return cell is None or (isinstance(cell, int | float) and not isinstance(cell, bool))


def _text(cell: object, *, grouped: bool = True) -> str:
    """A plain JSON value as text: yes and no as words, lists joined, one thing as its values."""
    if isinstance(cell, bool):
        return gettext("yes") if cell else gettext("no")
    if isinstance(cell, dict):
        return " ".join(_text(each) for each in cell.values() if each is not None)
    if isinstance(cell, list | tuple):
        return gettext(", ").join(_text(each) for each in cell) or MISSING
    if isinstance(cell, int) and grouped:
        return f"{cell:,}"
    return MISSING if cell in (None, "") else f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    fitted = [_fit(cell, most, right=side) for cell, most, side in zip(cells, widths, right, strict=True)]
    return GAP.join(fitted).rstrip()


def _fit(text: str, most: int, *, right: bool = False) -> str:
    room = " " * (most - width(text))
    return room + text if right else text + room
