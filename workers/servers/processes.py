"""The child processes of one program: start them, wait for them, stop them in order."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Any, Protocol, Self, TypeVar

from workers.servers.tether import tethered


class Child:
    """One tethered process in a session of its own, so that Ctrl-C reaches its parent alone.

    `log` takes both output streams (default: they are shared with this process); `keep` are descriptors it inherits.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        log: IO[bytes] | None = None,
        uid: int | None = None,
        on_parent_death: int = signal.SIGKILL,
        keep: Iterable[int] = (),
        stop_signals: Sequence[int] = (signal.SIGTERM,),
        grace: float = 10.0,
    ) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("child processes are started from the main thread: they end with the thread")
        self._stop_signals = stop_signals
        self._grace = grace
        self._process = subprocess.Popen(
            tethered(argv, signum=on_parent_death, uid=uid),
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=tuple(keep),
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    def stop(self) -> None:
        """Send the stop signals one after the other, each with the grace period in seconds, then kill."""
        for signum in self._stop_signals:
            if self._ends_after(signum):
                return
        self.kill()
        self._process.wait()

    def kill(self) -> None:
        """End the process and its process group at once."""
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)

    def _ends_after(self, signum: int) -> bool:
        self._process.send_signal(signum)
        try:
            self._process.wait(self._grace)
        except subprocess.TimeoutExpired:
            return False
        return True


class Running(Protocol):
    """What `Processes` looks after: a `Child` or an embedded server."""

    def poll(self) -> int | None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...


R = TypeVar("R", bound=Running)


class Processes:
    """The processes of one program, stopped in the reverse of the order they were started in.

    Inside ``with Processes() as processes:`` Ctrl-C, SIGTERM and a closed terminal raise ``SystemExit(128 + signal)``,
    which stops them all; a second signal kills what still runs.
    """

    def __init__(self) -> None:
        self._running: list[tuple[str, Running]] = []
        self._stopping = False
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for signum in _signals_to_heed():
            self._handlers[signum] = signal.signal(signum, self._heed)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        for signum, handler in self._handlers.items():
            signal.signal(signum, handler)
        self._handlers.clear()

    def add(self, name: str, running: R) -> R:
        """Look after something that runs already and answer it."""
        self._running.append((name, running))
        return running

    def start(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        log: IO[bytes] | None = None,
        grace: float = 10.0,
    ) -> Child:
        """Start a child process and look after it; it has `grace` seconds to end when asked."""
        return self.add(name, Child(argv, env=env, cwd=cwd, log=log, grace=grace))

    def wait(self) -> tuple[str, int]:
        """Wait until one of them ends by itself: its name and exit code."""
        while True:
            for name, running in self._running:
                code = running.poll()
                if code is not None:
                    return name, code
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop them all, the last started first. May be called again."""
        self._stopping = True
        while self._running:
            self._running[-1][1].stop()
            self._running.pop()
        self._stopping = False

    def _heed(self, signum: int, _frame: FrameType | None) -> None:
        if self._stopping:
            for _, running in self._running:
                running.kill()
            return
        self._stopping = True
        raise SystemExit(128 + signum)


def _signals_to_heed() -> list[int]:
    """Ctrl-C and SIGTERM always; a closed terminal unless the program was started with nohup."""
    hangup = [] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGHUP]
    return [signal.SIGINT, signal.SIGTERM, *hangup]
