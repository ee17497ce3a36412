"""Progress on standard error: only on a terminal, and only once something takes over two seconds."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

PATIENCE, EVERY, WIDTH = 2.0, 0.2, 24  # seconds, seconds, columns of the bar
CLEAR_LINE = "\r\x1b[K"


class Progress:
    """How far something is; call it with how much is done and, once known, of how much."""

    def __init__(self, label: str) -> None:
        self.label, self.done, self.total = label, 0, 0
        self.started = time.monotonic()

    def __call__(self, done: int, total: int = 0) -> None:
        self.done, self.total = done, total

    def bar(self) -> str:
        """The line to show now: how full when the total is known, else how long it has been running."""
        if self.total:
            full = min(WIDTH, WIDTH * self.done // self.total)
            return f"{self.label} [{'#' * full}{'-' * (WIDTH - full)}] {self.done:,}/{self.total:,}"
        seconds = time.monotonic() - self.started
        at = int(seconds / EVERY) % WIDTH
        moving = "-" * at + "#" + "-" * (WIDTH - 1 - at)
        return f"{self.label} [{moving}] {f'{self.done:,}, ' if self.done else ''}{seconds:.0f} s"


@contextmanager
def working(label: str) -> Iterator[Progress]:
    """Show `label` with a bar while the block runs."""
    progress, over = Progress(label), threading.Event()
    if not sys.stderr.isatty():
        yield progress
        return
    drawer = threading.Thread(target=_draw, args=(progress, over), daemon=True)
    drawer.start()
    try:
        yield progress
    finally:
        over.set()
        drawer.join()


def _draw(progress: Progress, over: threading.Event) -> None:
    if over.wait(PATIENCE):
        return
    while not over.wait(EVERY):
        click.echo(CLEAR_LINE + progress.bar(), err=True, nl=False)
    click.echo(CLEAR_LINE, err=True, nl=False)
