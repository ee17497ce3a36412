"""The OpenAPI document as a person reads it: operations by noun, and each shape as rows of name, kind and meaning."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from web.api.schema import document
from web.words import N_

KINDS = {
    "string": N_("text"),
    "integer": N_("whole number"),
    "number": N_("number"),
    "boolean": N_("yes or no"),
    "object": N_("object"),
    "array": N_("list"),
    "date": N_("day"),
    "date-time": N_("instant"),
}
NOUNS = {
    "orders": N_("Orders"),
    "offers": N_("Offers"),
    "invitations": N_("Invitations"),
    "placements": N_("Placements"),
    "confirmations": N_("Confirmations"),
    "displacements": N_("Displaced"),
    "classes": N_("Training classes"),
    "enrolments": N_("Enrolments"),
    "complaints": N_("Complaints"),
    "measures": N_("Measures"),
    "webhooks": N_("Webhooks"),
}


@dataclass(frozen=True)
class Kind:
    """What a value is: in words, the shape it leads to, the words it may be."""

    words: str
    shape: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    name: str
    kind: Kind
    needed: bool
    about: str


@dataclass(frozen=True)
class Entry:
    """An operation: what it takes and the shape that it answers with."""

    name: str
    method: str
    address: str
    about: str
    rights: list[str]
    query: list[Row]
    body: str | None
    answer: str | None
    status: str


def entries() -> dict[str, list[Entry]]:
    """Every operation, by noun."""
    told = document()
    found: dict[str, list[Entry]] = {noun: [] for noun in NOUNS}
    for address, methods in told["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_entry(method.upper(), address, operation))
    return found


def shapes() -> dict[str, list[Row]]:
    """Every shape, by name."""
    return {name: rows(schema) for name, schema in sorted(document()["components"]["schemas"].items())}


def rows(schema: dict[str, Any]) -> list[Row]:
    """The parts of a shape."""
    needed = schema.get("required", [])
    return [
        Row(name, kind_of(part), name in needed, part.get("description", ""))
        for name, part in schema.get("properties", {}).items()
    ]


def kind_of(schema: dict[str, Any]) -> Kind:
    """What a value of this schema is."""
    if "anyOf" in schema:
        kind = kind_of(next(each for each in schema["anyOf"] if each != {"type": "null"}))
        return Kind(gettext("%(kind)s or null", kind=kind.words), kind.shape, kind.choices)
    if "$ref" in schema:
        return Kind(gettext(KINDS["object"]), _name(schema))
    if schema.get("type") == "array":
        inner = kind_of(schema["items"])
        if inner.shape is not None:
            word = KINDS["array"]
            return Kind(gettext(word), inner.shape)
        return Kind(gettext("list of %(kind)s", kind=inner.words), inner.shape, inner.choices)
    words = gettext(KINDS.get(schema.get("format", schema.get("type", "")), KINDS["string"]))
    choices = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    return Kind(words, choices=tuple(each for each in choices if each))


def _entry(method: str, address: str, operation: dict[str, Any]) -> Entry:
    query = [
        Row(each["name"], kind_of(each["schema"]), each["required"], each.get("description", ""))
        for each in operation["parameters"]
        if each["in"] == "query"
    ]
    status = next(iter(operation["responses"]))
    return Entry(
        name=operation["operationId"], method=method, address=address, about=operation["summary"],
        rights=operation["x-rights"], query=query, body=_content(operation.get("requestBody")),
        answer=_content(operation["responses"][status]), status=status,
    )  # fmt: skip


def _content(part: dict[str, Any] | None) -> str | None:
    return _name(part["content"]["application/json"]["schema"]) if part is not None else None


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"].rpartition("/")[2])
