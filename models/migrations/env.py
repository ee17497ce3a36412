"""Alembic's entry: runs migrations on the connection that `models/migrate.py` hands over."""

from typing import Any

from alembic import context

import models  # noqa: F401  registers every table
from models.model import Instant, Model
from models.sealed import Sealed


def plain_types(kind: str, thing: Any, _context: object) -> str | bool:
    """Migrations name plain column types, so that they do not change when our own types do."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Sealed):
        return "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_item=plain_types,
    render_as_batch=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
