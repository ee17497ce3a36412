"""The blueprint of the API: every operation at its address, and the document that describes them."""

from flask import Blueprint, Flask, jsonify

from web.api import (  # noqa: F401  register
    candidates,
    classes,
    complaints,
    decisions,
    displacements,
    enrolments,
    measures,
    orders,
    placements,
    webhooks,
)
from web.api.answering import answering
from web.api.limits import use_limits
from web.api.operations import OPERATIONS, PREFIX
from web.api.problems import never_stored, use_problems
from web.api.schema import document
from web.languages import API


def use_api(app: Flask) -> None:
    """Serve the API. It has tokens instead of cookies, so it needs no CSRF token."""
    api = Blueprint(API, __name__, url_prefix=PREFIX)
    for operation in OPERATIONS:
        api.add_url_rule(operation.rule, operation.name, answering(operation), methods=[operation.method])
    api.add_url_rule("/openapi.json", "openapi", lambda: jsonify(document()))
    use_problems(app, api)
    use_limits(app, api)
    api.after_request(never_stored)
    app.extensions["csrf"].exempt(api)
    app.register_blueprint(api)
