"""What the embedded servers have in common: a locked folder, a free port, a start that waits, a sure end."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import socket
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from workers.servers.processes import Child


class ServerError(Exception):
    """An embedded server could not be started; the text says why, with the last lines of its log."""


class AlreadyRunning(ServerError):
    """Another process runs a server in the same folder."""


class Server(ABC):
    """A server in the foreground on a free port of 127.0.0.1, with its files in `folder` (made when missing).

    It ends with the process that started it, however that ends. The lock on its folder is inherited by the server,
    so a second one stays out until the first has really ended. ``with Valkey(folder) as server: server.url``.
    """

    name: str
    stop_signals: tuple[int, ...]
    on_parent_death: int
    uid: int | None = None
    ready_within = 60.0  # seconds
    patience = 3.0  # seconds for the server of a program that has just died to let go of the folder

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.port = 0
        self._child: Child | None = None
        self._lock: IO[str] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients connect, password included."""

    @abstractmethod
    def _command(self) -> list[str | Path]:
        """Prepare the folder for `self.port` and answer the command line."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether clients are served now; may raise OSError while they are not."""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._child.pid if self._child else None

    def start(self) -> Self:
        """Start and wait until it serves. Raises `AlreadyRunning` or `ServerError`."""
        if self._child:
            return self
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = self._claim()
        try:
            while not self._comes_up():
                pass
        except BaseException:
            self.stop()
            raise
        self._lock.write(self.url)
        self._lock.flush()
        return self

    def stop(self) -> None:
        """Stop the server and let go of its folder. May be called again, or when nothing was started."""
        if self._child:
            self._child.stop()
            self._child = None
        if self._lock:
            self._lock.close()
            self._lock = None

    def kill(self) -> None:
        """End it at once, without an orderly shutdown."""
        if self._child:
            self._child.kill()

    def poll(self) -> int | None:
        """The exit code when it ended by itself, else None."""
        return self._child.poll() if self._child else None

    def _claim(self) -> IO[str]:
        """Lock the folder, which the server and this process hold until both have let go."""
        lock = os.fdopen(os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
        deadline = time.monotonic() + self.patience
        while not _locks(lock, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                lock.close()
                raise AlreadyRunning(f"{self.name} already runs in {self.folder}: stop it first, or use another folder")
            time.sleep(0.05)
        lock.truncate(0)
        return lock

    def _comes_up(self) -> bool:
        """Try one port: True once it serves, False when another program took the port first."""
        self.port = _free_port()
        self._launch(self._command())
        deadline = time.monotonic() + self.ready_within
        while self.poll() is None:
            if self._is_ready():
                return True
            if time.monotonic() > deadline:
                raise ServerError(f"{self.name} did not answer in {self.ready_within:.0f} s. {self._last_words()}")
            time.sleep(0.01)
        self._child = None
        if "Address already in use" in self._last_words():
            return False
        raise ServerError(f"{self.name} could not be started. {self._last_words()}")

    def _launch(self, command: list[str | Path]) -> None:
        assert self._lock, "the folder is claimed first"
        with (self.folder / "log").open("wb") as log:
            self._child = Child(
                command,
                env={**os.environ, "LC_ALL": "C"},
                cwd=self.folder,
                log=log,
                uid=self.uid,
                on_parent_death=self.on_parent_death,
                keep=[self._lock.fileno()],
                stop_signals=self.stop_signals,
            )

    def _is_ready(self) -> bool:
        try:
            return self._answers()
        except OSError:
            return False

    def _last_words(self) -> str:
        lines = (self.folder / "log").read_text(errors="replace").splitlines()
        return "Its last words: " + " | ".join(lines[-8:]) if lines else "It wrote nothing."


def running(folder: Path) -> str | None:
    """The URL of the server that runs in `folder`, whichever process started it; None when none does."""
    try:
        with (folder / "lock").open() as lock:
            return None if _locks(lock, fcntl.LOCK_SH) else lock.read() or None
    except FileNotFoundError:
        return None


def abandoned(folder: Path) -> bool:
    """Whether a server ran in `folder` and neither it nor the program that started it is left."""
    try:
        with (folder / "lock").open() as lock:
            return _locks(lock, fcntl.LOCK_SH)
    except OSError:
        return False


def package_folder(package: str, distribution: str) -> Path:
    """Where an installed package lies, without importing it. Raises `ServerError` when it is not installed."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ServerError(f"the package {distribution} is not installed here; it exists for Linux and macOS")
    return Path(found.submodule_search_locations[0])


def write_secret(file: Path, text: str) -> None:
    """Write a file that nobody but its owner can read."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as secret:
        secret.write(text)


def _locks(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
