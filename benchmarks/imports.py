"""How fast a register loads, beside the database's own bulk load of the same rows, and what memory it takes.

    python -m benchmarks.imports --rows 100000 --json
    python -m benchmarks.imports --rows 1000000 --runs 1 --no-warm-up --format xlsx

Ours reads a register (CSV, or a workbook of shared strings as Excel writes it), checks every field, resolves skills,
wishes and places, seals personal data and writes in batches of 1,000. The peer is the bare `executemany` of the same
finished labourer rows (SQLite) or binary COPY (PostgreSQL, with --postgres), which checks nothing: a bound, not a
rival. Each run works on a fresh database in a process of its own, so that peak memory is that run's alone.
"""

import argparse
import contextlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.registers import write_register
from fixtures.load_reference import load_reference
from models import migrate
from models.db import Database
from models.sealed import new_key_ring, use_key_ring
from services.import_runs import run_import
from services.imports import receive_file
from services.users import actor_by_login, ensure_local_operator


def one_run(url: str, register: Path) -> dict[str, float]:
    """Load the register into a fresh database: seconds, rows and peak memory of this process in MiB."""
    use_key_ring(new_key_ring())
    database = Database(url)
    migrate.upgrade(database.engine)
    at = datetime.now(UTC)
    with database.writing() as session:
        load_reference(session)
        ensure_local_operator(session, at=at)
    with database.writing() as session:
        actor = actor_by_login(session, "operator")
        file = receive_file(
            session, "labourers", file_name=register.name, path=register, division_code=None, actor=actor, at=at
        )
        file_id = file.id
    reset_peak()
    started, cpu = time.perf_counter(), time.process_time()
    run_import(database, file_id, now=lambda: datetime.now(UTC))
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak = peak_mib()
    with database.reading() as session:
        file = session.get_one(type(file), file_id)
        loaded = {"created": file.created, "rejected": file.rejected}
    return {"seconds": seconds, "cpu_seconds": cpu, "copy_seconds": copy_rows(database), "peak_mib": peak, **loaded}


def reset_peak() -> None:
    """Forget the peak of preparing the database (Linux; elsewhere it counts in)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mib() -> float:
    """Largest resident size of this process since `reset_peak`, in MiB."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def copy_rows(database: Database) -> float:
    """Seconds of the database's own bulk load of the labourer rows into an unindexed copy of the table."""
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        if database.is_sqlite:
            cursor.execute("CREATE TABLE copied AS SELECT * FROM labourer WHERE 0")
            rows = raw.cursor().execute("SELECT * FROM labourer")
            width = len(rows.description)
            taken = 0.0
            while chunk := rows.fetchmany(50_000):
                started = time.perf_counter()
                cursor.execute("BEGIN IMMEDIATE")
                cursor.executemany(f"INSERT INTO copied VALUES ({','.join('?' * width)})", chunk)
                cursor.execute("COMMIT")
                taken += time.perf_counter() - started
            return taken
        return _copy_postgres(cursor, raw)
    finally:
        raw.close()


def _copy_postgres(cursor, raw) -> float:  # type: ignore[no-untyped-def]
    cursor.execute("CREATE TABLE copied (LIKE labourer)")
    with cursor.copy("COPY labourer TO STDOUT (FORMAT binary)") as out:
        blocks = [bytes(block) for block in out]
    started = time.perf_counter()
    with cursor.copy("COPY copied FROM STDIN (FORMAT binary)") as into:
        for block in blocks:
            into.write(block)
    raw.commit()
    return time.perf_counter() - started


def measured(rows: int, runs: int, file_format: str, *, warm_up: bool, postgres: bool) -> dict[str, object]:
    """Medians of `runs` runs after the warm-up, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder) / f"register.{file_format}"
        write_register(register, rows)
        results = [_in_own_process(folder, register, number, postgres) for number in range(runs + warm_up)]
    results = results[warm_up:]
    seconds = statistics.median(result["seconds"] for result in results)
    copy = statistics.median(result["copy_seconds"] for result in results)
    return {
        "rows": rows,
        "format": file_format,
        "database": "postgresql" if postgres else "sqlite",
        "runs": runs,
        "created": results[0]["created"],
        "rejected": results[0]["rejected"],
        "rows_per_s": round(rows / seconds),
        "rows_per_cpu_s": round(rows / statistics.median(result["cpu_seconds"] for result in results)),
        "copy_rows_per_s": round(rows / copy),
        "peak_mib": round(statistics.median(result["peak_mib"] for result in results), 1),
        "machine": machine(),
    }


def _in_own_process(folder: str, register: Path, number: int, postgres: bool) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.imports", "--one", str(register), "--url"]
    if not postgres:
        url = f"sqlite:///{folder}/run{number}.db"
        done = subprocess.run([*command, url], check=True, capture_output=True, text=True)
        Path(f"{folder}/run{number}.db").unlink()
        return json.loads(done.stdout)
    from workers.servers import PostgreSQL

    with PostgreSQL() as server:
        done = subprocess.run([*command, server.url], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5, help="runs after a warm-up")
    parser.add_argument("--no-warm-up", action="store_true", help="for memory: the first run counts")
    parser.add_argument("--format", choices=("csv", "xlsx"), default="csv", help="the kind of register")
    parser.add_argument("--postgres", action="store_true", help="on an embedded PostgreSQL instead of SQLite")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(one_run(chosen.url, Path(chosen.one))))
        return
    result = measured(chosen.rows, chosen.runs, chosen.format, warm_up=not chosen.no_warm_up, postgres=chosen.postgres)
    print(json.dumps(result) if chosen.json else "\n".join(f"{name}: {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
