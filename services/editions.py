"""What a process derives from the reference data, made once an edition however many databases hold it."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, select
from sqlalchemy.orm import Session

from models.reference_load import ReferenceLoad

T = TypeVar("T")


class ByEdition(Generic[T]):
    """`make(session)` once for each edition of the reference data."""

    def __init__(self, make: Callable[[Session], T]) -> None:
        self._make = make
        self._by_pool: WeakKeyDictionary[Pool, T] = WeakKeyDictionary()
        self._by_digest: dict[str, T] = {}

    def __call__(self, session: Session) -> T:
        """The thing for the session's database; the edition is looked up once a process and database."""
        pool = session.get_bind().engine.pool
        if pool not in self._by_pool:
            query = select(ReferenceLoad.digest).order_by(ReferenceLoad.id.desc()).limit(1)
            digest = session.scalar(query) or ""
            if digest not in self._by_digest:
                with _kept():
                    self._by_digest[digest] = self._make(session)
            self._by_pool[pool] = self._by_digest[digest]
        return self._by_pool[pool]


@contextmanager
def _kept() -> Iterator[None]:
    """What is made here, hundreds of thousands of objects, stays as long as the process: the garbage collector does
    not run meanwhile and never walks it again (0.2 s each time)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if running:
            gc.enable()
