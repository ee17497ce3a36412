"""The OpenAPI 3.1 document, made of the registry of operations and of the models that check and write them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from flask_babel import gettext
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.api.operations import OPERATIONS, PREFIX, Operation
from web.api.problems import TITLES, TYPE
from web.api.sent import KEY, LONGEST_KEY
from web.api.shapes.kinds import Problem
from web.api.shapes.webhooks import StepTold
from web.words import N_

VERSION = "1"
REF = "#/components/schemas/{model}"
ABOUT = N_(
    "What the pages do, for other systems. Every call shows the token of a system; ids are public ids, money is whole"
    " fen, instants are UTC. Refusals are problem+json in the language of Accept-Language."
)
KEY_ABOUT = N_("A new text for each thing to be done; the same request again within a day is answered, not done again")
WEBHOOK_ABOUT = N_("A step that the system is told of, signed as by the Standard Webhooks specification")
HEADERS = {
    "RateLimit": N_("How many calls are left (r), and in how many seconds all are left again (t)"),
    "Idempotent-Replayed": N_("true where the request was done before and is only answered again"),
}
TEXT = {"type": "string"}
REFUSED, REFUSED_BODIES = (400, 401, 403, 404, 409, 422, 429, 500), (413, 415)
WORDS = ("description", "summary", "title")
Side = Literal["validation", "serialization"]
Json = dict[str, Any]


def document() -> Json:
    """The document in the language in force."""
    return _worded(_document())


def _worded(part: Any) -> Any:
    """A copy with the sentences of descriptions in the language in force."""
    if isinstance(part, dict):
        return {
            name: gettext(each) if name in WORDS and isinstance(each, str) and each else _worded(each)
            for name, each in part.items()
        }
    return [_worded(each) for each in part] if isinstance(part, list) else part


@cache
def _document() -> Json:
    refs, schemas = _schemas()
    paths: dict[str, Json] = {}
    for operation in sorted(OPERATIONS, key=lambda each: (each.noun, each.rule.count("/"))):
        paths.setdefault(address(operation), {})[operation.method.lower()] = _operation(operation, refs)
    return {
        "openapi": "3.1.1",
        "info": {"title": "Sunmatch", "version": VERSION, "description": ABOUT},
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}],
        "paths": paths,
        "webhooks": {"step": {"post": _webhook(refs)}},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "headers": {name: {"description": about, "schema": TEXT} for name, about in HEADERS.items()},
            "schemas": schemas,
        },
    }


def address(operation: Operation) -> str:
    """The address as OpenAPI writes it: /orders/{order}."""
    return re.sub(r"<(\w+)>", r"{\1}", operation.rule)


Refs = dict[tuple[type[BaseModel], Side], Json]


def _schemas() -> tuple[Refs, Json]:
    """Where each model's schema is, and the schemas."""
    refs, found = models_json_schema(list(dict.fromkeys(_models())), ref_template=REF)
    schemas = {name: _plain(schema) for name, schema in found["$defs"].items()}
    return refs, schemas


def _models() -> Iterator[tuple[type[BaseModel], Side]]:
    yield from ((Problem, "serialization"), (StepTold, "serialization"))
    for operation in OPERATIONS:
        yield operation.answers, "serialization"
        if operation.body is not None:
            yield operation.body, "validation"


def _plain(part: Any) -> Any:
    """A schema without the titles that pydantic makes of names: they say nothing new."""
    if isinstance(part, dict):
        return {name: _plain(each) for name, each in part.items() if name != "title" or isinstance(each, dict)}
    return [_plain(each) for each in part] if isinstance(part, list) else part


def _operation(operation: Operation, refs: Refs) -> Json:
    made: Json = {
        "operationId": operation.name,
        "tags": [operation.noun],
        "summary": operation.about,
        "x-rights": list(operation.rights),
        "parameters": [*_of_path(operation), *_of_query(operation), *([_key()] if operation.writes else [])],
        "responses": _responses(operation, refs),
    }
    if operation.body is not None:
        content = {"application/json": {"schema": refs[operation.body, "validation"]}}
        made["requestBody"] = {"required": True, "content": content}
    return made


def _of_path(operation: Operation) -> list[Json]:
    names = re.findall(r"<(\w+)>", operation.rule)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _of_query(operation: Operation) -> list[Json]:
    if operation.query is None:
        return []
    schema = _plain(operation.query.model_json_schema())
    return [_parameter(name, each) for name, each in schema["properties"].items()]


def _parameter(name: str, schema: Json) -> Json:
    """One name behind the question mark; that it may be left out is said by `required`, not by null."""
    kinds = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    about = {"description": schema["description"]} if "description" in schema else {}
    kept = {key: each for key, each in schema.items() if key not in ("anyOf", "description", "default")}
    default = {"default": schema["default"]} if schema.get("default") is not None else {}
    shape = {**(kinds[0] if kinds else {}), **kept, **default}
    return {"name": name, "in": "query", "required": False, **about, "schema": shape}


def _key() -> Json:
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"}
    return {"name": KEY, "in": "header", "required": True, "description": KEY_ABOUT, "schema": schema}


def _responses(operation: Operation, refs: Refs) -> Json:
    refused = REFUSED + REFUSED_BODIES if operation.writes else REFUSED
    problem = {TYPE: {"schema": refs[Problem, "serialization"]}}
    answer = {"application/json": {"schema": refs[operation.answers, "serialization"]}}
    headers = ("RateLimit", "Idempotent-Replayed") if operation.writes else ("RateLimit",)
    told = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return {
        str(operation.status): {"description": operation.about, "headers": told, "content": answer},
        **{str(status): {"description": TITLES[status], "content": problem} for status in refused},
    }


def _webhook(refs: Refs) -> Json:
    content = {"application/json": {"schema": refs[StepTold, "serialization"]}}
    return {
        "operationId": "step",
        "summary": WEBHOOK_ABOUT,
        "requestBody": {"required": True, "content": content},
        "responses": {"2XX": {"description": N_("Sent")}},
    }
