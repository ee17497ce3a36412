"""The small county office of the pages' tests, and a system of the county that may do everything there."""

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from models.db import Database
from models.sealed import KeyRing
from services.settings import Settings
from tests.api.calling import Caller, system
from tests.moments import NOW
from tests.web.conftest import (
    County,
    app_over,
    build_county,
    built,
    catalogue,
    compiled_templates,
    county,
    database_url,
    settings,
)
from workers.servers import PostgreSQL

__all__ = ["catalogue", "compiled_templates", "county", "database_url", "settings"]


@pytest.fixture(scope="session")
def county_template(
    template: str, postgres: PostgreSQL | None, ring: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, County]:
    """URL of a database with the county in it, built once a run, and what is in it."""
    return built(template, postgres, "api", tmp_path_factory.mktemp("api"), build_county)


@pytest.fixture
def app(settings: Settings, database: Database, ring: KeyRing, compiled_templates: FileSystemBytecodeCache) -> Flask:
    """The app by the clock of the tests."""
    return app_over(database, settings, ring, compiled_templates, lambda: NOW)


@pytest.fixture
def caller(app: Flask, county: County) -> Caller:
    """A system of the county office, of which it has every right."""
    return system(app, county.office, "exchange")
