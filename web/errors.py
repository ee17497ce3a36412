"""Refusals as sentences and status codes: the only place that knows either. Commands use `sentence` too."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_datetime, gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from services.calendar import COUNTY_TIME
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal, Several
from services.sheets.fields.readings import Flag
from web import message_words, placement_words, rule_words, weights_words  # noqa: F401  add their tables of words
from web.addresses import page_behind
from web.counted import form_of
from web.field_names import field_name
from web.languages import in_language, language
from web.sentences import FALLBACK, NEAREST, SENTENCES, UNANSWERED
from web.words import TABLES, label

__all__ = ["answer_http", "by_field", "in_language", "refusals_of", "sentence", "status_of", "use_errors"]

# A param of this name holds a code of that table of words.
_CODES = {
    "role": "role",
    "roles": "role",
    "state": "state",
    "possible": "action",
    "sub_kind": "sub_kind",
    "unit": "wage_unit",
    "subject": "subject",
    "by_id": "sex",
    "parts": "exam_part",
    "situation": "situation",
    "said_situation": "situation",
    "rules": "rule",
    "cause": "cause",
    "causes": "cause",
    "reasons": "decline_reason",
    "outcomes": "call_outcome",
}


_LINE_FIELD = re.compile(r"lines\.(\d+)\.(\w+)")
_FORM_FIELDS = {
    "start_on": "starts_on",
    "months": "duration",
    "probation_months": "probation",
    "division": "address",
    "remarks": "notes",
}


def sentence(refusal: Refusal | Flag) -> str:
    """What a refusal or a flag says, in the language in force (`in_language` sets it outside a request)."""
    texts = _Shown({name: _shown(name, value) for name, value in refusal.params.items()})
    texts.update(field=field_name(place_of(refusal)[1]), code=refusal.code)
    text = SENTENCES.get(refusal.code, FALLBACK)
    if refusal.code == "missing" and texts["field"].endswith(("?", "？")):
        text = UNANSWERED
    said = form_of(text, refusal.params) % texts
    if refusal.params.get("posts") == 1:
        said = _unnumbered(said, refusal.params.get("line"))
    if refusal.params.get("suggestions"):
        said += _stop() + gettext(NEAREST) % texts
    return said


def _unnumbered(said: str, number: object) -> str:
    """The sentence without the number of the post it begins with, if it does."""
    said = said.removeprefix(gettext("Post %(number)s: ", number=number))
    return said[:1].upper() + said[1:]


class _Shown(defaultdict[str, str]):
    """The params as text; one that a sentence names and the refusal lacks shows as --."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__(lambda: "--", texts)


def _stop() -> str:
    return "。" if language() == "zh" else ". "


