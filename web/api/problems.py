"""Refusals as problem+json (RFC 9457) in the caller's language: a title, the sentences, and each with its field."""

from typing import Any

from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from services.errors import Refusal, RuleRefusal, Several
from web.api.operations import PREFIX
from web.api.shapes.kinds import FieldProblem, Problem
from web.errors import answer_http, refusals_of, sentence, status_of, summary_sentence
from web.words import N_

TYPE = "application/problem+json"
TITLES = {
    400: N_("Not understood"),
    401: N_("Who is calling?"),
    403: N_("No right to do this"),
    404: N_("Not found"),
    405: N_("Not in this way"),
    409: N_("Not possible now"),
    413: N_("Too large"),
    415: N_("Send JSON"),
    422: N_("Check the entries"),
    429: N_("Too many calls"),
    500: N_("Something went wrong here"),
}
SENTENCES = {
    400: N_("This is no JSON that can be read: send an object in UTF-8, without the character NUL"),
    401: N_("Send Authorization: Bearer and a token that is in force; the county office gives out tokens"),
    404: N_("There is no such address; /api/v1/docs lists them"),
    405: N_("This address cannot be called with this method; /api/v1/docs lists what it takes"),
    413: N_("Send less at a time"),
    415: N_("Send the body as JSON, with Content-Type: application/json"),
    429: N_("Wait as many seconds as Retry-After says, then go on more slowly"),
    500: N_("Nothing was saved. Try again; if it happens again, tell the county office the time"),
}
CODES = {400: "unreadable", 401: "token_missing", 404: "address_unknown", 405: "method_unknown", 413: "too_large",
         415: "not_json", 429: "too_many_calls", 500: "failed_here"}  # fmt: skip


def problem_of(refusal: Refusal | Several) -> Response:
    """The answer to a refusal of a service or of our own."""
    refusals = refusals_of(refusal)
    errors = [
        FieldProblem(field=each.field or "", code=each.code, detail=sentence(each), about=each.params.get("placement"))
        for each in refusals
    ]
    detail = "\n".join(map(summary_sentence, refusals))
    return _response(status_of(refusal), refusals[0].code if refusals else "refused", detail, errors)


def problem_of_http(error: HTTPException) -> Response:
    """The answer to what Flask refuses: no token, no such address, no JSON, too many calls."""
    status = error.code or 500
    made = _response(status, CODES.get(status, "refused"), gettext(SENTENCES.get(status, SENTENCES[400])), [])
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            made.headers[name] = value
    return made


def _response(status: int, code: str, detail: str, errors: list[FieldProblem]) -> Response:
    title = gettext(TITLES.get(status, TITLES[422]))
    problem = Problem(title=title, status=status, detail=detail, code=code, errors=errors)
    return never_stored(Response(problem.model_dump_json(), status, mimetype=TYPE))


def never_stored(response: Response) -> Response:
    """The answer, which nobody between us and the system keeps or gives to another."""
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept-Language")
    return response


def use_problems(app: Flask, api: Blueprint) -> None:
    """Problems instead of pages for whatever goes wrong under the address of the API."""
    for kind in (Refusal, Several):
        api.register_error_handler(kind, problem_of)
    api.register_error_handler(StaleDataError, _changed_meanwhile)
    api.register_error_handler(HTTPException, problem_of_http)
    for status in (404, 405):  # addresses that lead to nothing belong to no blueprint
        app.register_error_handler(status, _outside)


def _changed_meanwhile(_: StaleDataError) -> Response:
    """Two requests changed one thing at the same moment: the database let the first one do it."""
    return problem_of(RuleRefusal("changed_meanwhile"))


def _outside(error: Any) -> ResponseReturnValue:
    return problem_of_http(error) if request.path.startswith(f"{PREFIX}/") else answer_http(error)
