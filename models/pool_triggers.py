"""The triggers that write `PoolChange`. They lie only where files are kept, so that elsewhere nothing costs anything.

SQLite has one writer: its triggers count on in the row that waits. On PostgreSQL transactions run side by side: each
writes rows of its own, once a subject, because a row of another may be handled before this transaction ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

# ruff: noqa: S608  the statements are made of the words of this file


@dataclass(frozen=True)
class Watched:
    """A table of which something is read: `subjects` selects the id of each subject of its row {row}, `columns` are
    those whose change matters (all when empty), `on` the events."""

    table: str
    kind: str
    subjects: str
    columns: tuple[str, ...] = ()
    on: tuple[str, ...] = ("insert", "update", "delete")


_PERSON = (
    "tie", "waiting_since", "birth", "sex", "education", "situation", "home_code", "wage_floor", "wants_board",
    "wants_lodging", "work_range", "abroad", "busy_months", "available_from", "merged_into_id", "erased_at",
)  # fmt: skip
_PARTS = (
    "labourer_skill", "labourer_certificate", "occupation_wish", "place_wish", "industry_wish", "experience",
    "labourer_category", "barred_employer", "consent",
)  # fmt: skip
_ORDER = ("employer_id", "county_code", "kind", "state", "recruits_from")
_LINES = "SELECT line.id AS id FROM order_line AS line"

WATCHED = (
    Watched("labourer", "labourer", "SELECT {row}.id AS id", _PERSON),
    *(Watched(table, "labourer", "SELECT {row}.labourer_id AS id") for table in _PARTS),
    Watched("order_line", "line", "SELECT {row}.id AS id"),
    Watched("line_skill", "line", "SELECT {row}.line_id AS id"),
    Watched("line_certificate", "line", "SELECT {row}.line_id AS id"),
    Watched("order_", "line", _LINES + " WHERE line.order_id = {row}.id", _ORDER, ("update",)),
    Watched(
        "employer",
        "line",
        _LINES + " JOIN order_ ON order_.id = line.order_id WHERE order_.employer_id = {row}.id",
        ("industry_id", "wage_arrears_since"),
        ("update",),
    ),
)
_ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def watched_of(kind: str) -> list[Watched]:
    """The tables of which something is read for a kind."""
    return [watched for watched in WATCHED if watched.kind == kind]


def lay_triggers(connection: Connection, watched: Watched) -> None:
    """Lay the triggers of a table, in place of those there are. On PostgreSQL this waits for whoever writes to it; all
    that commits afterwards is written down."""
    statements = _for_sqlite if connection.dialect.name == "sqlite" else _for_postgres
    for statement in statements(watched):
        connection.exec_driver_sql(statement)


def missing_triggers(connection: Connection, kind: str) -> list[str]:
    """Names of the triggers of a kind that are not there: a migration that makes a table anew loses them on SQLite."""
    sqlite = connection.dialect.name == "sqlite"
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite else "SELECT tgname FROM pg_trigger"
    there = set(connection.exec_driver_sql(query).scalars())
    wanted = [_name(watched, event) for watched in watched_of(kind) for event in watched.on]
    return [name for name in wanted if name not in there]


def _name(watched: Watched, event: str) -> str:
    return f"pool_{watched.table}_{event}"


def _for_sqlite(watched: Watched) -> Iterator[str]:
    waiting = f"kind = '{watched.kind}' AND handled_at IS NULL AND subject_id"
    for event in watched.on:
        name = _name(watched, event)
        columns = f" OF {', '.join(watched.columns)}" if watched.columns and event == "update" else ""
        subjects = " UNION ".join(watched.subjects.format(row=row) for row in _ROWS[event])
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"""
            CREATE TRIGGER {name} AFTER {event.upper()}{columns} ON {watched.table}
            BEGIN
                UPDATE pool_change SET times = times + 1 WHERE {waiting} IN ({subjects});
                INSERT INTO pool_change (kind, subject_id)
                    SELECT '{watched.kind}', subject.id FROM ({subjects}) AS subject
                    WHERE NOT EXISTS (SELECT 1 FROM pool_change WHERE {waiting} = subject.id);
            END"""


def _for_postgres(watched: Watched) -> Iterator[str]:
    function = f"pool_{watched.table}"
    cases = " ".join(f"IF TG_OP = '{event.upper()}' THEN {_note(watched, event)} END IF;" for event in watched.on)
    yield f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {cases} RETURN NULL; END $$"""
    for event in watched.on:
        name = _name(watched, event)
        tables = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in _ROWS[event])
        yield f"DROP TRIGGER IF EXISTS {name} ON {watched.table}"
        yield (
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {watched.table} REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def _note(watched: Watched, event: str) -> str:
    """Write the subjects of the statement's rows that this transaction has not written yet."""
    return f"""
        INSERT INTO pool_change (kind, subject_id)
            SELECT '{watched.kind}', subject.id FROM ({_subjects(watched, event)}) AS subject
            WHERE NOT EXISTS (SELECT FROM pool_change AS noted
                WHERE noted.kind = '{watched.kind}' AND noted.subject_id = subject.id AND noted.handled_at IS NULL
                AND noted.xmin = pg_current_xact_id()::xid);"""


def _subjects(watched: Watched, event: str) -> str:
    if event == "update" and watched.columns:
        changed = " OR ".join(f"is_now.{column} IS DISTINCT FROM was.{column}" for column in watched.columns)
        return _each(watched, f"new_rows AS is_now JOIN old_rows AS was ON was.id = is_now.id AND ({changed})")
    return " UNION ".join(_each(watched, f"{row.lower()}_rows AS is_now") for row in _ROWS[event])


def _each(watched: Watched, rows: str) -> str:
    return f"SELECT DISTINCT subject.id FROM {rows}, LATERAL ({watched.subjects.format(row='is_now')}) AS subject"
