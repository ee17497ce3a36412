"""How every process of ours writes its log: lines of one form on standard error, and to a log server where the settings
name one (decision 0038). A line is time (UTC), level, logger, process and message, and nothing in a message can begin
another line.
"""

import logging
import os
import socket
import ssl
import sys
import time
from logging.handlers import SysLogHandler
from typing import Any, TextIO
from urllib.parse import urlsplit

from services.settings import Settings

LONGEST = 15_000  # characters of a line, so that it fits one packet; a longer one lacks its middle
PATIENCE, PAUSE = 2.0, 30.0  # seconds that a log server may take, and for which one that is away is left alone
log = logging.getLogger(__name__)


class Line(logging.Formatter):
    """One line a record, tracebacks included: whatever does not print is written as its escape."""

    converter = time.gmtime  # type: ignore[assignment]
    default_time_format, default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"

    def __init__(self, process: str) -> None:
        super().__init__(f"%(asctime)s %(levelname)s %(name)s {process}[%(process)d] %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        whole, half = "".join(map(_printing, super().format(record))), LONGEST // 2
        return whole if len(whole) <= LONGEST else f"{whole[:half]} … {whole[-half:]}"


def _printing(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


class Screen(logging.StreamHandler[TextIO]):
    """Standard error, whatever it is at the moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


class LogServer(SysLogHandler):
    """Sends lines to a syslog server (RFC 3164, ended by line feeds where there are no packets); every process has a
    connection of its own. Nobody waits long for a server that is away: what it misses stands on standard error."""

    socket: socket.socket | None

    def __init__(self, url: str) -> None:
        logging.Handler.__init__(self)
        self.facility, self.socket = self.LOG_USER, None
        self._url, self._process, self._not_before = urlsplit(url), 0, 0.0

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == __name__ or time.monotonic() < self._not_before:
            return  # what is said below is for standard error alone
        priority = self.encodePriority(self.facility, self.mapPriority(record.levelname))
        line = f"<{priority}>sunmatch: {self.format(record)}".encode()
        for _ in range(1 if self.socket is None else 2):  # a connection may have ended since the last line
            try:
                self._send(line)
                return
            except OSError as error:
                away = error
                self._drop()
        self._not_before = time.monotonic() + PAUSE
        log.warning("log server not reachable, it is left alone for %d s: %s", PAUSE, type(away).__name__)

    def _send(self, line: bytes) -> None:
        if self.socket is None or self._process != os.getpid():
            self._drop()
            self.socket, self._process = _connected(self._url), os.getpid()
        self.socket.sendall(line if self.socket.type == socket.SOCK_DGRAM else line + b"\n")

    def _drop(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None


def _connected(url: Any) -> socket.socket:
    """A socket to `unix:/path`, `udp://host:port`, `tcp://host:port` or `tls://host:port`. Raises OSError."""
    if url.scheme in ("tcp", "tls"):
        made = socket.create_connection((url.hostname, url.port), PATIENCE)
        sealed = url.scheme == "tls"
        return ssl.create_default_context().wrap_socket(made, server_hostname=url.hostname) if sealed else made
    family, place = socket.AF_UNIX, url.path
    if url.scheme == "udp":
        family, _, _, _, place = socket.getaddrinfo(url.hostname, url.port, type=socket.SOCK_DGRAM)[0]
    made = socket.socket(family, socket.SOCK_DGRAM)
    made.settimeout(PATIENCE)
    try:
        made.connect(place)
    except OSError:
        made.close()
        raise
    return made


def write_logs(settings: Settings, process: str, *, least: int = logging.NOTSET) -> None:
    """From now on this process logs in `Line`s that name it `process`, to standard error and to the log server of the
    settings: what is as serious as the settings and `least` say. Called again, the last call counts."""
    root = logging.getLogger()
    for before in [each for each in root.handlers if isinstance(each, Screen | LogServer)]:
        root.removeHandler(before)
        before.close()
    for handler in (Screen(), *([LogServer(settings.log_server)] if settings.log_server else ())):
        handler.setFormatter(Line(process))
        root.addHandler(handler)
    root.setLevel(max(logging.getLevelNamesMapping()[settings.log_level.upper()], least))
