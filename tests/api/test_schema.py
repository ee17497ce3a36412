"""The document says what the API does: each operation is tried with made-up requests, good and bad ones, and no answer
is an error of ours or of another shape than was told."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as told

from tests.api.calling import Caller
from tests.placing import lose
from tests.web.conftest import County
from tests.web.placed import hired
from web.api.operations import OPERATIONS
from web.api.schema import address, document
from web.languages import in_language

CHECKS = [
    checks.not_a_server_error,
    told.status_code_conformance,
    told.content_type_conformance,
    told.response_schema_conformance,
    told.response_headers_conformance,
    told.negative_data_rejection,
]
FEW = 3
"""Requests to each operation, of each kind."""


def test_the_document_names_every_operation_once_with_its_rights() -> None:
    with in_language("en"):
        paths = document()["paths"]
    found = {(method.upper(), path): each for path, methods in paths.items() for method, each in methods.items()}
    assert {key: each["x-rights"] for key, each in found.items()} == {
        (each.method, address(each)): list(each.rights) for each in OPERATIONS
    }
    assert len({each["operationId"] for each in found.values()}) == len(OPERATIONS)


@pytest.mark.parametrize(("language", "said"), [("zh", "批准已提交的订单"), ("en", "Approve a submitted order")])
def test_the_document_and_its_page_are_in_the_readers_language(
    app: Flask, county: County, language: str, said: str
) -> None:
    client = app.test_client()
    headers = {"Accept-Language": language}
    told_json = client.get("/api/v1/openapi.json", headers=headers).json
    assert (
        told_json["openapi"].startswith("3.1")
        and said == told_json["paths"]["/orders/{order}/approve"]["post"]["summary"]
    )
    page = client.get("/api/v1/docs", headers=headers).text
    assert said in page and all(address(each) in page for each in OPERATIONS) and "<script src" in page
    assert "https://" not in page.replace("https://127.0.0.1", "")


@pytest.fixture
def real(county: County, caller: Caller) -> dict[str, str]:
    """Something there for each name in an address."""
    office = county.office
    placement, other = hired(office, 2)
    lose(office, other)
    return {
        "order": county.order_id,
        "labourer": county.labourer_id,
        "placement": placement,
        "displacement": caller.get("/displacements").json["items"][0]["id"],
        "taught": "NOBODY",
        "webhook": "NOBODY",
        "enrolment": "NOBODY",
    }


def test_no_request_breaks_what_the_document_says(app: Flask, caller: Caller, real: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in schemathesis.GenerationMode:
            tried += _try(operation, mode, caller, real)
    assert tried >= len(OPERATIONS) * FEW


def _try(operation: Any, mode: Any, caller: Caller, real: dict[str, str]) -> int:
    """Send a few requests of one kind; how many were sent."""
    sent: list[Any] = []

    @seed(20261122)
    @settings(
        max_examples=FEW, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        for name in case.path_parameters or {}:
            if len(sent) % 2 == 0:  # half of them about something that is there
                case.path_parameters[name] = real[name]
        sent.append(case)
        case.call_and_validate(headers=caller.headers(), checks=CHECKS)

    send()
    return len(sent)
