"""How gunicorn serves the pages, and the configuration it reads (`--config python:web.serving`)."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from services.settings import Settings
from workers.servers import die_with_parent

APPLICATION = "web.cli:application()"
THREADS, PATIENCE = 8, 120  # slow requests at a time in each process; seconds until a stuck process is ended
worker_class = "web.serving_worker.InTurn"
logger_class = "web.serving_log.Log"
KEPT = 1
"""Seconds that a connection stays open after a page and what belongs to it: who asks for the next page then comes to
the process that is free, while connections kept for longer leave one process busy and the other idle."""
COLLECTED = 50_000
"""New objects between two collections of garbage: a page makes thousands, and nearly all of them go with it."""


def gunicorn(settings: Settings, *, host: str | None = None, port: int | None = None) -> Sequence[str]:
    """The command line that serves the pages; modules are loaded once, but each process opens its own database."""
    return [
        *(sys.executable, "-P", "-m", "gunicorn", APPLICATION, "--config", "python:web.serving"),
        *("--bind", f"{host or settings.host}:{settings.port if port is None else port}"),
        *("--workers", str(settings.web_processes), "--threads", str(THREADS), "--timeout", str(PATIENCE)),
        *("--keep-alive", str(KEPT)),
        *("--log-level", settings.log_level, "--no-control-socket"),
    ]


def on_starting(server: Any) -> None:
    """Called by gunicorn before it forks: the page-serving processes share the modules, so that each starts at once."""
    import_module("web.app")


def post_fork(server: Any, worker: Any) -> None:
    """Called by gunicorn first thing in each page-serving process: it ends when gunicorn does, however that ends."""
    die_with_parent(parent=worker.ppid)
    gc.freeze()  # what was loaded stays: no collection need look at it again
    gc.set_threshold(COLLECTED)
