"""Names of people and of organisations."""

import re

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, unspaced
from services.sheets.fields.readings import Reading, flagged

LONGEST_PERSON = 40
LONGEST_ORGANISATION = 100

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U000323af"
_HAN_NAME = re.compile(f"[{_HAN}]+(·[{_HAN}]+)*")
_LATIN_NAME = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ .'·-]*")
_DOTS = re.compile(r"\s*[·•・‧∙⋅●.]\s*")
_NOTE = re.compile(r"\s*[(\[【<《].*?[)\]】>》]\s*")


def read_person_name(cell: Cell, field: str = "name") -> Reading[str]:
    """A person's name: 李 四 becomes 李四, every dot of a minority name ·, a note in brackets is dropped and flagged.

    Raises `Refusal`: name_has_digits, name_too_short, name_too_long, name_bad_character.
    """
    text = text_of(cell)
    if 2 <= len(text) <= 4 and _HAN_NAME.fullmatch(text):
        return Reading(text)
    name = _NOTE.sub("", text)
    if _HAN_NAME.fullmatch(name) is None:
        name = _mended(name)
    if not 2 <= len(name) <= LONGEST_PERSON:
        raise Refusal("name_too_short" if len(name) < 2 else "name_too_long", field=field, text=text, length=len(name))
    _refuse_other_characters(name, field)
    if name != text and _NOTE.search(text):
        return flagged(name, "name_has_note", field, text=text)
    return Reading(name)


def read_organisation_name(cell: Cell, field: str = "name") -> str:
    """The name of an employer or a base, without spaces between Chinese characters.

    Raises `Refusal`: name_too_short, name_too_long.
    """
    text = text_of(cell)
    name = text if text.isascii() else unspaced(text)
    if not 2 <= len(name) <= LONGEST_ORGANISATION:
        raise Refusal("name_too_short" if len(name) < 2 else "name_too_long", field=field, text=text, length=len(name))
    return name


def _mended(name: str) -> str:
    if name.isascii():
        return " ".join(name.split())
    return _DOTS.sub("·", unspaced(name)).strip("·")


def _refuse_other_characters(name: str, field: str) -> None:
    if _HAN_NAME.fullmatch(name) or _LATIN_NAME.fullmatch(name):
        return
    if any(character.isdigit() for character in name):
        raise Refusal("name_has_digits", field=field, text=name)
    odd = next((character for character in name if not re.match(f"[{_HAN}]", character)), name[0])
    raise Refusal("name_bad_character", field=field, text=name, character=odd)
