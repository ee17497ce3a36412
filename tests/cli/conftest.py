"""The command line over a database and a home folder of the test's own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from models.db import Database
from models.sealed import KeyRing, save_key_ring, use_key_ring
from tests.office import Office
from web.cli import sunmatch

Run = Callable[..., Result]
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def keys_of_the_tests(ring: KeyRing) -> Iterator[None]:
    """A command uses the keys of its home folder; the tests after it use their own again."""
    yield
    use_key_ring(ring)


@pytest.fixture
def home(tmp_path: Path, ring: KeyRing) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    save_key_ring(folder / "keys.json", ring)
    return folder


@pytest.fixture
def run(home: Path, database_url: str) -> Run:
    """Run one command, in English."""

    def run(*arguments: str, **more: Any) -> Result:
        place = ["--db", database_url, "--home", str(home), "--lang", "en"]
        return CliRunner().invoke(sunmatch, [*place, *map(str, arguments)], prog_name="sunmatch", **more)

    return run


@pytest.fixture
def ask(run: Run) -> Ask:
    """The JSON that a command which must succeed prints."""

    def ask(*arguments: str, **more: Any) -> Any:
        result = run(*arguments, "--json", **more)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return ask


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path)
