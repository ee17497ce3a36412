"""Systems that call, for tests: one line for a token with its rights, one for a call."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from services.access import PERMISSIONS
from services.api_tokens import add_system, find_system, new_token
from tests.office import SANDU, Office

PREFIX = "/api/v1"
_KEYS = count(1)


@dataclass
class Caller:
    """One system with its token, speaking `language`."""

    app: Flask
    token: str
    login: str
    language: str = "en"

    def get(self, address: str, **query: Any) -> TestResponse:
        return self.app.test_client().get(PREFIX + address, query_string=query, headers=self.headers())

    def post(self, address: str, body: Any = None, *, key: str | None = None) -> TestResponse:
        """A write with a key of its own unless one is named."""
        headers = {**self.headers(), "Idempotency-Key": key or f"key-{next(_KEYS)}"}
        return self.app.test_client().post(PREFIX + address, json={} if body is None else body, headers=headers)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}


def rights_of(role: str) -> list[str]:
    """Every right that a role has."""
    return [right for right, scopes in PERMISSIONS.items() if role in scopes]


def system(
    app: Flask, office: Office, login: str, *, role: str = "county", division: int | None = SANDU,
    rights: Collection[str] | None = None, employer: int | None = None,
) -> Caller:  # fmt: skip
    """A new system with one token; with all rights of its role unless they are named."""
    with office.database.writing() as session:
        made = add_system(
            session, login, name=login, role=role, rights=rights_of(role) if rights is None else rights,
            actor=office.actor, at=office.at, division_code=division, employer_id=employer,
        )  # fmt: skip
        token = new_token(session, made, actor=office.actor, at=office.at)
    return Caller(app, token, login)


def system_id(office: Office, login: str) -> int:
    with office.database.reading() as session:
        return find_system(session, login, actor=office.actor).id
