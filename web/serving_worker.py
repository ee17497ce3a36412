"""The page-serving process: quick pages one after the other, and nobody waits for somebody slow.

A page is processor time, and threads of one process share one processor: four pages at once are each four times as
late, one after the other they are as late on the whole and the first much less. So a process answers one request at a
time, but what takes longer than `TURN` (an upload over a bad line, a large export) keeps its thread and lets the others
pass. Who opens a connection and sends nothing, as browsers do beforehand, waits without a thread.
"""

import time
from collections import deque
from functools import partial
from selectors import EVENT_READ
from socket import socket
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

TURN = 0.5
"""Seconds after which a request lets the next one begin beside it."""
SILENT = 5.0
"""Seconds that a connection may stay without sending anything."""


class InTurn(ThreadWorker):
    """gunicorn's worker with threads, of which only slow requests use more than one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: deque[TConn] = deque()
        self.youngest: tuple[TConn, float] | None = None

    def accept(self, listener: socket) -> None:
        """Take a connection, which waits for its first bytes on the poller."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another process took it, or it went
        self.nr_conns += 1
        connection = TConn(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + SILENT
        self.pending_conns.append(connection)
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def enqueue_req(self, conn: TConn) -> None:
        """A connection has sent something: it is answered when its turn comes."""
        self.waiting.append(conn)
        self._go_on()

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """A request was answered: the next one's turn."""
        if self.youngest and self.youngest[0] is conn:
            self.youngest = None
        super().finish_request(conn, fs)
        self._go_on()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """While it answers somebody, a process leaves new connections to those that are free."""
        if not self._is_free():
            self.set_accept_enabled(False)
            timeout = min(timeout, TURN / 5)
        super().wait_for_and_dispatch_events(timeout)
        self._go_on()

    def _is_free(self) -> bool:
        return self.youngest is None or time.monotonic() - self.youngest[1] > TURN

    def _go_on(self) -> None:
        while self.waiting and self._is_free():
            connection = self.waiting.popleft()
            self.youngest = connection, time.monotonic()
            super().enqueue_req(connection)
