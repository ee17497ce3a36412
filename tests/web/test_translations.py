"""The Chinese catalogue is whole: every text of code and templates is in it, translated, with the same placeholders."""

import re
from collections.abc import Sequence
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

WEB = Path(__file__).parents[2] / "web"
CATALOGUE = WEB / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"N_": None, "gettext": None, "_": None, "ngettext": (1, 2), "counted": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def texts() -> dict[str, str]:
    """The form for more of every text, by the text; empty where it has one form."""
    options = {"templates/**.html": {"trimmed": "true"}}
    found = extract_from_dir(WEB, METHODS, options, keywords=KEYWORDS)
    return dict((message, "") if isinstance(message, str) else message[:2] for _, _, message, _, _ in found)


def forms(text: str | Sequence[str]) -> Sequence[str]:
    """A text, or those of one for each number."""
    return (text,) if isinstance(text, str) else text


def test_every_text_is_translated() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    untranslated = [text for text in texts() if text not in catalogue or not all(forms(catalogue[text].string))]
    assert untranslated == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    with CATALOGUE.open("rb") as file:
        known = {forms(message.id)[0] for message in read_po(file) if message.id}
    assert known - texts().keys() == set()


def test_translations_keep_the_placeholders() -> None:
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    named = re.compile(r"%\((\w+)\)s")
    sides = [[" ".join(forms(side)) for side in (each.string, each.id)] for each in messages]
    invented = [english for chinese, english in sides if set(named.findall(chinese)) - set(named.findall(english))]
    assert invented == []


def test_chinese_sentences_use_full_width_marks_and_no_forbidden_words() -> None:
    with CATALOGUE.open("rb") as file:
        said = [text for message in read_po(file) if message.id for text in forms(message.string)]
    assert [text for text in said if re.search(r"[\u4e00-\u9fff][,;:?!]", text)] == []
    assert [text for text in said if re.search("非法|失败|请勿", text)] == []
