"""PostgreSQL 18 for the benchmark of ranking: an embedded server, loaded by COPY, indexed and analysed."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import polars as pl
import psycopg

from benchmarks.rank_sql import list_query
from benchmarks.rank_tables import Question, Table, child_columns, flat_columns
from matching.pool import Pool
from workers.servers import PostgreSQL

KINDS = {pl.Int8: "smallint", pl.Int16: "smallint", pl.Int32: "integer", pl.Int64: "bigint", pl.Boolean: "boolean"}
SETTINGS = {
    "shared_buffers": "4GB", "work_mem": "512MB", "maintenance_work_mem": "1GB", "effective_cache_size": "12GB",
    "max_parallel_workers_per_gather": "2", "jit": "off", "random_page_cost": "1.1", "max_wal_size": "8GB",
}  # fmt: skip
INDEXES = (
    "ALTER TABLE labourer ADD PRIMARY KEY (id)",
    "CREATE INDEX ON labourer (home) WHERE state < 3 AND consented",
    "CREATE INDEX ON certificates (certificate, expires) INCLUDE (id)",
    "CREATE INDEX ON certificates (id)",
    "CREATE INDEX ON barred (employer, id)",
    "CREATE INDEX ON skills (id) INCLUDE (skill, height)",
    "CREATE INDEX ON skills (skill, height) INCLUDE (id)",
    "CREATE INDEX ON experience (id) INCLUDE (occupation, months)",
    "CREATE INDEX ON experience (occupation) INCLUDE (id, months)",
    "CREATE INDEX ON wishes (id) INCLUDE (occupation, rank)",
    "CREATE INDEX ON wanted (id) INCLUDE (division)",
    "CREATE INDEX ON industries (industry) INCLUDE (id)",
)


class Opened:
    """A pool in tables of a server."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def prepare(self, question: Question) -> Callable[[], list[tuple[int, int]]]:
        """Make and analyse the look-up tables of a question; what is timed afterwards."""
        for name, columns in question.tables.items():
            self.connection.execute(f"DROP TABLE IF EXISTS {name}")
            _load(self.connection, name, columns)
            self.connection.execute(f"ANALYZE {name}")
        query = list_query(question, "/", "bit_count({}::bit(12))")
        return lambda: [(int(row), int(score)) for row, score in self.connection.execute(query).fetchall()]

    def plan(self, question: Question) -> list[str]:
        """What the server does for a question, line by line."""
        self.prepare(question)
        query = list_query(question, "/", "bit_count({}::bit(12))")
        return [row[0] for row in self.connection.execute(f"EXPLAIN (ANALYZE, BUFFERS OFF) {query}").fetchall()]


@contextmanager
def opened(pool: Pool) -> Iterator[Opened]:
    """A server of its own with the pool in it, removed afterwards."""
    server = PostgreSQL(durable=False, settings=SETTINGS)
    server.start()
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            for name, columns in {"labourer": flat_columns(pool), **child_columns(pool)}.items():
                _load(connection, name, columns)
            for index in INDEXES:
                connection.execute(index)
            connection.execute("VACUUM ANALYZE")
            yield Opened(connection)
    finally:
        server.stop()


def _load(connection: psycopg.Connection, name: str, columns: Table) -> None:
    frame = pl.DataFrame(columns)
    kinds = ", ".join(f"{column} {KINDS[kind.base_type()]}" for column, kind in frame.schema.items())
    connection.execute(f"CREATE UNLOGGED TABLE {name} ({kinds})")
    with connection.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
        for part in frame.iter_slices(200_000):
            text = io.BytesIO()
            part.write_csv(text, include_header=False)
            copy.write(text.getvalue())
