"""Processes that never outlive the one that started them. The standard library alone: it is also run as a program.

On Linux the kernel signals a child when its parent dies, however that happens (``prctl``, ``PR_SET_PDEATHSIG``).
Elsewhere a small guard process stands between the two and looks for its parent every quarter of a second.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LOOK_EVERY = 0.25
_ON_LINUX = sys.platform == "linux"


def die_with_parent(signum: int = signal.SIGKILL, *, parent: int | None = None) -> None:
    """Make this process receive `signum` when its parent dies. Call it first thing after a fork, in the main thread.

    `parent` is the parent's id as it was read before the fork; a process whose parent is gone already ends at once.
    """
    expected = os.getppid() if parent is None else parent
    if _ON_LINUX:
        _ask_kernel_for(signum)
    else:
        threading.Thread(target=_signal_when_orphaned, args=(expected, signum), daemon=True).start()
    if os.getppid() != expected:
        os._exit(1)


def _ask_kernel_for(signum: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(signum), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused the parent-death signal")


def _signal_when_orphaned(parent: int, signum: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os.kill(os.getpid(), signum)


def tethered(
    argv: Sequence[str | Path], *, signum: int = signal.SIGKILL, uid: int | None = None, guarded: bool = not _ON_LINUX
) -> list[str]:
    """The command line that runs `argv`, as user `uid` if given, and sends it `signum` when this process dies.

    The kernel watches the thread that starts the command: start it from the main thread.
    """
    mode = "guard" if guarded else "exec"
    interpreter = [sys.executable, "-I", "-S", str(Path(__file__).absolute())]
    return [*interpreter, mode, str(os.getpid()), str(int(signum)), str(uid or ""), *map(str, argv)]


def _main(mode: str, parent: str, signum: str, uid: str, *argv: str) -> None:
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if uid:
        _become(int(uid))
    try:
        if mode == "exec":
            die_with_parent(int(signum), parent=int(parent))
            os.execvp(argv[0], argv)  # noqa: S606 no shell is wanted
        sys.exit(_guard(argv, int(parent), int(signum)))
    except OSError as error:
        sys.exit(f"{argv[0]} cannot be started: {error.strerror}")


def _become(uid: int) -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


def _guard(argv: Sequence[str], parent: int, signum: int) -> int:
    """Run `argv`, hand signals on to it and send it `signum` once `parent` is gone; answers its exit code."""
    process = subprocess.Popen(argv, close_fds=False)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(each, lambda received, _: process.send_signal(received))
    while process.poll() is None and os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    if process.poll() is None:
        process.send_signal(signum)
    return process.wait()


if __name__ == "__main__":
    _main(*sys.argv[1:])
