"""The clock of the tests."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
