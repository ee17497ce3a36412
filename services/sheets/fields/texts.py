"""Free text and places as written, for a resolver that knows the divisions."""

from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import Cell, text_of

LONGEST_TEXT = 1_000


class WrittenPlace(NamedTuple):
    """A place as written, "" where nothing was: a division code, the names by level, and the address text."""

    code: str = ""
    province: str = ""
    city: str = ""
    county: str = ""
    township: str = ""
    village: str = ""
    group: str = ""
    address: str = ""

    @property
    def text(self) -> str:
        """All names from the largest to the address, run together."""
        return "".join(self[1:])


def read_text(cell: Cell, field: str, *, most: int = LONGEST_TEXT) -> str:
    """The text of a cell in one line; raises `Refusal` text_too_long."""
    text = " ".join(text_of(cell).split())
    if len(text) > most:
        raise Refusal("text_too_long", field=field, length=len(text), most=most)
    return text
