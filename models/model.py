"""The declarative base of every table: names of constraints, column types by Python type, public ids."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Letters and digits that are not mistaken for one another when read out over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PUBLIC_ID_LENGTH = 12  # 30**12 = 5e17: at a million rows a clash has probability 1e-6

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An instant in UTC: aware in Python, `timestamptz` on PostgreSQL, UTC without zone on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC) if dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """SQLite's texts are read here at once: a page reads tens of thousands of them."""
        return _utc_of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _utc_of_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Model(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON}


# SQLite counts rows by itself only for a column declared INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


def new_public_id() -> str:
    """A random id for pages, API and messages; tells nothing about the row."""
    number, letters = secrets.randbelow(len(ALPHABET) ** PUBLIC_ID_LENGTH), []
    for _ in range(PUBLIC_ID_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def new_tie() -> int:
    """63 random bits that order equal scores (law 6 of the architecture)."""
    return secrets.randbits(63)


def key() -> Mapped[int]:
    return mapped_column(Key, primary_key=True, autoincrement=True)


def public_id() -> Mapped[str]:
    return mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id)


def one_of(name: str, column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A named check that `column` holds one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=name)


def unique_where(name: str, *columns: str, where: str) -> Index:
    """A named unique index of the rows that meet a condition: what may be there once in these states."""
    condition = text(where)
    return Index(f"uq_{name}", *columns, unique=True, sqlite_where=condition, postgresql_where=condition)
