"""DuckDB for the benchmark of ranking: in memory, all threads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from benchmarks.rank_sql import list_query
from benchmarks.rank_tables import Question, child_columns, flat_columns
from matching.engine import cores
from matching.pool import Pool


class Opened:
    """A pool in tables."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def prepare(self, question: Question) -> Callable[[], list[tuple[int, int]]]:
        """Make the look-up tables of a question; what is timed afterwards."""
        for name, columns in question.tables.items():
            self.connection.register("given", columns)
            self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
            self.connection.unregister("given")
        query = list_query(question, "//", "bit_count({})")
        return lambda: [(int(row), int(score)) for row, score in self.connection.execute(query).fetchall()]


@contextmanager
def opened(pool: Pool) -> Iterator[Opened]:
    """The pool in DuckDB's own tables, in the order of the rows."""
    with duckdb.connect(config={"threads": cores()}) as connection:
        for name, columns in {"labourer": flat_columns(pool), **child_columns(pool)}.items():
            connection.register("given", columns)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            connection.unregister("given")
        yield Opened(connection)
