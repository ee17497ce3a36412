"""Texts kept in tables that count something: a form for one and a form for more. Chinese has one for both."""

from collections.abc import Mapping

from web.languages import translated, translated_form


class Counted(str):
    """The form for more; `one` is that for one, `by` the value that is counted."""

    one: str
    by: str


def counted(one: str, many: str, by: str) -> Counted:
    """Mark both forms for the catalogue, as `N_` marks a text that counts nothing."""
    text = Counted(many)
    text.one, text.by = one, by
    return text


def form_of(text: str, values: Mapping[str, object]) -> str:
    """A text of a table in the language in force and in the form for its values, which are not put into it yet."""
    if not isinstance(text, Counted):
        return translated(text)
    number = values.get(text.by)
    return translated_form(text.one, text, number if isinstance(number, int) else 2)
