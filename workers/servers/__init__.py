"""Supervisor of child processes and embedded servers. A leaf: it imports the standard library and itself alone."""

from workers.servers.embedded import AlreadyRunning, Server, ServerError, running
from workers.servers.postgres import PostgreSQL
from workers.servers.processes import Child, Processes
from workers.servers.tether import die_with_parent, tethered
from workers.servers.valkey import Valkey

__all__ = [
    "AlreadyRunning",
    "Child",
    "PostgreSQL",
    "Processes",
    "Server",
    "ServerError",
    "Valkey",
    "die_with_parent",
    "running",
    "tethered",
]
