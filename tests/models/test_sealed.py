"""Personal data at rest."""

import stat
from pathlib import Path

import pytest

from models.sealed import CannotUnseal, key_ring, load_key_ring, new_key_ring, save_key_ring, unseal, use_key_ring

NUMBER = "52273219850307031X"


def test_a_sealed_text_comes_back_and_never_looks_the_same_twice() -> None:
    ring = new_key_ring()
    first, second = ring.seal(NUMBER), ring.seal(NUMBER)
    assert first != second
    assert NUMBER.encode() not in first
    assert ring.unseal(first) == ring.unseal(second) == NUMBER


def test_after_a_new_key_old_values_are_still_read_and_new_ones_use_the_new_key() -> None:
    ring = new_key_ring()
    old = ring.seal(NUMBER)
    newer = ring.with_new_key()
    assert newer.unseal(old) == NUMBER
    assert newer.seal(NUMBER)[:2] == (2).to_bytes(2, "big")
    assert "keys" not in repr(newer)


def test_the_look_up_hash_stays_the_same_over_key_changes_and_differs_by_installation() -> None:
    ring = new_key_ring()
    assert ring.lookup(NUMBER) == ring.with_new_key().lookup(NUMBER)
    assert ring.lookup(NUMBER) != new_key_ring().lookup(NUMBER)


def test_a_changed_value_or_a_foreign_key_is_refused() -> None:
    ring = new_key_ring()
    sealed = ring.seal(NUMBER)
    with pytest.raises(CannotUnseal):
        ring.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(CannotUnseal):
        new_key_ring().unseal(sealed)


def test_the_key_file_is_its_owners_alone_and_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    first = load_key_ring(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key_ring(path) == first
    save_key_ring(path, first.with_new_key())
    assert load_key_ring(path).current == 2
    assert [each.name for each in tmp_path.iterdir()] == ["keys.json"]


def test_a_running_process_finds_the_key_that_another_one_added(ring: object, tmp_path: Path) -> None:
    before, path = key_ring(), tmp_path / "keys.json"
    first = load_key_ring(path)
    use_key_ring(first, path)
    newer = first.with_new_key()
    save_key_ring(path, newer)
    assert unseal(newer.seal(NUMBER)) == NUMBER
    use_key_ring(before)
