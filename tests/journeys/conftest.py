"""Journeys that end with a real worker borrow it from the tests of workers."""

from tests.workers.conftest import nursery, redis, start_worker, valkey

__all__ = ["nursery", "redis", "start_worker", "valkey"]
