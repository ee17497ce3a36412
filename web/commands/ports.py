"""Ports of this machine."""

import socket
from contextlib import closing


def try_port(host: str, port: int) -> int | None:
    """The port when it is free on `host`, else None; 0 is any free one."""
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return None
        free: int = probe.getsockname()[1]
        return free
