"""From a request to its answer: who calls, what was sent, the transaction around it, and repeats of a write."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, request

from services.api_answers import Answer, Asked, begin_answer, hash_of, kept_answer
from services.api_tokens import Caller
from services.errors import RuleRefusal
from web.api.callers import caller, check_right, note_call, refuse_nul
from web.api.operations import Call, Operation
from web.api.sent import KEY, read_body, read_key, read_query
from web.formats import now
from web.routes import database

Path = dict[str, str]


def answering(operation: Operation) -> Callable[..., Response]:
    """The view that Flask calls for an operation."""

    def respond(**path: str) -> Response:
        refuse_nul()
        at, asked = now(), None
        with database().reading() as session:
            who = caller(session, at)
            check_right(operation, who)
            call = Call(session, who.system_id, who.actor, at, query=read_query(operation.query))
            if operation.writes:
                call, asked = _with_body(operation, call, who)
                answer = kept_answer(session, asked, at=at)
                if answer is None and operation.prepare is not None:
                    call = replace(call, prepared=operation.prepare(call, **path))
            else:
                answer = _answer(operation, call, path)
        if answer is None and asked is not None:
            answer = _written(operation, call, asked, path)
        note_call(database(), who, at)
        assert answer is not None
        return _response(answer)

    return respond


def _with_body(operation: Operation, call: Call, who: Caller) -> tuple[Call, Asked]:
    assert operation.body is not None
    key = read_key()
    body, said = read_body(operation.body)
    return replace(call, body=body), Asked(who.system_id, key, hash_of(request.method, request.path, said))


def _written(operation: Operation, call: Call, asked: Asked, path: Path) -> Answer:
    """Do it, and keep the answer, in one transaction: a refusal undoes both. Where the same request is answered by
    another thread at this moment, its answer."""
    with database().writing() as session:
        begun = begin_answer(session, asked, at=call.at)
        if begun is not None:
            answer = _answer(operation, replace(call, session=session), path)
            begun.status, begun.body = answer.status, answer.body
            return answer
        kept = kept_answer(session, asked, at=call.at)
    if kept is None:
        raise RuleRefusal("key_in_use", field=KEY)
    return kept


def _answer(operation: Operation, call: Call, path: Path) -> Answer:
    document: Any = operation.view(call, **path)
    return Answer(operation.status, operation.answers.model_validate(document).model_dump_json(by_alias=True))


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status, mimetype="application/json")
    if answer.again:
        response.headers["Idempotent-Replayed"] = "true"
    return response
