"""What a request sent, read by the operation's own models; everything that is wrong with it is told at once."""

from typing import Any

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from services.errors import Refusal, Several

KEY = "Idempotency-Key"
LONGEST_KEY = 200
LARGEST = 1024 * 1024  # bytes of a body: far more than the largest order
# What pydantic finds, by the beginning of its name, and what is to be written instead.
_CODES = {
    "missing": "missing",
    "extra_forbidden": "field_not_known",
    "literal_error": "value_not_listed",
    "string_too_long": "text_too_long",
    "string": "value_no_text",
    "int": "value_no_whole_number",
    "greater_than": "value_too_small",
    "less_than": "value_too_large",
    "date": "value_no_date",
    "bool": "value_not_yes_or_no",
    "too_short": "list_too_short",
    "too_long": "list_too_long",
    "list": "value_no_list",
    "model": "value_no_object",
}


def read_query(model: type[BaseModel] | None) -> BaseModel | None:
    """What stands behind the question mark. Raises Several; also for a name that is not known, or stands twice."""
    given = request.args.to_dict()
    twice = [Refusal("field_twice", field=name) for name in given if len(request.args.getlist(name)) > 1]
    known = {each.alias or name for name, each in model.model_fields.items()} if model is not None else set[str]()
    unknown = [Refusal("field_not_known", field=name) for name in given if name not in known]
    if twice or unknown:
        raise Several([*twice, *unknown])
    return None if model is None else _checked(model, lambda: model.model_validate(given))


def read_body(model: type[BaseModel]) -> tuple[BaseModel, Any]:
    """The body, checked and as it was sent. Raises Several, 415 for what is no JSON, 400 for what cannot be read."""
    request.max_content_length = LARGEST
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        text = request.get_data().decode("utf-8")
        said = request.get_json()
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    if _has_nul(said):
        raise BadRequest
    return _checked(model, lambda: model.model_validate_json(text)), said


def _has_nul(said: Any) -> bool:
    if isinstance(said, str):
        return "\0" in said
    if isinstance(said, dict):
        return any(_has_nul(each) for pair in said.items() for each in pair)
    return isinstance(said, list) and any(map(_has_nul, said))


def read_key() -> str:
    """The key of a write. Raises Refusal without one, or for one that is no plain text."""
    key = request.headers.get(KEY, "")
    if not key.strip():
        raise Refusal("key_missing", field=KEY)
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Refusal("key_unfit", field=KEY, most=LONGEST_KEY)
    return key


def _checked(model: type[BaseModel], read: Any) -> Any:
    try:
        return read()
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=True)
        if any(each["type"].startswith("json_") for each in faults):
            raise BadRequest from error
        raise Several([_refusal(each) for each in faults]) from error


def _refusal(fault: Any) -> Refusal:
    kind = next((prefix for prefix in _CODES if fault["type"].startswith(prefix)), "")
    context = fault.get("ctx", {})
    params = {
        "most": context.get("max_length", context.get("le", context.get("lt"))),
        "least": context.get("min_length", context.get("ge", context.get("gt"))),
        "choices": context.get("expected"),
        "length": len(fault["input"]) if isinstance(fault["input"], str | list) else None,
    }
    given = {name: value for name, value in params.items() if value is not None}
    return Refusal(_CODES.get(kind, "value_unfit"), field=_place(fault["loc"]), **given)


def _place(loc: tuple[int | str, ...]) -> str:
    """lines.1.seats for the seats of the first post."""
    return ".".join(str(each + 1) if isinstance(each, int) else each for each in loc)
