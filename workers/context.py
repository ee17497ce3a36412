"""What every job of a process shares: settings, database, keys. Made once a process, so that forks have their own."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime

from models.db import Database
from models.sealed import load_key_ring, use_key_ring
from services.settings import Settings, read_settings


@dataclass(frozen=True)
class Context:
    settings: Settings
    database: Database

    def now(self) -> datetime:
        """The clock of the workers: the one place where they read it."""
        return datetime.now(UTC)


_MADE: dict[int, Context] = {}


def context() -> Context:
    """The context of this process; a fork makes its own and leaves open its parent's, which is not its to close."""
    if os.getpid() not in _MADE:
        settings = read_settings(os.environ)
        use_key_ring(load_key_ring(settings.key_ring), settings.key_ring)
        _MADE[os.getpid()] = Context(settings, Database(settings.database))
    return _MADE[os.getpid()]
