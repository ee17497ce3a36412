"""Journeys that end with a real worker borrow it from the tests of workers."""

from tests.workers.conftest import redis, start_worker, valkey

__all__ = ["redis", "start_worker", "valkey"]