def _shown(name: str, value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return ("、" if language() == "zh" else ", ").join(_shown(name, each) for each in value)
    if isinstance(value, datetime):
        return format_datetime(value.astimezone(COUNTY_TIME), "yyyy-MM-dd HH:mm", rebase=False)
    if isinstance(value, date):
        return format_date(value, "yyyy-MM-dd")
    if isinstance(value, str) and name == "action":
        return label("right" if value in TABLES["right"] else "action", value)
    if name in ("kind", "kinds"):
        return label("kind" if value in TABLES["kind"] else "import_kind", value)
    if name in ("missing", "fields") and isinstance(value, str):
        return label("call", value) if value in TABLES["call"] else field_name(value)
    return label(_CODES[name], value) if name in _CODES else str(value)


def refusals_of(refusal: Refusal | Several) -> list[Refusal]:
    return refusal.refusals if isinstance(refusal, Several) else [refusal]


def by_field(refusals: Iterable[Refusal]) -> dict[str, list[str]]:
    """Sentences by the field they belong to, for a form."""
    sentences: dict[str, list[str]] = {}
    for refusal in refusals:
        sentences.setdefault(refusal.field or "", []).append(sentence(refusal))
    return sentences


def sentences_at(refusals: Iterable[Refusal], field: str) -> list[str]:
    """The sentences that belong to one field of a form."""
    return by_field(refusals).get(field, [])


def of_line(refusals: Iterable[Refusal], number: int) -> list[Refusal]:
    """The refusals that belong to one post of an order form, by the names of its fields, where nobody has to be told
    which post it is."""
    parts = [(place_of(refusal), refusal) for refusal in refusals]
    return [_with_field(refusal, field) for (line, field), refusal in parts if line == number]


def _with_field(refusal: Refusal, field: str) -> Refusal:
    return Refusal(refusal.code, field=field, **{**refusal.params, "posts": 1})


def place_of(refusal: Refusal | Flag) -> tuple[int | None, str]:
    """The number of the post a refusal belongs to, if it does, and the name of its field in the form.

    Services say `lines.2.wage`, or `wage` with the param `line`.
    """
    found = _LINE_FIELD.fullmatch(refusal.field or "")
    line, field = (int(found[1]), found[2]) if found else (refusal.params.get("line"), refusal.field or "")
    return line if isinstance(line, int) else None, _FORM_FIELDS.get(field, field)


def anchor(refusal: Refusal) -> str:
    """The id of the field a refusal belongs to."""
    line, field = place_of(refusal)
    return f"field-line-{line}-{field}" if line else f"field-{field}"


def summary_sentence(refusal: Refusal) -> str:
    """The sentence for the top of a form: that of a post says which post, unless it does so by itself or the order has
    no other one (the param `posts`)."""
    found = _LINE_FIELD.fullmatch(refusal.field or "") if refusal.params.get("posts") != 1 else None
    return gettext("Post %(number)s: ", number=found[1]) + sentence(refusal) if found else sentence(refusal)


def flag_sentence(flag: dict[str, Any]) -> str:
    """The sentence of a flag as a person's file keeps it."""
    return sentence(Flag(flag["code"], flag.get("field", ""), flag.get("params", {})))


def status_of(refusal: Refusal | Several) -> int:
    """The HTTP status: 403 no right, 404 no such thing, 409 a rule forbids it now, 422 input to mend."""
    statuses = {NotAllowed: 403, NotFound: 404, RuleRefusal: 409}
    return next((status for kind, status in statuses.items() if isinstance(refusal, kind)), 422)


def use_errors(app: Flask) -> None:
    app.register_error_handler(Refusal, _answer_refusal)
    app.register_error_handler(Several, _answer_refusal)
    app.register_error_handler(CSRFError, _answer_stale_form)
    app.register_error_handler(HTTPException, answer_http)
    app.jinja_env.globals.update(sentence=sentence, field_name=field_name)
    app.jinja_env.filters.update(sentences_at=sentences_at, of_line=of_line, anchor=anchor)
    app.jinja_env.filters.update(flag_sentence=flag_sentence, summary_sentence=summary_sentence)


def _answer_refusal(refusal: Refusal | Several) -> tuple[str, int]:
    status = status_of(refusal)
    sentences = [sentence(each) for each in refusals_of(refusal)]
    return render_template("error.html", heading=_heading(status), sentences=sentences), status


def _answer_stale_form(_: CSRFError) -> tuple[str, int]:
    said = gettext("This page was open too long or in another window. Go back, load it again and send it once more")
    return render_template("error.html", heading=gettext("This page is out of date"), sentences=[said]), 400


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """The page for what Flask refuses; an address that only takes forms leads to the page whose form it is."""
    if error.code == 405 and request.method in ("GET", "HEAD"):
        return redirect(page_behind())
    status = error.code or 500
    return render_template("error.html", heading=_heading(status), sentences=[_http_sentence(status)]), status


def _heading(status: int) -> str:
    headings = {
        403: gettext("No right to do this"),
        404: gettext("Not found"),
        409: gettext("Not possible now"),
        413: gettext("The file is too large"),
        429: gettext("Too many tries"),
        500: gettext("Something went wrong here"),
    }
    return headings.get(status, gettext("Check the entries"))


def _http_sentence(status: int) -> str:
    sentences = {
        404: gettext("There is no such page. Check the address or go to the start page"),
        405: gettext("This page cannot be used in this way. Go to the start page"),
        413: gettext("Split the file and upload the parts one by one"),
        429: gettext("So much at once is not for one account. Wait ten minutes, then try again")
        if g.get("actor")
        else gettext("Wait ten minutes, then try again. Password forgotten? Ask whoever looks after your account"),
        500: gettext("Nothing was saved. Try again; if it happens again, tell the county office the time"),
    }
    return sentences.get(status, gettext("The server could not understand this. Go back and try again"))
