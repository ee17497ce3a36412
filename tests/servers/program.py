"""A small program that starts servers and children and then waits: the tests end it in every way a program ends.

Usage: program.py FOLDER valkey|postgresql|children. It prints one JSON line with what it started, once all is ready.
"""

import json
import sys
from pathlib import Path

from workers.servers import PostgreSQL, Processes, Valkey

SLEEP = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(600)"]


def started(processes: Processes, folder: Path, what: str) -> dict[str, object]:
    """Start what was asked for."""
    if what == "children":
        names = ["pages", "worker"]
        return {"pids": [processes.start(name, SLEEP).pid for name in names]}
    server = Valkey(folder) if what == "valkey" else PostgreSQL(folder, durable=False)
    processes.add("server", server.start())
    return {"pids": [server.pid], "url": server.url}


def main(folder: str, what: str) -> None:
    """Run until told to end."""
    with Processes() as processes:
        print(json.dumps(started(processes, Path(folder), what)), flush=True)
        print(*processes.wait(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
