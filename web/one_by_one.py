"""Many at once from one form: each in a transaction of its own, so that what is refused undoes nothing else."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy.orm import Session

from services.errors import Refusal
from web.routes import database

K = TypeVar("K")


def one_by_one(keys: Iterable[K], act: Callable[[Session, K], object]) -> dict[K, Refusal]:
    """Do `act` for each key, in order; what was refused, by key."""
    refused: dict[K, Refusal] = {}
    for key in keys:
        try:
            with database().writing() as session:
                act(session, key)
        except Refusal as refusal:
            refused[key] = refusal
    return refused
