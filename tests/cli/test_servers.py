"""Processes by hand."""

from tests.cli.conftest import Ask


def test_a_sweep_by_hand_brings_its_own_queue_when_none_runs(ask: Ask) -> None:
    assert ask("sweep") == {"nudged": 0}
